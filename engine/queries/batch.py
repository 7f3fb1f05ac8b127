"""Tasks that one officer can sign many of at once (批量签批), each with the facts that matter for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from engine.domain.viewer import Viewer
from engine.queries import desk_folders
from engine.queries.desk_folders import task_rows
from engine.store import progress
from engine.store.reader import Reader
from engine.store.schema import cases, task

MOST = 50
LOOK = 200
"""Of so many of the most pressing tasks, those that can be signed in a row."""


@dataclass(frozen=True, kw_only=True)
class SignBatch:
    """``service``: a process id. Only tasks without a form of their own, in free or the viewer's hands."""

    service: str = ""


@dataclass(frozen=True, kw_only=True)
class SpokenBefore:
    """``agrees``: by the first outcome of his step."""

    who: str
    outcome: str
    opinion: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    task_id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    applicant_mask: str
    step: str
    due_at: datetime | None
    submitted_at: datetime | None
    outcomes: tuple[tuple[str, str], ...]
    spoken: tuple[SpokenBefore, ...]

    @property
    def all_agree(self) -> bool:
        return all(each.agrees for each in self.spoken)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """``services``: (process id, name) of what lies there; ``others``: how many tasks looked at need their own page."""

    rows: tuple[BatchRow, ...]
    services: tuple[tuple[str, str], ...]
    others: int


def sign_batch(query: SignBatch, reader: Reader, viewer: Viewer) -> Batch:
    found = desk_folders.first_tasks(task_rows("department", viewer), LOOK)
    named = [each.label(f"case_{each.name}") for each in (cases.c.case_no, cases.c.process_name, cases.c.process_id, cases.c.edition_hash)]
    more = [each.label(f"case_{each.name}") for each in (cases.c.subject_name, cases.c.applicant_mask, cases.c.submitted_at, cases.c.suspended_at)]
    mine = and_(or_(task.c.claimed_by.is_(None), task.c.claimed_by.in_(sorted(viewer.holders))), task.c.owned_by.is_(None))
    joined = select(task, *named, *more).join(found, found.c.task_id == task.c.task_id).join(cases, cases.c.case_id == task.c.case_id)
    open_ones = joined.where(and_(mine, task.c.status == progress.OPEN)).order_by(found.c.pressing, task.c.task_id)
    rows = reader.connection.execute(open_ones, {"now": reader.now}).all()
    fit = [row for row in rows if _in_a_row(row, reader)]
    services = tuple(dict.fromkeys((row.case_process_id, row.case_process_name) for row in fit))
    shown = [row for row in fit if query.service in ("", row.case_process_id)][:MOST]
    spoken = _spoken([row.case_id for row in shown], reader)
    return Batch(rows=tuple(_row(row, spoken) for row in shown), services=services, others=len(rows) - len(fit))


def _in_a_row(row: Any, reader: Reader) -> bool:
    """Nothing to fill in, to hand out or to choose but the outcome."""
    step = reader.process(row.case_edition_hash).definition.steps.get(row.element_id)
    plain = bool(row.outcomes) and row.form is None and row.act not in ("supplement", "deliver") and row.case_suspended_at is None
    return plain and step is not None and not step.rules.next and not step.properties.get("consult")


def _spoken(case_ids: list[str], reader: Reader) -> Mapping[str, list[SpokenBefore]]:
    done = select(task).where(task.c.case_id.in_(case_ids), task.c.status == progress.DONE, task.c.department != "applicant")
    found: dict[str, list[SpokenBefore]] = {}
    for row in reader.connection.execute(done.order_by(task.c.done_at, task.c.task_id)):
        if row.outcomes and row.outcome and row.voided_at is None and row.role != "window":
            label = dict(row.outcomes).get(row.outcome, row.outcome)
            house = reader.departments.get(row.department, row.department)
            one = SpokenBefore(who=house, outcome=label, opinion=row.opinion or "", agrees=row.outcome == row.outcomes[0][0])
            found.setdefault(row.case_id, []).append(one)
    return found


def _row(row: Any, spoken: Mapping[str, list[SpokenBefore]]) -> BatchRow:
    return BatchRow(
        task_id=row.task_id,
        case_id=row.case_id,
        case_no=row.case_case_no,
        service=row.case_process_name,
        subject=row.case_subject_name,
        applicant_mask=row.case_applicant_mask,
        step=row.name,
        due_at=row.due_at,
        submitted_at=row.case_submitted_at,
        outcomes=tuple((outcome, label) for outcome, label in row.outcomes if outcome != "supplement"),
        spoken=tuple(spoken.get(row.case_id, ())),
    )


QUERIES = {SignBatch: sign_batch}
