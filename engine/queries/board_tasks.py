"""The open steps behind a number of the supervisor's board, as they are now: the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select

from engine.domain.soon import amber_before
from engine.domain.viewer import Viewer
from engine.queries.case_scope import supervised
from engine.queries.desk_folders import all_tasks, first_tasks
from engine.queries.paging import MOST, Count, Page, at_most, count, placed
from engine.store.board import LIGHTS
from engine.store.indexes import DELIVERS, HELD, PRESSING, SUSPENDED, TIMED_AT_ALL, UNTIMED, WAITS
from engine.store.reader import Reader
from engine.store.schema import cases, task
from engine.store.schema_board import board_count

PER_PAGE = 30
NOBODY = "-"
MOST_GROUPS = 200


@dataclass(frozen=True, kw_only=True)
class BoardTasks:
    """At most a thousand. ``light`` one of green, amber, red, untimed or "" = all; ``department`` and ``service`` ids; ``officer`` an id, "-" =
    nobody has claimed it, "" = anybody's. Raises Missing without a supervisor's post in ``division`` ("" = any)."""

    division: str = ""
    light: str = ""
    department: str = ""
    service: str = ""
    officer: str = ""
    page: int = 1


@dataclass(frozen=True)
class StepShown:
    """``holder`` "" = nobody has claimed it; ``resting``: its case is suspended."""

    task_id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    step: str
    department: str
    holder: str
    due_at: datetime | None
    opened_at: datetime
    reminded: int
    resting: bool


@dataclass(frozen=True)
class TasksShown:
    """``page.rows`` are StepShown; the names say what the list is narrowed to, "" = not."""

    page: Page
    department: str
    service: str
    officer: str


def board_tasks(query: BoardTasks, reader: Reader, viewer: Viewer) -> TasksShown:
    groups = _groups(query, supervised(viewer, query.division), reader)
    if not groups:
        return TasksShown(Page((), Count(0, MOST), 1, 1), reader.departments.get(query.department, query.department), query.service, "")
    found = [each for piece in _pieces(query, groups) for each in _narrowed(piece, query, reader)]
    total = count(reader, all_tasks(found))
    page, pages = placed(total, query.page, PER_PAGE)
    wanted = first_tasks(found, MOST)
    rows = reader.connection.execute(
        select(task, *_OF_CASE)
        .join(wanted, wanted.c.task_id == task.c.task_id)
        .join(cases, cases.c.case_id == task.c.case_id)
        .order_by(PRESSING, task.c.opened_at, task.c.task_id)
        .limit(at_most(PER_PAGE))
        .offset((page - 1) * PER_PAGE)
    ).all()
    officer = next((row.officer_name for row in groups if row.officer_id == query.officer), "")
    service = next((row.process_name for row in groups if row.process_id == query.service), query.service)
    shown = Page(tuple(step_shown(row, reader) for row in rows), total, page, pages)
    return TasksShown(shown, reader.departments.get(query.department, query.department), service, officer)


_OF_CASE = (cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.applicant_mask, cases.c.suspended_at)


def _groups(query: BoardTasks, divisions: list[str], reader: Reader) -> list[Any]:
    """The counted groups that may hold such steps: the list asks each by its index, and no other."""
    wanted = [board_count.c.division_code.in_(divisions)]
    named = {board_count.c.department: query.department, board_count.c.process_id: query.service}
    wanted += [column == value for column, value in named.items() if value]
    if query.officer:
        wanted.append(board_count.c.officer_id == ("" if query.officer == NOBODY else query.officer))
    return list(reader.connection.execute(select(board_count).where(*wanted).order_by(board_count.c.division_code, board_count.c.department)))


def _pieces(query: BoardTasks, groups: list[Any]) -> Iterator[ColumnElement[bool]]:
    if query.officer and query.officer != NOBODY:
        for division, department in dict.fromkeys((row.division_code, row.department) for row in groups):
            yield and_(HELD, task.c.claimed_by == query.officer, task.c.division_code == division, task.c.department == department)
        return
    own = dict.fromkeys((row.division_code, row.department, row.role) for row in groups)
    free = [task.c.claimed_by.is_(None)] if query.officer == NOBODY else []
    for division, department, role in list(own)[:MOST_GROUPS]:
        for kind in (WAITS, DELIVERS):
            yield and_(kind, task.c.division_code == division, task.c.department == department, task.c.role == role, *free)


def _narrowed(piece: ColumnElement[bool], query: BoardTasks, reader: Reader) -> Iterator[Select[Any]]:
    found = select(task.c.task_id, PRESSING.label("pressing"), task.c.opened_at).where(piece)
    own = [cases.c.process_id == query.service] if query.service else []
    for light in _having(query.light, reader):
        conditions = [*own, *light]
        yield found.join(cases, cases.c.case_id == task.c.case_id).where(*conditions) if conditions else found


def _having(light: str, reader: Reader) -> Iterator[list[ColumnElement[bool]]]:
    """The same as ``engine.store.board.light``, as ranges of the index; steps of a suspended case, few as they are, are looked for by it."""
    before, soon = PRESSING.bool_op("<")(reader.now), PRESSING.bool_op("<")(amber_before(reader.now, reader.calendar))
    if light == "untimed":
        yield [UNTIMED]
        yield [not_(UNTIMED), task.c.case_id.in_(select(select(cases.c.case_id).where(SUSPENDED).limit(at_most(MOST)).subquery()))]
    elif light in LIGHTS:
        ranges = {"red": [before], "amber": [not_(before), soon], "green": [not_(soon), TIMED_AT_ALL]}
        yield [*ranges[light], not_(SUSPENDED)]
    else:
        yield []


def step_shown(row: Any, reader: Reader) -> StepShown:
    """``row``: a task with ``case_no``, ``process_name``, ``subject_name``, ``applicant_mask`` and ``suspended_at`` of its case."""
    return StepShown(
        task_id=row.task_id,
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        subject=row.subject_name or row.applicant_mask,
        step=row.name,
        department=reader.departments.get(row.department, row.department),
        holder=row.claimed_name or "",
        due_at=row.due_at,
        opened_at=row.opened_at,
        reminded=row.reminded or 0,
        resting=row.suspended_at is not None,
    )


QUERIES = {BoardTasks: board_tasks}
