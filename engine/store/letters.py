"""Rows of ``letter``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from engine.store import rows
from engine.store.schema import letter


def add(tx: Connection, **values: Any) -> None:
    rows.add(tx, letter, **values)


def by_number(tx: Connection, number: str) -> Row[Any] | None:
    return rows.first(tx, letter, number=number)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, letter, "issued_at", "letter_id", case_id=case_id)
