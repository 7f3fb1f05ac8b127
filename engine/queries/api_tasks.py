"""Open tasks that an account's posts may do, for a system that works them: the most pressing first, one page after the other.

A page begins where the one before it ended and not at a number of rows: tasks are done while the pages are read, and none may be stepped
over for that.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, or_, select

from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import alike
from engine.queries.desk_folders import READY, first_tasks, task_rows
from engine.store.indexes import PRESSING, UNTIMED
from engine.store.reader import Reader
from engine.store.schema import Instant, cases, task

SIZES = (20, 50, 100)
"""Rows read for a page: few questions that differ, so that the database keeps them."""
MOST = SIZES[-1]
_DUE, _OPENED = (bindparam(name, None, type_=Instant()) for name in ("after_due", "after_opened"))
_ID = bindparam("after_id", None, type_=String())
_OF_TASK = tuple(task.c[name] for name in "task_id case_id division_code name department claimed_by claimed_name opened_at due_at".split())
_OF_ITS_CASE = (cases.c.case_no, cases.c.process_name, cases.c.suspended_at)


@dataclass(frozen=True, kw_only=True)
class OpenTasks:
    """``after``: where the page before said that it goes on, "" = from the beginning; ``limit``: 1 to ``MOST`` rows."""

    after: str = ""
    limit: int = 50


@dataclass(frozen=True)
class OpenTask:
    """``claimed_by``: name of the officer who has it, "" = nobody yet; ``mine``: he is the viewer or one he stands in for. ``suspended``: its case
    rests (挂起), so nobody can do it now."""

    task_id: str
    case_id: str
    case_no: str
    service: str
    step: str
    department: str
    division: str
    opened_at: datetime
    due_at: datetime | None
    claimed_by: str
    mine: bool
    suspended: bool


@dataclass(frozen=True)
class OpenTasksShown:
    """``next``: what to ask for as ``after``; "" = these were the last."""

    rows: tuple[OpenTask, ...]
    next: str


def open_tasks(query: OpenTasks, reader: Reader, viewer: Viewer) -> OpenTasksShown:
    """Raises Invalid for an ``after`` that no page has said, or a limit out of bounds."""
    if not 1 <= query.limit <= MOST:
        raise Invalid("请按提示完善。", {"limit": Sentence("应是 1 到 {most} 的整数。", most=MOST)})
    after = _read_mark(query.after) if query.after else {}
    kind = "" if not after else "timed" if "after_due" in after else "untimed"
    size = next(size for size in SIZES if query.limit <= size)
    found = reader.connection.ask(_page, alike(viewer), kind, size + 1, **after)
    rows = tuple(_row(row, reader, viewer) for row in found[: query.limit])
    return OpenTasksShown(rows, _mark(found[query.limit - 1]) if len(found) > query.limit else "")


def _page(viewer: Viewer, kind: str, most: int) -> Select[Any]:
    pieces = [piece.where(*_behind(kind)) for piece in task_rows(READY, viewer)]
    first = first_tasks(pieces, most)
    joined = first.join(task, task.c.task_id == first.c.task_id).join(cases, cases.c.case_id == task.c.case_id)
    return select(*_OF_TASK, *_OF_ITS_CASE).select_from(joined).order_by(first.c.pressing, first.c.opened_at, first.c.task_id)


def _behind(kind: str) -> list[ColumnElement[bool]]:
    """Later than the mark in the order of the list; one without a limit comes after all that have one."""
    later = or_(task.c.opened_at > _OPENED, and_(task.c.opened_at == _OPENED, task.c.task_id > _ID))
    if kind == "timed":
        return [PRESSING.bool_op(">=")(_DUE), or_(PRESSING.bool_op(">")(_DUE), later)]
    return [UNTIMED, later] if kind else []


def _row(row: Any, reader: Reader, viewer: Viewer) -> OpenTask:
    return OpenTask(
        task_id=row.task_id,
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        step=row.name,
        department=reader.departments.get(row.department, row.department),
        division=reader.divisions.get(row.division_code, row.division_code),
        opened_at=row.opened_at,
        due_at=row.due_at,
        claimed_by=row.claimed_name or "",
        mine=row.claimed_by in viewer.holders,
        suspended=row.suspended_at is not None,
    )


def _mark(row: Any) -> str:
    said = "|".join([row.due_at.isoformat() if row.due_at else "", row.opened_at.isoformat(), row.task_id])
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _read_mark(mark: str) -> dict[str, Any]:
    try:
        due, opened, task_id = urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode("ascii").split("|")
        told: dict[str, Any] = {"after_due": _instant(due)} if due else {}
        if not task_id.isprintable():
            raise ValueError(task_id)
        told |= {"after_opened": _instant(opened), "after_id": task_id}
    except (ValueError, OverflowError):
        raise Invalid("请按提示完善。", {"after": Sentence("应是上一页给出的值。")}) from None
    return told


def _instant(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or not 1970 < value.year < 9998:
        raise ValueError(text)
    return value


QUERIES = {OpenTasks: open_tasks}
