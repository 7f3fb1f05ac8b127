"""What an officer still has that somebody must take when he leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.leaves import LEAVE_ORDER, choices_of
from engine.store.indexes import HELD
from engine.store.reader import Reader
from engine.store.schema import cases, task
from engine.store.schema_handover import delegation, escalation, leave, question, watch
from engine.store.schema_office import officer

MOST = 500
KINDS = ("task", "question", "escalation", "leave", "watch")


@dataclass(frozen=True, kw_only=True)
class Departing:
    """Role security_admin. The first 500 of each kind."""

    officer_id: str


@dataclass(frozen=True)
class HeldRow:
    """``kind`` and ``ref`` as the command PassOn takes them; ``what`` in words: a step, or a colleague's leave. ``lent``: he asked for an
    opinion and waits for it; ``asked``: his opinion is asked for, so it goes back to who asked."""

    kind: str
    ref: str
    case_no: str
    what: str
    lent: bool = False
    asked: bool = False


@dataclass(frozen=True)
class DepartingShown:
    """``counts``: (kind, how many) of those there are; ``choices``: active colleagues (id, name) of his departments."""

    officer_id: str
    name: str
    active: bool
    counts: tuple[tuple[str, int], ...]
    rows: tuple[HeldRow, ...]
    choices: tuple[tuple[str, str], ...]


def departing(query: Departing, reader: Reader, viewer: Viewer) -> DepartingShown:
    viewer.require_role("security_admin")
    one = reader.connection.execute(select(officer).where(officer.c.officer_id == query.officer_id)).one_or_none()
    if one is None:
        raise Missing("没有找到这位工作人员。")
    rows = tuple(_rows(one.officer_id, reader))
    counts = tuple((kind, number) for kind in KINDS if (number := sum(row.kind == kind for row in rows)))
    return DepartingShown(one.officer_id, one.name, one.active, counts, rows, choices_of(one.officer_id, reader))


def _rows(officer_id: str, reader: Reader) -> Iterator[HeldRow]:
    def asked(*columns: Any, of: Any, where: Any, order: Any) -> Any:
        found = select(*columns, cases.c.case_no).join(cases, cases.c.case_id == of.c.case_id).where(where)
        return reader.connection.execute(found.order_by(*order).limit(MOST))

    given = select(delegation.c.task_id).where(delegation.c.owner_id == officer_id, delegation.c.ended_at.is_(None))
    mine = and_(HELD, or_(task.c.claimed_by == officer_id, task.c.task_id.in_(given)))
    for row in asked(task.c.task_id, task.c.name, task.c.owned_by, of=task, where=mine, order=(task.c.opened_at, task.c.task_id)):
        lent = row.owned_by == officer_id
        yield HeldRow("task", row.task_id, row.case_no, row.name, lent, row.owned_by is not None and not lent)
    open_ones = and_(question.c.asked_to == officer_id, question.c.answered_at.is_(None))
    for row in asked(question.c.question_id, question.c.step, of=question, where=open_ones, order=(question.c.asked_at, question.c.question_id)):
        yield HeldRow("question", row.question_id, row.case_no, row.step)
    his = and_(escalation.c.responsible_id == officer_id, escalation.c.closed_at.is_(None))
    for row in asked(escalation.c.escalation_id, escalation.c.number, of=escalation, where=his, order=(escalation.c.number,)):
        yield HeldRow("escalation", row.escalation_id, row.case_no, row.number)
    today = reader.now.astimezone(SHANGHAI).date()
    for row in reader.connection.execute(
        select(leave).where(leave.c.substitute_id == officer_id, leave.c.to_on >= today, leave.c.ended_at.is_(None)).order_by(*LEAVE_ORDER).limit(MOST)
    ):
        yield HeldRow("leave", row.leave_id, "", f"{row.officer_name} {row.from_on:%Y-%m-%d} – {row.to_on:%Y-%m-%d}")
    for row in asked(watch.c.case_id, cases.c.process_name, of=watch, where=watch.c.officer_id == officer_id, order=(watch.c.since, watch.c.case_id)):
        yield HeldRow("watch", row.case_id, row.case_no, row.process_name)


QUERIES = {Departing: departing}
