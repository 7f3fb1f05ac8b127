"""What is late or about to be: limits the law or a promise sets a case, and officers' steps; soonest first, with why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, and_, cast, select, tuple_, union_all

from engine.domain.clock_kind import ClockKind
from engine.domain.sentence import Sentence
from engine.domain.soon import risk_until
from engine.domain.viewer import Viewer
from engine.queries.case_scope import supervised
from engine.queries.desk import holder
from engine.queries.paging import MOST, Page, at_most, placed, tabs
from engine.store.indexes import OF_THE_CASE, TIMED
from engine.store.reader import Reader
from engine.store.schema import cases, clock, task

PER_PAGE = 30
ANSWERED_FOR = ("notice", "promised", "statutory", "delivery")
"""Limits the authority answers for."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """``risk`` False: limits of cases that are over and do not rest. True: limits of cases and of steps that will be over by closing time of the
    next working day. Soonest first, and only the first ``most``. Raises Missing without a supervisor's post in ``division`` ("" = any)."""

    division: str = ""
    risk: bool = False
    page: int = 1
    size: int = PER_PAGE
    most: int = 1000


@dataclass(frozen=True)
class LimitShown:
    """``limit``: which one, the step's name for a step's own. ``task_id`` "" for a case's. ``why`` it may not be kept, or was not."""

    case_id: str
    case_no: str
    service: str
    subject: str
    limit: Sentence | str
    task_id: str
    department: str
    holder: Sentence | str
    due_at: datetime
    why: Sentence


def limits(query: Limits, reader: Reader, viewer: Viewer) -> Page:
    """``rows`` are LimitShown."""
    divisions = supervised(viewer, query.division)
    most = min(query.most, MOST)
    found = soon(divisions, reader, most) if query.risk else late(divisions, reader, most)
    total = tabs(reader, {"all": found}, most)["all"]
    page, pages = placed(total, query.page, query.size)
    each = found.subquery()
    order = (each.c.due_at, each.c.case_id, each.c.task_id, each.c.kind)
    rows = reader.connection.execute(select(each).order_by(*order).limit(at_most(query.size)).offset((page - 1) * query.size)).all()
    return Page(_shown(rows, reader), total, page, pages)


def late(divisions: list[str], reader: Reader, most: int) -> Select[Any]:
    """Rows of (case_id, task_id, kind, due_at); of each division one more than ``most`` of those that are late longest."""
    return _together([_clocks(and_(clock.c.division_code == division, clock.c.due_at < reader.now), most) for division in divisions])


def soon(divisions: list[str], reader: Reader, most: int) -> Select[Any]:
    until = risk_until(reader.now, reader.calendar)
    clocks = [_clocks(_between(clock, division, reader.now, until), most) for division in divisions]
    steps = [_steps(_between(task, division, reader.now, until), most) for division in divisions]
    return _together([*clocks, *steps])


def _between(of: Table, division: str, begin: datetime, end: datetime) -> ColumnElement[bool]:
    """Due from ``begin`` to ``end``, said as a range of the index. PostgreSQL holds limits of a day to be a few of all there have ever been,
    and would sort them instead of stopping at those it is asked for."""
    place = tuple_(of.c.division_code, of.c.due_at)
    return and_(place >= tuple_(division, begin), place <= tuple_(division, end))


def _clocks(when: ColumnElement[bool], most: int) -> Select[Any]:
    """A running rest has no end."""
    own = select(clock.c.case_id, cast("", String).label("task_id"), clock.c.kind, clock.c.due_at).where(
        OF_THE_CASE, when, clock.c.kind.in_(ANSWERED_FOR), ~cast(clock.c.pauses, String).contains("null")
    )
    return own.order_by(clock.c.division_code, clock.c.due_at, clock.c.case_id).limit(at_most(most + 1))


def _steps(when: ColumnElement[bool], most: int) -> Select[Any]:
    own = select(task.c.case_id, task.c.task_id, cast("step", String).label("kind"), task.c.due_at)
    own = own.where(TIMED, task.c.department != "applicant", when)
    return own.order_by(task.c.division_code, task.c.due_at).limit(at_most(most + 1))


def _together(found: list[Select[Any]]) -> Select[Any]:
    return select(union_all(*(select(each.subquery()) for each in found)).subquery())


_OF_CASE = tuple(cases.c[name] for name in "case_id case_no process_name subject_name applicant_mask suspended_at".split())
_OF_TASK = tuple(
    task.c[name] for name in "task_id case_id name groups department status claimed_by claimed_name owned_by seen_at due_at".split()
)


def _shown(rows: list[Any], reader: Reader) -> tuple[LimitShown, ...]:
    ids = sorted({row.case_id for row in rows})
    own = {row.case_id: row for row in reader.connection.execute(select(*_OF_CASE).where(cases.c.case_id.in_(ids)))}
    waiting: dict[str, list[Any]] = {}
    open_ones = select(*_OF_TASK).where(task.c.case_id.in_(ids), task.c.status.in_(("open", "held"))).order_by(task.c.due_at, task.c.task_id)
    for row in reader.connection.execute(open_ones):
        waiting.setdefault(row.case_id, []).append(row)
    return tuple(_limit(row, own[row.case_id], waiting.get(row.case_id, []), reader) for row in rows)


def _limit(row: Any, case: Any, waiting: list[Any], reader: Reader) -> LimitShown:
    step = next((each for each in waiting if each.task_id == row.task_id), None)
    first = step if step is not None else next(iter(waiting), None)
    return LimitShown(
        case_id=case.case_id,
        case_no=case.case_no,
        service=case.process_name,
        subject=case.subject_name or case.applicant_mask,
        limit=first.name if step is not None else ClockKind(row.kind).label,
        task_id=row.task_id,
        department="" if first is None or first.department == "applicant" else reader.departments.get(first.department, first.department),
        holder="" if first is None else holder(first, reader),
        due_at=row.due_at,
        why=why(case, first, reader),
    )


def why(case: Any, step: Any, reader: Reader) -> Sentence:
    """What stands between an open step and its end, in one sentence; ``step`` None: nobody has anything to do."""
    if case.suspended_at is not None:
        return Sentence("办件已挂起")
    if step is None:
        return Sentence("没有人手上有环节，等系统或外部")
    if step.groups == ["applicant"]:
        return Sentence("等申请人办“{step}”", step=step.name)
    house = reader.departments.get(step.department, step.department)
    if step.status == "held":
        return Sentence("“{step}”等别人先提意见", step=step.name)
    if step.claimed_by is None:
        return Sentence("“{step}”在{department}，还没有人认领", step=step.name, department=house)
    if step.owned_by is not None:
        return Sentence("“{step}”委派给{who}提意见，还没有交回", step=step.name, who=step.claimed_name)
    if step.seen_at is None:
        return Sentence("“{step}”在{who}手上，还没有打开看过", step=step.name, who=step.claimed_name)
    return Sentence("“{step}”在{who}手上，还没有办完", step=step.name, who=step.claimed_name)


QUERIES = {Limits: limits}
