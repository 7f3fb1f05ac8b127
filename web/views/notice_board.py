"""公示: what is published for objections, and the objection itself; and what was granted (行政许可法 art. 40)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.follow import Object
from engine.domain.errors import Invalid
from engine.queries.granted import Granted
from engine.queries.notice import Notices, OneNotice
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("notice_board", __name__, url_prefix="/notices")


@blueprint.get("")
@permit("public")
def notices() -> str:
    search = request.args.get("q", "").strip()[:100]
    running = request.args.get("running") == "1"
    page = request.args.get("page", 1, type=int)
    found = ask(Notices(search=search, running=running, page=page))
    return render_template("notice_board/notices.html", found=found, search=search, running=running)


@blueprint.get("/granted")
@permit("public")
def granted() -> str:
    """准予决定公开."""
    search = request.args.get("q", "").strip()[:100]
    found = ask(Granted(search=search, page=request.args.get("page", 1, type=int)))
    return render_template("notice_board/granted.html", found=found, search=search)


@blueprint.get("/<notice_id>")
@permit("public")
def notice(notice_id: str) -> str:
    return render_template("notice_board/notice.html", notice=ask(OneNotice(notice_id=notice_id)), filled={}, errors={})


@blueprint.post("/<notice_id>/objection")
@permit("public")
def object_to(notice_id: str) -> Any:
    filled = {name: request.form.get(name, "").strip() for name in ("name", "mobile", "reason")}
    try:
        execute(Object(command_id=command_id(), notice_id=notice_id, **filled))
    except Invalid as error:
        errors = say_problems(error) or {"reason": say(error)}
        page = render_template("notice_board/notice.html", notice=ask(OneNotice(notice_id=notice_id)), filled=filled, errors=errors)
        return page, error.status
    flash(_("异议已收到，办理部门会核实处理。"), "success")
    return redirect(url_for("notice_board.notice", notice_id=notice_id))
