"""Cases that do not move until somebody does something out of the ordinary, or wait long for a message, with the reason: found by index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from engine.domain.calendar import SHANGHAI
from engine.domain.viewer import Viewer
from engine.queries.case_scope import supervised
from engine.queries.paging import Count, at_most, placed
from engine.queries.reason import Reason
from engine.queries.standstill import Stood, reasons
from engine.store import board, handover
from engine.store.indexes import DELIVERS, HELD, PRESSING, STANDS_WAITING, SUSPENDED, UNDER_WAY, WAITS
from engine.store.reader import Reader
from engine.store.schema import cases, incident, job, message_wait, task
from engine.store.schema_board import board_count
from engine.store.schema_handover import leave

PER_PAGE = 20
MOST = 200
"""Stuck cases looked for; a division with more has another trouble than the single case."""
MOST_ON_LEAVE = 500


@dataclass(frozen=True, kw_only=True)
class StuckCases:
    """Those that stand still longest come first. Raises Missing without a supervisor's post in ``division`` ("" = any)."""

    division: str = ""
    page: int = 1
    size: int = PER_PAGE


@dataclass(frozen=True)
class StuckCase:
    case_id: str
    case_no: str
    service: str
    subject: str
    since: datetime | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class StuckPage:
    rows: tuple[StuckCase, ...]
    total: Count
    page: int
    pages: int


def stuck_cases(query: StuckCases, reader: Reader, viewer: Viewer) -> StuckPage:
    since: dict[str, datetime] = {}
    for case_id, at in _found(supervised(viewer, query.division), reader):
        since[case_id] = min(at, since.get(case_id, at))
    ids = sorted(since, key=lambda case_id: (since[case_id], case_id))
    total = Count(len(ids), MOST)
    page, pages = placed(total, query.page, query.size)
    wanted = ids[:MOST][(page - 1) * query.size :][: query.size]
    rows = {row.case_id: row for row in reader.connection.execute(select(cases).where(cases.c.case_id.in_(wanted)))}
    shown = (_shown(rows[each], since[each], reader, viewer) for each in wanted)
    return StuckPage(tuple(each for each in shown if each.reasons), total, page, pages)


def _shown(row: Any, since: datetime, reader: Reader, viewer: Viewer) -> StuckCase:
    why = tuple(each for each in reasons(Stood(row, reader, viewer)) if each.stops)
    return StuckCase(row.case_id, row.case_no, row.process_name, row.subject_name or row.applicant_mask, since, why)


def _found(divisions: list[str], reader: Reader) -> Iterator[tuple[str, datetime]]:
    """(case, since when) of each thing that stands still; a case may come more than once."""
    for query in (*_of_cases(divisions), *_of_waits(divisions, reader), *_of_steps(divisions, reader)):
        yield from ((row.case_id, row.since) for row in reader.connection.execute(query.limit(at_most(MOST + 1))))


def _of_cases(divisions: list[str]) -> Iterator[Select[Any]]:
    stopped = select(incident.c.case_id, incident.c.opened_at.label("since")).where(incident.c.status == "open")
    yield stopped.where(incident.c.division_code.in_(divisions)).order_by(incident.c.opened_at)
    dead = select(job.c.case_id, job.c.created_at.label("since")).where(job.c.status == "failed", job.c.division_code.in_(divisions))
    yield dead.join(cases, cases.c.case_id == job.c.case_id).where(UNDER_WAY).order_by(job.c.run_at)
    for division in divisions:
        rests = select(cases.c.case_id, cases.c.suspended_at.label("since")).where(SUSPENDED, UNDER_WAY, cases.c.division_code == division)
        yield rests.order_by(cases.c.suspended_at)


def _of_waits(divisions: list[str], reader: Reader) -> Iterator[Select[Any]]:
    """Messages that are long in coming, by the diagram's own measure."""
    for division in divisions:
        long = and_(STANDS_WAITING, message_wait.c.division_code == division, message_wait.c.long_at < reader.now)
        found = select(message_wait.c.case_id, message_wait.c.opened_at.label("since")).where(long)
        yield found.join(cases, cases.c.case_id == message_wait.c.case_id).where(UNDER_WAY).order_by(message_wait.c.long_at)


def _of_steps(divisions: list[str], reader: Reader) -> Iterator[Select[Any]]:
    """Steps that nobody there can do, and those in the hands of somebody who is away."""
    own = select(task.c.case_id, task.c.opened_at.label("since"))
    away = _away(divisions, reader)
    at_post = _at_posts(divisions, reader)
    for division, department, role in _groups(divisions, reader):
        here = at_post.get((division, department, role), frozenset())
        if not here - away.get((division, department, role), frozenset()):
            for kind in (WAITS, DELIVERS):
                group = and_(kind, task.c.division_code == division, task.c.department == department, task.c.role == role)
                yield own.where(group, task.c.claimed_by.is_(None)).order_by(PRESSING, task.c.opened_at)
    held = _held(away)
    if held is not None:
        yield own.where(held).order_by(PRESSING)


def _groups(divisions: list[str], reader: Reader) -> list[tuple[str, str, str]]:
    """Of whom open steps were counted."""
    columns = (board_count.c.division_code, board_count.c.department, board_count.c.role)
    return [tuple(row) for row in reader.connection.execute(select(*columns).where(board_count.c.division_code.in_(divisions)).distinct())]


def _at_posts(divisions: Iterable[str], reader: Reader) -> dict[tuple[str, str, str], frozenset[str]]:
    return {
        (division, *group): frozenset(officers)
        for division in divisions
        for group, officers in board.officers_at_posts(reader.connection, division).items()
    }


def _away(divisions: Iterable[str], reader: Reader) -> dict[tuple[str, str, str], frozenset[str]]:
    """Post → officers on leave today for whom nobody stands in there."""
    today = reader.now.astimezone(SHANGHAI).date()
    absent = select(leave.c.officer_id).where(leave.c.from_on <= today, leave.c.to_on >= today, leave.c.ended_at.is_(None)).distinct()
    ids = list(reader.connection.execute(absent.limit(at_most(MOST_ON_LEAVE))).scalars())
    leaves = handover.on_leave(reader.connection, ids, today) if ids else {}
    found: dict[tuple[str, str, str], frozenset[str]] = {}
    for officer_id, posts in (handover.posts_of(reader.connection, ids) if ids else {}).items():
        covered = {tuple(each) for one in leaves[officer_id] if one.substitute_id for each in one.posts}
        for each in posts:
            key = (each.division, each.department, str(each.role))
            if each.division in divisions and key not in covered:
                found[key] = found.get(key, frozenset()) | {officer_id}
    return found


def _held(away: dict[tuple[str, str, str], frozenset[str]]) -> ColumnElement[bool] | None:
    own = [
        and_(task.c.claimed_by.in_(sorted(officers)), task.c.division_code == division, task.c.department == department, task.c.role == role)
        for (division, department, role), officers in away.items()
    ]
    return and_(HELD, or_(*own)) if own else None


QUERIES = {StuckCases: stuck_cases}
