"""Rows of what colleagues tell each other about a case: questions, copies, watched cases, reminders, escalations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from engine.store import rows
from engine.store.rows import Tx
from engine.store.schema import task
from engine.store.schema_handover import case_copy, escalation, question, reminder, watch


def add_question(tx: Tx, **values: Any) -> None:
    rows.add(tx, question, **values)


def find_question(tx: Tx, question_id: str) -> Row[Any] | None:
    return rows.first(tx, question, question_id=question_id)


def questions_of(tx: Tx, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, question, "asked_at", "question_id", case_id=case_id)


def answer_question(tx: Tx, question_id: str, **values: Any) -> bool:
    return rows.change(tx, question, {"question_id": question_id, "answered_at": None}, **values) == 1


def add_copy(tx: Tx, **values: Any) -> None:
    rows.add(tx, case_copy, **values)


def find_copy(tx: Tx, copy_id: str) -> Row[Any] | None:
    return rows.first(tx, case_copy, copy_id=copy_id)


def copies_of(tx: Tx, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, case_copy, "sent_at", "copy_id", case_id=case_id)


def read_copy(tx: Tx, copy_id: str, **values: Any) -> bool:
    return rows.change(tx, case_copy, {"copy_id": copy_id, "read_at": None}, **values) == 1


def put_watch(tx: Tx, officer_id: str, case_id: str, **values: Any) -> None:
    rows.put(tx, watch, {"officer_id": officer_id, "case_id": case_id}, **values)


def drop_watch(tx: Tx, officer_id: str, case_id: str) -> None:
    rows.remove(tx, watch, officer_id=officer_id, case_id=case_id)


def watches(tx: Tx, officer_id: str, case_id: str) -> bool:
    return rows.first(tx, watch, officer_id=officer_id, case_id=case_id) is not None


def watchers_of(tx: Tx, case_id: str) -> list[str]:
    return [row.officer_id for row in rows.every(tx, watch, "since", "officer_id", case_id=case_id)]


def add_reminder(tx: Tx, row: Any, **values: Any) -> int:
    """Which time it is for this task."""
    times = (row.reminded or 0) + 1
    rows.change(tx, task, {"task_id": row.task_id}, reminded=times)
    rows.add(tx, reminder, task_id=row.task_id, case_id=row.case_id, division_code=row.division_code, **values)
    return times


def reminders_by(tx: Tx, case_id: str, reminded_by: str) -> list[Row[Any]]:
    return rows.every(tx, reminder, "reminded_at", case_id=case_id, reminded_by=reminded_by)


def add_escalation(tx: Tx, **values: Any) -> None:
    rows.add(tx, escalation, **values)


def find_escalation(tx: Tx, escalation_id: str) -> Row[Any] | None:
    return rows.first(tx, escalation, escalation_id=escalation_id)


def open_escalation(tx: Tx, case_id: str, task_id: str) -> Row[Any] | None:
    return next(iter(rows.every(tx, escalation, "issued_at", case_id=case_id, task_id=task_id, closed_at=None)), None)


def change_escalation(tx: Tx, escalation_id: str, **values: Any) -> bool:
    return rows.change(tx, escalation, {"escalation_id": escalation_id, "closed_at": None}, **values) == 1
