"""告知承诺台账: what applicants promised instead of proof, the check after the decision, and what follows a false one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.commitment import CheckCommitment
from engine.commands.credit import RepairCredit
from engine.commands.revoke import AnnounceRevocation, KeepDecision, RevokeDecision
from engine.domain.errors import Invalid, Missing, Refused
from engine.queries.bans import BanLedger
from engine.queries.commitments import CaseCommitments, CommitmentLedger, FalsePromises
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_commitments", __name__, url_prefix="/desk/commitments")


@blueprint.get("")
@permit("reviewer", "approver", "supervisor")
def ledger() -> str:
    return render_template("desk_commitments/ledger.html", rows=ask(CommitmentLedger()), untrue=ask(FalsePromises()), barred=ask(BanLedger()))


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


@blueprint.get("/<case_id>/<material_id>")
@permit("approver")
def one(case_id: str, material_id: str) -> Any:
    return _page(case_id, material_id)


@blueprint.post("/<case_id>/<material_id>/announce")
@permit("approver")
def announce(case_id: str, material_id: str) -> Any:
    about = _about(case_id, material_id)
    return _done(about, AnnounceRevocation(**about, reason=_said("reason")), _("已告知申请人拟撤销的理由和陈述申辩的期限。"))


@blueprint.post("/<case_id>/<material_id>/revoke")
@permit("approver")
def revoke(case_id: str, material_id: str) -> Any:
    about = _about(case_id, material_id)
    words = {name: _said(name) for name in ("reason", "answer", "minutes")}
    return _done(about, RevokeDecision(**about, **words), _("准予决定已撤销，撤销决定书已出具并告知申请人。"))


@blueprint.post("/<case_id>/<material_id>/keep")
@permit("approver")
def keep(case_id: str, material_id: str) -> Any:
    about = _about(case_id, material_id)
    return _done(about, KeepDecision(**about, reason=_said("kept")), _("已采纳申请人的意见，准予决定继续有效。"))


@blueprint.post("/<case_id>/<material_id>/repair")
@permit("approver")
def repair(case_id: str, material_id: str) -> Any:
    about = _about(case_id, material_id)
    return _done(about, RepairCredit(**about, reason=_said("reason"), basis=_said("basis")), _("信用已修复，信用修复决定书已出具并告知申请人。"))


def _about(case_id: str, material_id: str) -> dict[str, str]:
    return {"command_id": command_id(), "case_id": case_id, "material_id": material_id}


def _said(name: str) -> str:
    return request.form.get(name, "")


def _done(about: dict[str, str], command: Any, words: str) -> Any:
    """Executed and back to the ledger; with what is missing the page again."""
    try:
        execute(command)
    except Invalid as error:
        return _page(about["case_id"], about["material_id"], say_problems(error)), error.status
    except Refused as error:
        flash(say(error), "warning")
    else:
        flash(words, "success")
    return redirect(url_for(".ledger"))


def _page(case_id: str, material_id: str, errors: dict[str, str] | None = None) -> str:
    row = next((each for each in ask(CaseCommitments(case_id=case_id)) if each.material_id == material_id and each.outcome == "false"), None)
    if row is None:
        raise Missing("没有找到这项承诺。")
    return render_template("desk_commitments/one.html", row=row, filled=request.form, errors=errors or {})
