"""Issuing a letter: numbered, dated, its words fixed at that instant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.commands.context import letter_context, local_day
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.events import LetterIssued
from engine.feel import Environment
from engine.letters import to_json
from engine.store import journal, letters, office


def issue(work: Work, case: Case, kind: str, variables: Mapping[str, Any], element_id: str) -> str:
    """The id of the new letter. Its number is 〔year〕 division-series-serial, one series per division, letter name and year."""
    template = work.process(case).letters[kind]
    year = local_day(work.now).year
    serial = office.next_serial(work.tx, f"letter:{case.division_code}:{template.series}:{year}")
    number = f"{case.division_code}-{template.series}〔{year}〕{serial:06d}号"
    letter_id = work.draw_id()
    context = letter_context(work, case, variables, {"number": number, "issued_on": local_day(work.now), "officer": work.viewer.name})
    blocks = to_json(template.compose(context, environment(work)))
    digest = journal.digest({"number": number, "blocks": blocks})
    letters.add(
        work.tx,
        letter_id=letter_id,
        case_id=case.case_id,
        division_code=case.division_code,
        kind=kind,
        name=template.name,
        number=number,
        blocks_sealed=work.parts.seal.close(blocks),
        digest=digest,
        issued_at=work.now,
        issued_by_name=work.viewer.name,
    )
    work.emit(
        LetterIssued(
            case_id=case.case_id,
            element_id=element_id,
            letter_id=letter_id,
            kind=kind,
            letter_name=template.name,
            number=number,
            digest=digest,
        )
    )
    return letter_id


def issue_standing(work: Work, case: Case, kind: str) -> None:
    """A letter that the law wants whatever the diagram says, if the service carries its text."""
    if kind in work.process(case).letters:
        issue(work, case, kind, {}, "")


def environment(work: Work) -> Environment:
    return Environment(now=lambda: work.now, calendar=work.calendar)


__all__ = ["environment", "issue", "issue_standing"]
