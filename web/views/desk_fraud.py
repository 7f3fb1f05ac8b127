"""What is found after a decision to grant: a paper was false, or the licence was got by bribery. It goes on in the ledger, where the decision is revoked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.fraud import OTHER, FindFraud
from engine.domain.errors import Invalid, Missing, Refused
from engine.queries.case_file import CaseFile
from engine.queries.fraud import FraudChoices
from web.context import ask, command_id, execute
from web.error_pages import say, say_problems
from web.permissions import permit

blueprint = Blueprint("desk_fraud", __name__, url_prefix="/desk/cases/<case_id>/fraud")


@blueprint.get("")
@permit("approver")
def form(case_id: str) -> str:
    return _page(case_id, {})


@blueprint.post("")
@permit("approver")
def find(case_id: str) -> Any:
    material_id = request.form.get("material_id", "")
    if not material_id:
        return _page(case_id, {"material_id": _("请选择查明虚假的材料，或者其他不正当手段。")}), Invalid.status
    try:
        execute(FindFraud(command_id=command_id(), case_id=case_id, material_id=material_id, finding=request.form.get("finding", "")))
    except Invalid as error:
        return _page(case_id, say_problems(error)), error.status
    except Refused as error:
        flash(say(error), "warning")
        return redirect(url_for("desk_case.case", case_id=case_id))
    flash(_("已记入台账。撤销以前要先告知他理由，听取他的陈述申辩。"), "success")
    return redirect(url_for("desk_commitments.one", case_id=case_id, material_id=material_id))


def _page(case_id: str, errors: dict[str, str]) -> str:
    papers = ask(FraudChoices(case_id=case_id))
    if papers is None:
        raise Missing("没有找到这个办件。")
    file = ask(CaseFile(case_id=case_id))
    return render_template("desk_fraud/find.html", file=file, papers=papers, other=OTHER, filled=request.form, errors=errors)
