"""Rows of what officers keep at their desks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from engine.store import rows
from engine.store.asked import OWN
from engine.store.rows import Tx
from engine.store.schema_desk import desk_choice, saved_list, stock_phrase, task_draft


def choice_of(tx: Tx, officer_id: str) -> Row[Any] | None:
    return rows.first(tx, desk_choice, officer_id=officer_id)


def put_choice(tx: Tx, officer_id: str, **values: Any) -> None:
    rows.put(tx, desk_choice, {"officer_id": officer_id}, **values)


def add_list(tx: Tx, **values: Any) -> None:
    rows.add(tx, saved_list, **values)


def find_list(tx: Tx, list_id: str) -> Row[Any] | None:
    return rows.first(tx, saved_list, list_id=list_id)


def lists_of(tx: Tx, officer_id: str) -> list[Row[Any]]:
    """His own, also those he shares."""
    return rows.every(tx, saved_list, "created_at", "list_id", officer_id=officer_id)


def lists_for(tx: Any, officer_id: str, departments: tuple[tuple[str, str], ...]) -> list[Row[Any]]:
    """His own, and what is shared in these departments (division, department)."""
    return list(tx.ask(_lists, departments, own=officer_id))


def _lists(departments: tuple[tuple[str, str], ...]) -> Select[Any]:
    of = saved_list.c
    houses = [and_(of.division_code == division, of.department == department) for division, department in departments]
    return select(saved_list).where(or_(of.officer_id == OWN, *houses)).order_by(of.created_at, of.list_id)


def drop_list(tx: Tx, list_id: str) -> None:
    rows.remove(tx, saved_list, list_id=list_id)


def phrases_for(tx: Any, officer_id: str, departments: tuple[tuple[str, str], ...]) -> list[Row[Any]]:
    """What the office, these departments (division, department) and he himself have added, oldest first."""
    return list(tx.ask(_phrases, departments, own=officer_id))


def _phrases(departments: tuple[tuple[str, str], ...]) -> Select[Any]:
    of = stock_phrase.c
    office = and_(of.officer_id.is_(None), of.division_code.is_(None))
    houses = [and_(of.division_code == division, of.department == department) for division, department in departments]
    return select(stock_phrase).where(or_(of.officer_id == OWN, office, *houses)).order_by(of.added_at, of.phrase_id)


def find_phrase(tx: Tx, phrase_id: str) -> Row[Any] | None:
    return rows.first(tx, stock_phrase, phrase_id=phrase_id)


def add_phrase(tx: Tx, **values: Any) -> None:
    rows.add(tx, stock_phrase, **values)


def drop_phrase(tx: Tx, phrase_id: str) -> None:
    rows.remove(tx, stock_phrase, phrase_id=phrase_id)


def draft_of(tx: Tx, task_id: str, officer_id: str) -> Row[Any] | None:
    return rows.first(tx, task_draft, task_id=task_id, officer_id=officer_id)


def put_draft(tx: Tx, task_id: str, officer_id: str, before: Row[Any] | None, **values: Any) -> None:
    """In place of the one that was there ``before``. Nobody takes the case for it, so it is looked at once more when it is written."""
    key = {"task_id": task_id, "officer_id": officer_id}
    if before is None:
        rows.add(tx, task_draft, **key, **values)
    else:
        rows.change(tx, task_draft, {**key, "kept_at": before.kept_at}, **values)


def drop_draft(tx: Tx, task_id: str, officer_id: str) -> None:
    rows.remove(tx, task_draft, task_id=task_id, officer_id=officer_id)


def drop_drafts(tx: Tx, task_id: str) -> None:
    """Everybody's."""
    rows.remove(tx, task_draft, task_id=task_id)
