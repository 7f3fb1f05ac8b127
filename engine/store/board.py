"""Counting the open steps for the supervisor's board: who counts next, and the rows of the last count."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, insert, or_, select, union_all

from engine.store import rows
from engine.store.indexes import DELIVERS, RUNNING, TIMED, UNDER_WAY, UNDONE, WAITS
from engine.store.schema import case_item, cases, clock, task
from engine.store.schema_board import board_count, board_counted, board_part
from engine.store.schema_office import officer, post

STEPS = "steps"
LIGHTS = ("green", "amber", "red", "untimed")
BATCH = 500


def next_count(tx: Any, name: str = STEPS) -> Any:
    """The row that says when to count."""
    return rows.first(tx, board_counted, name=name)


def claim(tx: Any, name: str, now: datetime, until: datetime) -> bool:
    """Be the one who counts, until then: False while it is not time, and for all but one."""
    row = next_count(tx, name)
    return row is not None and row.next_at <= now and rows.change(tx, board_counted, {"name": name, "next_at": row.next_at}, next_at=until) == 1


def counted(tx: Any, name: str, at: datetime, wait: timedelta) -> None:
    rows.change(tx, board_counted, {"name": name}, counted_at=at, next_at=at + wait)


def put(tx: Any, steps: list[dict[str, Any]], parts: list[dict[str, Any]]) -> None:
    """A new count in the place of the last."""
    for table, found in ((board_count, steps), (board_part, parts)):
        tx.execute(table.delete())
        for start in range(0, len(found), BATCH):
            tx.execute(insert(table), found[start : start + BATCH])


def light(now: datetime, soon: datetime) -> ColumnElement[str]:
    """The light of a step in a case: red past its limit, amber due before ``soon``, untimed without a limit and while the case is suspended."""
    untimed = or_(task.c.due_at.is_(None), cases.c.suspended_at.is_not(None))
    return case((untimed, "untimed"), (task.c.due_at < now, "red"), (task.c.due_at < soon, "amber"), else_="green")


def count(tx: Any, now: datetime, soon: datetime) -> list[dict[str, Any]]:
    """Every officers' open step once: rows of ``board_count``."""
    pieces = union_all(*(_steps(kind, now, soon) for kind in (WAITS, DELIVERS))).subquery()
    key = (pieces.c.division_code, pieces.c.department, pieces.c.role, pieces.c.process_id, pieces.c.officer_id)
    names = (func.max(pieces.c.process_name).label("process_name"), func.max(pieces.c.officer_name).label("officer_name"))
    numbers = (func.sum(case((pieces.c.light == each, 1), else_=0)).label(each) for each in LIGHTS)
    return [dict(row._mapping) for row in tx.execute(select(*key, *names, *numbers).group_by(*key))]


def count_parts(tx: Any, now: datetime) -> list[dict[str, Any]]:
    """Every department's open part once: rows of ``board_part``. One that rests, with its case or by law, is not late."""
    rests = and_(clock.c.case_id == case_item.c.case_id, clock.c.subject == "item:" + case_item.c.item, RUNNING, cast(clock.c.pauses, String).contains("null"))
    late = and_(case_item.c.due_at < now, cases.c.suspended_at.is_(None), ~select(clock.c.case_id).where(rests).exists())
    key = (case_item.c.division_code, case_item.c.item.label("part"), cases.c.process_id)
    numbers = (func.count().label("open"), func.sum(case((late, 1), else_=0)).label("late"))
    found = select(*key, *numbers).join(cases, cases.c.case_id == case_item.c.case_id).where(UNDONE, UNDER_WAY)
    return [dict(row._mapping) for row in tx.execute(found.group_by(case_item.c.division_code, case_item.c.item, cases.c.process_id))]


def _steps(kind: ColumnElement[bool], now: datetime, soon: datetime) -> Select[Any]:
    shown = (
        task.c.division_code, task.c.department, task.c.role, cases.c.process_id, cases.c.process_name,
        func.coalesce(task.c.claimed_by, "").label("officer_id"), func.coalesce(task.c.claimed_name, "").label("officer_name"),
    )  # fmt: skip
    joined = select(*shown, light(now, soon).label("light")).join(cases, cases.c.case_id == task.c.case_id)
    return joined.where(and_(kind, UNDER_WAY, task.c.department != "applicant"))


def due_before(tx: Any, division: str, now: datetime, until: datetime, most: int) -> list[Any]:
    """Officers' open steps due from now on and before ``until``, soonest first, with the case's number; none of suspended cases."""
    shown = (task.c.task_id, task.c.name, task.c.department, task.c.role, task.c.claimed_by, task.c.due_at, cases.c.case_no)
    own = select(*shown).join(cases, cases.c.case_id == task.c.case_id).where(TIMED, task.c.division_code == division)
    own = own.where(task.c.due_at >= now, task.c.due_at < until, task.c.department != "applicant", cases.c.suspended_at.is_(None))
    return list(tx.execute(own.order_by(task.c.due_at, task.c.task_id).limit(most)))


def divisions(tx: Any) -> list[str]:
    """Where anybody has a post."""
    return sorted(tx.execute(select(post.c.division_code).distinct()).scalars())


def officers_at_posts(tx: Any, division: str) -> dict[tuple[str, str], list[str]]:
    """(department, role) → ids of the active officers there."""
    found: dict[tuple[str, str], list[str]] = {}
    held = select(post).join(officer, officer.c.officer_id == post.c.officer_id).where(officer.c.active, post.c.division_code == division)
    for row in tx.execute(held.order_by(post.c.officer_id)):
        found.setdefault((row.department, row.role), []).append(row.officer_id)
    return found
