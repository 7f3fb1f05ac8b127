"""Rows of ``signer``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema_signing import signer

NOT_SIGNED = ("later", "open", "held")


def put(tx: Connection, case: Case, step_token: str, position: int, **values: Any) -> None:
    key = {"case_id": case.case_id, "step_token": step_token, "position": position}
    rows.put(tx, signer, key, division_code=case.division_code, **values)


def change(tx: Connection, case_id: str, step_token: str, position: int, **values: Any) -> None:
    rows.change(tx, signer, {"case_id": case_id, "step_token": step_token, "position": position}, **values)


def find(tx: Connection, case_id: str, step_token: str, position: int) -> Row[Any] | None:
    return rows.first(tx, signer, case_id=case_id, step_token=step_token, position=position)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    """In the order of the steps' beginning and of their lists."""
    return sorted(rows.every(tx, signer, case_id=case_id), key=lambda row: (int(row.step_token[1:]), row.position))


def of_task(tx: Connection, case_id: str, task_id: str) -> Row[Any] | None:
    """His line, if this task is one of a step that several sign."""
    return next(iter(rows.every(tx, signer, case_id=case_id, task_id=task_id)), None)


def is_named(tx: Connection, case_id: str, task_id: str) -> bool:
    """Whether this task is somebody's who signs for himself."""
    row = of_task(tx, case_id, task_id)
    return row is not None and row.officer_id is not None
