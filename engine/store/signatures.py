"""Rows of ``cosignature``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from engine.store import rows
from engine.store.schema_cosigning import cosignature


def add(tx: Connection, **values: Any) -> None:
    rows.add(tx, cosignature, **values)


def of_task(tx: Connection, task_id: str) -> list[Row[Any]]:
    """In the order in which they were given."""
    return rows.every(tx, cosignature, "signed_at", "officer_id", task_id=task_id)


def roles_signed(tx: Connection, case_id: str, officer_id: str) -> frozenset[str]:
    """The roles in which this officer has signed a step of the case beside another."""
    return frozenset(row.role for row in rows.every(tx, cosignature, case_id=case_id, officer_id=officer_id))
