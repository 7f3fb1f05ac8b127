"""One case on an officer's page: everything that concerns him, on one look.

Numbers that name a person are masked; whoever needs them in full asks by the command RecordAccess, and sees them for a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, String, bindparam, func, select

from engine import content
from engine.commands import steering
from engine.domain.errors import Missing
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries import case_papers, case_progress, clock_table
from engine.queries.answer_masks import holds_numbers
from engine.queries.case_scope import COUNTER_ROLES, visible_case
from engine.queries.case_shown import Asked, CaseFileShown, CaseHead, SheetShown, SupplementShown
from engine.queries.draft import answer_sections, case_context
from engine.queries.quantity import places_of
from engine.queries.whole_case import may_take
from engine.store import progress
from engine.store.asked import OWN
from engine.store.office import CONTACT
from engine.store.reader import Reader
from engine.store.schema_office import access_log

UNMASKED_FOR = timedelta(minutes=15)
SITUATION = "situation"


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """For officers whose posts reach the case. ``before``: the journal only up to that entry."""

    case_id: str
    before: int | None = None


@dataclass(frozen=True)
class Opened:
    """A case with everything its parts are read from."""

    row: Any
    process: Any
    open_tasks: list[Any]
    sections: Mapping[str, Any]
    context: Mapping[str, Any]
    departments: frozenset[str]
    unmasked_until: datetime | None


def case_file(query: CaseFile, reader: Reader, viewer: Viewer) -> CaseFileShown:
    """Raises Missing for a case that does not exist for the viewer, and for everybody but officers."""
    return shown(open_case(query.case_id, reader, viewer), reader, viewer, query.before)


def open_case(case_id: str, reader: Reader, viewer: Viewer) -> Opened:
    if viewer.kind != "officer":
        raise Missing("没有找到这个办件。")
    row = visible_case(reader.connection, case_id, viewer)
    process = reader.process(row.edition_hash)
    sections = answer_sections(reader, case_id)
    context = case_context(reader, row, process, sections)
    waiting = progress.tasks_of(reader.connection, case_id, status=progress.OPEN)
    return Opened(row, process, waiting, sections, context, _reviewing(row, viewer), unmasked_until(case_id, reader, viewer))


def _reviewing(row: Any, viewer: Viewer) -> frozenset[str]:
    """The departments through whose eyes he reads; none = all of it is his, as at the window."""
    if any(post.role in COUNTER_ROLES and post.division == row.division_code for post in viewer.posts):
        return frozenset()
    return viewer.departments(row.division_code)


def unmasked_until(case_id: str, reader: Reader, viewer: Viewer) -> datetime | None:
    """Until when he sees the full numbers he has asked for; None = they are masked."""
    (last,) = reader.connection.ask(_looked, own=case_id, officer=viewer.officer_id)
    until = last.at + UNMASKED_FOR if last.at else None
    return until if until and until > reader.now else None


def _looked() -> Select[Any]:
    officer = bindparam("officer", None, type_=String())
    looked = (access_log.c.case_id == OWN, access_log.c.officer_id == officer, ~access_log.c.what.startswith(CONTACT))
    return select(func.max(access_log.c.at).label("at")).where(*looked)


def shown(opened: Opened, reader: Reader, viewer: Viewer, before: int | None = None) -> CaseFileShown:
    row, process, unmask = opened.row, opened.process, opened.unmasked_until is not None
    rules = {rule.id: rule for rule in content.materials_for(process, opened.context)}
    journal, earlier = case_progress.journal(row.case_id, process, reader, before)
    return CaseFileShown(
        head=head_of(row, reader),
        clocks=clock_table.of_case(row.case_id, process, reader),
        waiting=case_progress.waiting(opened.open_tasks, reader, viewer),
        sheets=_sheets(opened, unmask),
        materials=case_papers.materials(row, process, rules, reader, opened.departments),
        checks=case_progress.checks(row.case_id, process, opened.context, reader),
        opinions=case_progress.opinions(opened.row, process, opened.context, reader, viewer, unmask),
        parts=case_progress.parts(row.case_id, reader),
        parties=case_progress.parties(row.case_id, process, opened.sections.get("application") or {}, opened.context, reader),
        notices=case_progress.notices(row.case_id, reader),
        incidents=case_progress.incidents(row.case_id, process, reader),
        journal=journal,
        journal_length=row.journal_length,
        earlier=earlier,
        letters=case_papers.letters(row.case_id, reader),
        position=case_progress.position(row, process, reader),
        supplement=_supplement(opened),
        places=places_of(row, process, reader),
        may_unmask=process.application is not None and holds_numbers(process.application),
        unmasked_until=opened.unmasked_until,
        may_export=may_take(row, viewer),
        may_steer=viewer.has(steering.RIGHT, row.division_code) and not CaseStatus(row.status).is_final and row.status != "draft",
        may_remind=_may_remind(opened, viewer),
        may_extend=viewer.may(f"{row.lead_department}:approver", row.division_code) and row.status == "accepted",
        at_counter=any(post.role in COUNTER_ROLES and post.division == row.division_code for post in viewer.posts),
    )


def asked_of(opened: Opened) -> tuple[Asked, ...]:
    """What the applicant was asked to put right, and has not yet."""
    request = opened.sections.get("supplement_request") or {}
    return tuple(
        Asked(key=each["key"], what=each["what"], defect=each["defect"], said=each.get("said", {}), by=each.get("by", ""))
        for each in request.get("defects", ())
    )


def _supplement(opened: Opened) -> SupplementShown | None:
    row = next((row for row in opened.open_tasks if row.act == "supplement"), None)
    if row is None:
        return None
    return SupplementShown(task_id=row.task_id, outcome=row.outcomes[0][0] if row.outcomes else None, asked=asked_of(opened))


def _sheets(opened: Opened, unmask: bool) -> tuple[SheetShown, ...]:
    """The application, then the situation it began with."""
    process, found = opened.process, []
    if process.application is not None:
        answers = opened.sections.get("application") or {}
        found.append(case_papers.sheet(process.application, "申请表", answers, opened.context, opened.departments, unmask))
    situation = process.forms.get(SITUATION)
    if situation is not None and opened.sections.get(SITUATION):
        found.append(case_papers.sheet(situation, "申请情形", opened.sections[SITUATION], opened.context, frozenset(), unmask))
    return tuple(found)


def head_of(row: Any, reader: Reader) -> CaseHead:
    same = (
        "case_id",
        "case_no",
        "process_id",
        "edition_hash",
        "status",
        "channel",
        "stage",
        "applicant_mask",
        "decision",
        "reason",
        "refusal",
    )
    instants = ("submitted_at", "accepted_at", "decided_at", "closed_at", "suspended_at", "ordinary_at")
    return CaseHead(
        **{name: getattr(row, name) for name in (*same, *instants)},
        service=row.process_name,
        division=row.division_code,
        division_name=reader.divisions.get(row.division_code, row.division_code),
        lead_department=reader.departments.get(row.lead_department, row.lead_department),
        subject=row.subject_name,
    )


def _may_remind(opened: Opened, viewer: Viewer) -> bool:
    """As ``engine.commands.urge.Remind`` has it."""
    row, division = opened.row, opened.row.division_code
    urges = viewer.has("window", division) or viewer.has("supervisor", division) or row.lead_department in viewer.departments(division)
    return urges and any(task.groups != ["applicant"] for task in opened.open_tasks)


QUERIES = {CaseFile: case_file}
