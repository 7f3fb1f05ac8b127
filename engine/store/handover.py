"""Rows of work passed among officers: who could take it, delegations, leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from engine.domain.officer import Post
from engine.store import rows
from engine.store.rows import Tx
from engine.store.schema import task
from engine.store.schema_handover import delegation, leave
from engine.store.schema_office import officer, post


def officers_of(tx: Tx, division: str, departments: Iterable[str]) -> list[Row[Any]]:
    """Active officers with a post in one of these departments of the division, by name."""
    held = select(post.c.officer_id).where(post.c.division_code == division, post.c.department.in_(sorted(departments)))
    return list(tx.execute(select(officer).where(officer.c.officer_id.in_(held), officer.c.active).order_by(officer.c.name, officer.c.login)))


def posts_of(tx: Tx, officer_ids: Iterable[str]) -> dict[str, tuple[Post, ...]]:
    found: dict[str, tuple[Post, ...]] = {}
    order = (post.c.officer_id, post.c.division_code, post.c.department, post.c.role)
    for row in tx.execute(select(post).where(post.c.officer_id.in_(sorted(officer_ids))).order_by(*order)):
        found[row.officer_id] = (*found.get(row.officer_id, ()), Post(row.division_code, row.department, row.role))
    return found


# --- leaves ---
def on_leave(tx: Tx, officer_ids: Iterable[str], day: date) -> dict[str, list[Row[Any]]]:
    """The leaves that hold on this day, of each of these officers."""
    found: dict[str, list[Row[Any]]] = {}
    query = select(leave).where(leave.c.officer_id.in_(sorted(officer_ids)), leave.c.from_on <= day, leave.c.to_on >= day, leave.c.ended_at.is_(None))
    for row in tx.execute(query.order_by(leave.c.from_on, leave.c.leave_id)):
        found.setdefault(row.officer_id, []).append(row)
    return found


def standing_in(tx: Tx, substitute_id: str, day: date) -> list[Row[Any]]:
    """The leaves during which this officer works for somebody on this day."""
    query = select(leave).where(leave.c.substitute_id == substitute_id, leave.c.from_on <= day, leave.c.to_on >= day, leave.c.ended_at.is_(None))
    return list(tx.execute(query.order_by(leave.c.from_on, leave.c.leave_id)))


def leaves_between(tx: Tx, officer_id: str, from_on: date, to_on: date, *, as_substitute: bool = False) -> list[Row[Any]]:
    """Leaves that touch these days: his own, or those of others whom he stands in for."""
    whose = leave.c.substitute_id if as_substitute else leave.c.officer_id
    query = select(leave).where(whose == officer_id, leave.c.from_on <= to_on, leave.c.to_on >= from_on, leave.c.ended_at.is_(None))
    return list(tx.execute(query.order_by(leave.c.from_on, leave.c.leave_id)))


def find_leave(tx: Tx, leave_id: str, *, lock: bool = False) -> Row[Any] | None:
    return rows.first(tx, leave, lock=lock, leave_id=leave_id)


def add_leave(tx: Tx, **values: Any) -> None:
    rows.add(tx, leave, **values)


def change_leave(tx: Tx, leave_id: str, **values: Any) -> bool:
    return rows.change(tx, leave, {"leave_id": leave_id, "ended_at": None}, **values) == 1


# --- tasks ---
def give_task(tx: Tx, task_id: str, before: str | None, **values: Any) -> bool:
    """Change who has an open task, if ``before`` still has it (None = nobody)."""
    return rows.change(tx, task, {"task_id": task_id, "status": "open", "claimed_by": before}, **values) == 1


def add_delegation(tx: Tx, **values: Any) -> None:
    rows.add(tx, delegation, **values)


def open_delegation(tx: Tx, case_id: str, task_id: str) -> Row[Any] | None:
    return next(iter(rows.every(tx, delegation, "given_at", case_id=case_id, task_id=task_id, ended_at=None)), None)


def end_delegation(tx: Tx, delegation_id: str, ending: str, at: datetime, **values: Any) -> None:
    rows.change(tx, delegation, {"delegation_id": delegation_id, "ended_at": None}, ending=ending, ended_at=at, **values)


def delegations_of(tx: Tx, case_id: str, task_id: str) -> list[Row[Any]]:
    return rows.every(tx, delegation, "given_at", "delegation_id", case_id=case_id, task_id=task_id)
