"""Issuing a letter: numbered, dated, its words fixed at that instant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands import licence_record
from engine.commands.context import letter_context, local_day
from engine.commands.decided import decisions_of
from engine.commands.told_in_letters import ban_of, hearing_of, licence_of, silences_of
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.events import LetterIssued
from engine.feel import Environment
from engine.letters import Issued, Template, authority, content_digest
from engine.store import letters, licences, office

NOBODY = "none"  # letter.toml: a paper of somebody else's, printed for signature


def issue(work: Work, case: Case, kind: str, variables: Mapping[str, Any], element_id: str) -> str:
    """The number of the new letter."""
    template = work.process(case).letters[kind]
    letter = _written(work, case, template, variables)
    number, digest = letter.number, content_digest(letter.content(), letter.number)
    letters.add(
        work.tx,
        letter_id=letter.letter_id,
        case_id=case.case_id,
        division_code=case.division_code,
        kind=kind,
        name=template.name,
        number=number,
        blocks_sealed=work.parts.seal.close(letter.content()),
        digest=digest,
        issued_at=work.now,
        issued_by_name=work.viewer.name,
    )
    work.emit(
        LetterIssued(
            case_id=case.case_id,
            element_id=element_id,
            letter_id=letter.letter_id,
            kind=kind,
            letter_name=template.name,
            number=number,
            digest=digest,
        )
    )
    if kind == licences.KIND:
        licence_record.record(work, case, letter, licence_of(work, case, variables)["name"], variables)
    return number


def _written(work: Work, case: Case, template: Template, variables: Mapping[str, Any]) -> Issued:
    """Its number is 〔year〕 division-series-serial, one series per division, letter name and year."""
    day = local_day(work.now)
    serial = office.next_serial(work.tx, f"letter:{case.division_code}:{template.series}:{day.year}")
    number = f"{case.division_code}-{template.series}〔{day.year}〕{serial:06d}号"
    officer = "" if work.viewer.kind == "applicant" else work.viewer.name  # what an applicant's own act brings about, nobody handled
    context = letter_context(work, case, variables, {"number": number, "issued_on": day, "officer": officer})
    if "decisions" in template.names:
        context["decisions"] = decisions_of(work, case.case_id)
    if "ban" in template.names:
        context["ban"] = ban_of(work, case)
    if "silences" in template.names:
        context["silences"] = silences_of(work, case)
    if "hearing" in template.names:
        context["hearing"] = hearing_of(work, case)
    if "licence" in template.names:
        context["licence"] = licence_of(work, case, variables)
    names = (work.division_names, work.department_names)
    head = "" if template.authority == NOBODY else authority(case.division_code, template.authority or case.lead_department, *names)
    return Issued(
        letter_id=work.draw_id(),
        number=number,
        authority=head,
        issued_on=day,
        address=work.parts.settings.public_address,
        blocks=template.compose(context, environment(work)),
    )


def issue_standing(work: Work, case: Case, kind: str, variables: Mapping[str, Any] | None = None, element_id: str = "") -> str:
    """A letter that the law wants whatever the diagram says, if the service carries its text: its number, or ""."""
    return issue(work, case, kind, variables or {}, element_id) if kind in work.process(case).letters else ""


def environment(work: Work) -> Environment:
    return Environment(now=lambda: work.now, calendar=work.calendar)


__all__ = ["environment", "issue", "issue_standing"]
