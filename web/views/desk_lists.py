"""The workbench as one likes it: filters saved under a name, and columns from the cases' own answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.desk import ChooseColumns
from engine.commands.saved_list import DropList, SaveList
from engine.domain.errors import Invalid, Refused
from engine.queries.answer_columns import AnswerColumns
from web.context import ask, command_id, execute, safe_next
from web.desk_frame import DESK_ROLES
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_lists", __name__, url_prefix="/desk/lists")
KEPT = ("folder", "q", "service", "sort", "order", "archived")


@blueprint.post("")
@permit(*DESK_ROLES)
def save() -> Any:
    sent = request.form
    query = {name: sent[name][:100] for name in KEPT if sent.get(name)}
    try:
        execute(SaveList(command_id=command_id(), name=sent.get("name", ""), query=query, shared=sent.get("shared") == "1"))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("列表已保存，在列表上方随时能打开。"), "success")
    return redirect(url_for("desk_board.board", **query))


@blueprint.post("/<list_id>/drop")
@permit(*DESK_ROLES)
def drop(list_id: str) -> Any:
    execute(DropList(command_id=command_id(), list_id=list_id))
    flash(_("已删除。"), "success")
    return redirect(safe_next(url_for("desk_board.board")))


@blueprint.get("/columns/<process_id>")
@permit(*DESK_ROLES)
def columns(process_id: str) -> str:
    return render_template("desk_lists/columns.html", shown=ask(AnswerColumns(process_id=process_id)), process_id=process_id)


@blueprint.post("/columns/<process_id>")
@permit(*DESK_ROLES)
def choose(process_id: str) -> Any:
    ask(AnswerColumns(process_id=process_id))
    try:
        execute(ChooseColumns(command_id=command_id(), process_id=process_id, paths=None if "reset" in request.form else tuple(request.form.getlist("path"))))
    except Invalid as error:
        flash(say(error), "warning")
        return redirect(url_for("desk_lists.columns", process_id=process_id))
    return redirect(url_for("desk_board.board", folder="all", service=process_id))
