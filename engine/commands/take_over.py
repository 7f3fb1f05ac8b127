"""At the counter somebody is known from an earlier case: how to reach him need not be typed again."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.apply import editable
from engine.commands.context import feel_context
from engine.commands.naming import applicant_of
from engine.commands.work import Work
from engine.content.meaning import meant, with_meant
from engine.domain.case import Case
from engine.domain.errors import Missing, Refused
from engine.domain.status import CaseStatus
from engine.store import cases, office
from engine.store.saved_answers import saved_answers


@dataclass(frozen=True, kw_only=True)
class TakeOverContact:
    """Name and mobile number of the applicant of ``from_case_id`` into the draft ``case_id``, which names the same identity number. It stands
    in the access log of the earlier case. ``based_on`` as in SaveDraft. Raises Missing where that is not the viewer's, or somebody else's;
    Refused where nothing is left to take over (erased); Overtaken."""

    command_id: str
    case_id: str
    from_case_id: str
    based_on: str | None = None


def take_over_contact(command: TakeOverContact, work: Work) -> None:
    case = editable(work, command.case_id)
    if case.status != CaseStatus.DRAFT or work.viewer.officer_id is None:
        raise Missing("没有找到这个办件。")
    saved_answers(work.tx, work.parts.seal, case.case_id, case.status).require_still(command.based_on)
    earlier = cases.load(work.tx, command.from_case_id)
    form = work.process(case).forms[work.process(case).start_form]
    context = feel_context(work, case)
    application = context["answers"]["application"]
    identity = meant(form, application, context).get("applicant_identity", "")
    if not identity or earlier.applicant_lookup != work.parts.seal.lookup(identity) or not _reaches(work, case, earlier):
        raise Missing("没有找到这个办件。")
    known = applicant_of(work, earlier)
    if not known.get("mobile"):
        raise Refused("那个办件里已经没有联系方式了，请当面询问。")
    contact = {"applicant_name": known.get("name", ""), "applicant_mobile": known["mobile"]}
    cases.save_answers(work.tx, work.parts.seal, case, "application", with_meant(form, application, context, contact), work.now)
    office.add_access(
        work.tx, access_id=work.draw_id(), at=work.now, officer_id=work.viewer.officer_id, officer_name=work.viewer.name,
        case_id=earlier.case_id, division_code=earlier.division_code, what=f"{office.CONTACT}，原因：收件时沿用到办件 {case.case_no}",
    )  # fmt: skip


def _reaches(work: Work, case: Case, earlier: Case) -> bool:
    """Whether the earlier case exists for him: of the same division, handed in, and for a proxy one of his own."""
    here = earlier.division_code == case.division_code and earlier.status != CaseStatus.DRAFT and earlier.case_id != case.case_id
    return here and (work.viewer.has("window", case.division_code) or earlier.taken_in_by == work.viewer.officer_id)
