"""查进度: number and code open a case in this browser; the link in a receipt's code does too; a lost code is sent to the phone on file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.follow import FindCase, SendQueryCode
from engine.domain.command_id import new_command_id
from engine.domain.errors import EngineError, Invalid, Missing, Refused
from engine.queries.followed import Followed
from web.codes import read_case_link
from web.context import applicant, ask, command_id, execute, open_case, opened_cases, safe_next
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("track_find", __name__, url_prefix="/track")


@blueprint.get("")
@permit("public")
def find() -> str:
    return _find_page({"case_no": request.args.get("no", "")[:60]})


@blueprint.post("")
@permit("public")
def open_by_code() -> Any:
    filled = {"case_no": request.form.get("case_no", "").strip(), "query_code": request.form.get("query_code", "").strip()}
    if not all(filled.values()):
        return _find_page(filled, _("请输入办件编号和查询码。")), 422
    try:
        found = execute(FindCase(command_id=new_command_id(), **filled, origin=request.remote_addr or ""))
    except (Missing, Refused, Invalid) as error:
        return _find_page(filled, say(error)), error.status
    open_case(found.case_id)
    return redirect(safe_next(url_for("track_case.progress", case_id=found.case_id)))


@blueprint.get("/link/<token>")
@permit("public")
def open_by_link(token: str) -> Any:
    """The address in a receipt's QR code: whoever holds the receipt may follow the case, until its query code is reissued."""
    case_id = read_case_link(token)
    open_case(case_id)
    return redirect(url_for("track_case.progress", case_id=case_id))


@blueprint.get("/code")
@permit("public")
def lost_code() -> str:
    return render_template("track_find/lost_code.html", filled={"case_no": request.args.get("no", "")[:60]}, errors={})


@blueprint.post("/code")
@permit("public")
def send_code() -> Any:
    filled = {"case_no": request.form.get("case_no", "").strip(), "mobile": request.form.get("mobile", "").strip()}
    try:
        execute(SendQueryCode(command_id=command_id(), **filled, origin=request.remote_addr or ""))
    except EngineError as error:
        errors = (say_problems(error) if isinstance(error, Invalid) else {}) or {"case_no": say(error)}
        return render_template("track_find/lost_code.html", filled=filled, errors=errors), error.status
    flash(_("如果办件编号和手机号与登记的一致，新的查询码会在一分钟内发到这部手机，原查询码同时失效。"), "success")
    return redirect(url_for("track_find.find", no=filled["case_no"]))


def _find_page(filled: dict[str, str], error: str = "") -> str:
    mine = ask(Followed(), applicant()).cases if opened_cases() else ()
    wanted = request.values.get("next", "")
    return render_template("track_find/find.html", filled=filled, error=error, mine=mine, next=wanted)
