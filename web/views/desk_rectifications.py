"""差评整改: poor ratings, the call to the applicant, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.rectify import CallBack, SettleRectification
from engine.domain.errors import Invalid, Refused
from engine.queries.rectifications import Rectifications
from web.context import ask, command_id, execute
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_rectifications", __name__, url_prefix="/desk/rectifications")


@blueprint.get("")
@permit("reviewer", "approver", "supervisor")
def every() -> str:
    return render_template("desk_rectifications/every.html", rows=ask(Rectifications()))


@blueprint.post("/<case_id>")
@permit("reviewer", "approver")
def act(case_id: str) -> Any:
    """The call first, then the result."""
    words = request.form.get("words", "")
    settles = request.form.get("act") == "settle"
    one = {"command_id": command_id(), "case_id": case_id}
    try:
        execute(SettleRectification(**one, result=words) if settles else CallBack(**one, note=words))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("整改结果已告知申请人。") if settles else _("回访已记录，请填写整改结果。"), "success")
    return redirect(url_for(".every"))
