"""督办单: those of a supervisor's divisions, and those an officer has to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_cases
from engine.queries.paging import Page, read_page
from engine.store.reader import Reader
from engine.store.schema import cases, task
from engine.store.schema_handover import escalation

PER_PAGE = 30


@dataclass(frozen=True, kw_only=True)
class Escalations:
    """The open ones first, by their day; ``closed`` only those that are closed, the newest first."""

    closed: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class OneEscalation:
    """Raises Missing for who neither supervises its division nor has to answer it."""

    escalation_id: str


@dataclass(frozen=True, kw_only=True)
class EscalationStart:
    """What a supervisor needs to know of a task before he escalates it. Raises Missing for others."""

    task_id: str


@dataclass(frozen=True)
class TaskInQuestion:
    task_id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    step: str
    department: str
    holder: str
    due_at: datetime | None
    reminded: int


@dataclass(frozen=True, kw_only=True)
class EscalationShown:
    """``state``: open, late (its day is over), answered or closed. ``sees_case``: the case's page opens for him."""

    escalation_id: str
    number: str
    case_id: str
    case_no: str
    service: str
    subject: str
    step: str
    department: str
    responsible: str
    due_on: date
    issued_by: str
    issued_at: datetime
    state: str
    reason: str = ""
    feedback: str = ""
    feedback_by: str = ""
    feedback_at: datetime | None = None
    conclusion: str = ""
    closed_by: str = ""
    closed_at: datetime | None = None
    may_answer: bool = False
    may_close: bool = False
    sees_case: bool = False


def escalations(query: Escalations, reader: Reader, viewer: Viewer) -> Page:
    found = select(escalation, *_CASE).join(cases, cases.c.case_id == escalation.c.case_id).where(_reached(viewer))
    closed = escalation.c.closed_at.is_not(None)
    order = [escalation.c.closed_at.desc()] if query.closed else [escalation.c.due_on]
    page = read_page(reader, found.where(closed if query.closed else ~closed), [*order, escalation.c.number], query.page, PER_PAGE)
    return page.of([_shown(row, reader, viewer) for row in page.rows])


def one_escalation(query: OneEscalation, reader: Reader, viewer: Viewer) -> EscalationShown:
    found = select(escalation, *_CASE).join(cases, cases.c.case_id == escalation.c.case_id)
    row = reader.connection.execute(found.where(escalation.c.escalation_id == query.escalation_id, _reached(viewer))).one_or_none()
    if row is None:
        raise Missing("没有找到这张督办单。")
    sees = reader.connection.execute(select(cases.c.case_id).where(cases.c.case_id == row.case_id, visible_cases(viewer))).first()
    return _shown(row, reader, viewer, whole=True, sees_case=sees is not None)


def escalation_start(query: EscalationStart, reader: Reader, viewer: Viewer) -> TaskInQuestion:
    found = select(task, *_CASE).join(cases, cases.c.case_id == task.c.case_id).where(task.c.task_id == query.task_id)
    row = reader.connection.execute(found).one_or_none()
    if row is None or not viewer.has("supervisor", row.division_code):
        raise Missing("没有找到这个任务。")
    house = reader.departments.get(row.department, row.department)
    subject = row.subject_name or row.applicant_mask
    return TaskInQuestion(
        row.task_id, row.case_id, row.case_no, row.process_name, subject, row.name, house, row.claimed_name or "", row.due_at, row.reminded or 0
    )


_CASE = (cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.applicant_mask)


def _reached(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.kind != "officer":
        return false()
    supervised = sorted(post.division for post in viewer.posts if post.role == "supervisor")
    groups = [
        and_(escalation.c.division_code == post.division, escalation.c.department == post.department, escalation.c.role == str(post.role))
        for post in viewer.posts
    ]
    mine = and_(escalation.c.responsible_id.in_(sorted(viewer.holders)), escalation.c.division_code.in_(sorted(viewer.divisions)))
    return or_(mine, *groups, *([escalation.c.division_code.in_(supervised)] if supervised else []))


def _shown(row: Any, reader: Reader, viewer: Viewer, *, whole: bool = False, sees_case: bool = False) -> EscalationShown:
    today = reader.now.astimezone(SHANGHAI).date()
    late = row.due_on < today
    state = "closed" if row.closed_at is not None else "answered" if row.feedback_at is not None else "late" if late else "open"
    responsible = row.responsible_id in viewer.holders or viewer.may(f"{row.department}:{row.role}", row.division_code)
    words = {name: reader.open(getattr(row, f"{name}_sealed")) or "" for name in ("reason", "feedback", "conclusion")} if whole else {}
    return EscalationShown(
        escalation_id=row.escalation_id,
        number=row.number,
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        subject=row.subject_name or row.applicant_mask,
        step=row.step,
        department=reader.departments.get(row.department, row.department),
        responsible=row.responsible_name,
        due_on=row.due_on,
        issued_by=row.issued_by_name,
        issued_at=row.issued_at,
        state=state,
        feedback_by=row.feedback_by_name or "",
        feedback_at=row.feedback_at,
        closed_by=row.closed_by_name or "",
        closed_at=row.closed_at,
        may_answer=state != "closed" and responsible,
        may_close=state != "closed" and viewer.has("supervisor", row.division_code),
        sees_case=sees_case,
        **words,
    )


QUERIES = {Escalations: escalations, OneEscalation: one_escalation, EscalationStart: escalation_start}
