"""告知承诺台账: what applicants promised instead of proof, and the check after the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.commitment import CheckCommitment
from engine.commands.revoke import RevokeDecision
from engine.domain.errors import Invalid, Refused
from engine.queries.commitments import CommitmentLedger, FalsePromises
from web.context import ask, command_id, execute
from web.error_pages import say
from web.permissions import permit

blueprint = Blueprint("desk_commitments", __name__, url_prefix="/desk/commitments")


@blueprint.get("")
@permit("reviewer", "approver", "supervisor")
def ledger() -> str:
    return render_template("desk_commitments/ledger.html", rows=ask(CommitmentLedger()), untrue=ask(FalsePromises()))


@blueprint.post("/<case_id>/<material_id>")
@permit("reviewer", "approver")
def check(case_id: str, material_id: str) -> Any:
    finding = {"held": request.form.get("held") == "yes", "finding": request.form.get("finding", "")}
    try:
        execute(CheckCommitment(command_id=command_id(), case_id=case_id, material_id=material_id, **finding))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("核查结果已记录。"), "success")
    return redirect(url_for(".ledger"))


@blueprint.post("/<case_id>/<material_id>/revoke")
@permit("approver")
def revoke(case_id: str, material_id: str) -> Any:
    try:
        number = execute(RevokeDecision(command_id=command_id(), case_id=case_id, material_id=material_id, reason=request.form.get("reason", "")))
    except (Invalid, Refused) as error:
        flash(say(error), "warning")
    else:
        flash(_("准予决定已撤销，撤销决定书 %(number)s 已出具并告知申请人。", number=number), "success")
    return redirect(url_for(".ledger"))
