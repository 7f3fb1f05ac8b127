"""Lifting what keeps an applicant from applying again, once the decision it rests on was overturned. For who approves in the lead department, or supervises."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.ban import LiftBan
from engine.domain.errors import Invalid, Missing, Refused
from engine.queries.bans import CaseBan
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_ban", __name__, url_prefix="/desk/cases/<case_id>/ban")


@blueprint.get("")
@permit("approver", "supervisor")
def one(case_id: str) -> str:
    return _page(case_id, {})


@blueprint.post("")
@permit("approver", "supervisor")
def lift(case_id: str) -> Any:
    said = {name: request.form.get(name, "") for name in ("reason", "basis")}
    try:
        execute(LiftBan(command_id=command_id(), case_id=case_id, **said))
    except Invalid as error:
        return _page(case_id, say_problems(error)), error.status
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(_("限制已解除，申请人已收到通知。"), "success")
    return redirect(url_for("desk_case.case", case_id=case_id))


def _page(case_id: str, errors: dict[str, str]) -> str:
    ban = ask(CaseBan(case_id=case_id))
    if ban is None or not ban.may_lift:
        raise Missing("没有找到这项限制。")
    return render_template("desk_ban/lift.html", ban=ban, case_id=case_id, filled=request.form, errors=errors)
