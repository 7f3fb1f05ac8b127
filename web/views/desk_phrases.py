"""常用语: an officer's own stock phrases, those he keeps for his department or the office, and everything else he may use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.commands.phrase import AddPhrase, DropPhrase, houses
from engine.domain.errors import Invalid
from engine.queries.phrases import StockPhrases
from web.context import ask, command_id, execute, viewer
from web.desk_phrases import DEFECTS, OPINIONS
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_phrases", __name__, url_prefix="/desk/phrases")
SCOPE_NAMES = {"own": _l("我自己"), "department": _l("本部门"), "office": _l("全局")}


@blueprint.get("")
@permit("officer")
def mine() -> str:
    return _page()


@blueprint.post("")
@permit("officer")
def add() -> Any:
    sent = request.form
    try:
        execute(AddPhrase(command_id=command_id(), kind=sent.get("kind", ""), words=sent.get("words", ""), scope=sent.get("scope", "own")))
    except Invalid as error:
        return _page(say(error)), error.status
    flash(_("已添加，办件时可以用了。"), "success")
    return redirect(url_for("desk_phrases.mine"))


@blueprint.post("/<phrase_id>/drop")
@permit("officer")
def drop(phrase_id: str) -> Any:
    execute(DropPhrase(command_id=command_id(), phrase_id=phrase_id))
    flash(_("已删除。"), "success")
    return redirect(url_for("desk_phrases.mine"))


def _page(problem: str = "") -> str:
    someone = viewer()
    scopes = ["own", *(["department"] if houses(someone) else []), *(["office"] if someone.has("system_admin") else [])]
    kinds = (("opinion", _("意见"), OPINIONS), ("defect", _("材料问题（补正用）"), DEFECTS))
    return render_template(
        "desk_phrases/mine.html", phrases=ask(StockPhrases()), kinds=kinds, scopes=scopes, names=SCOPE_NAMES, problem=problem, typed=request.form
    )
