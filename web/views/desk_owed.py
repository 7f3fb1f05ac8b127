"""容缺台账: what applicants still owe, until when, and reminding them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from engine.commands.promise import RemindOwed
from engine.domain.errors import Forbidden, Refused
from engine.queries.owed import OwedLedger
from web.context import ask, command_id, execute
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_owed", __name__, url_prefix="/desk/owed")


@blueprint.get("")
@permit("window", "reviewer", "approver", "supervisor")
def ledger() -> str:
    return render_template("desk_owed/ledger.html", rows=ask(OwedLedger()))


@blueprint.post("/<case_id>")
@permit("window", "reviewer", "approver")
def remind(case_id: str) -> Any:
    try:
        execute(RemindOwed(command_id=command_id(), case_id=case_id))
    except (Forbidden, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("已经提醒申请人。"), "success")
    return redirect(url_for(".ledger"))
