"""The workbench as one likes it: filters saved under a name, and columns from the cases' own answers."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from engine.commands.desk import ChooseColumns
from engine.commands.export import FORMATS, TakeList
from engine.commands.saved_list import DropList, SaveList
from engine.domain.errors import Invalid, Refused
from engine.queries.answer_columns import AnswerColumns
from engine.queries.sheet_file import as_file
from web.context import ask, command_id, execute, safe_next
from web.desk_file import desk_sheet
from web.desk_frame import DESK_ROLES, FOLDER_NAMES
from web.error_pages import say
from web.permissions import permit
from web.views.desk_board import wanted_list
from web.views.desk_exports import MEDIA

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


@blueprint.post("/file")
@permit(*DESK_ROLES)
def take() -> Response:
    """The list as it is filtered and sorted, as a file; that it was taken stands in the access log."""
    format_ = request.form.get("format", "")
    if format_ not in FORMATS:
        raise Invalid("请选择文件的格式。")
    wanted = wanted_list(request.form)
    title = str(FOLDER_NAMES.get(wanted.folder, _("列表")))
    sheet = desk_sheet(wanted, title)
    execute(TakeList(command_id=command_id(), title=title, rows=len(sheet.rows), format=format_))
    file = io.BytesIO(as_file((sheet,), format_))
    answer: Response = send_file(file, mimetype=MEDIA[format_], as_attachment=True, download_name=f"{title}.{format_}")
    return answer


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
