"""Rows of ``letter``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from engine.store import rows
from engine.store.asked import OWN
from engine.store.schema import letter


def add(tx: Connection, **values: Any) -> None:
    rows.add(tx, letter, **values)


def by_number(tx: Connection, number: str) -> Row[Any] | None:
    return rows.first(tx, letter, number=number)


def last_of_case(tx: Connection, case_id: str, most: int) -> list[Row[Any]]:
    """Without their words, the last one first."""
    return tx.ask(_last, most, own=case_id)


def _last(most: int) -> Select[Any]:
    columns = (letter.c.letter_id, letter.c.name, letter.c.number, letter.c.issued_at, letter.c.issued_by_name)
    return select(*columns).where(letter.c.case_id == OWN).order_by(letter.c.issued_at.desc(), letter.c.letter_id.desc()).limit(most)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, letter, "issued_at", "letter_id", case_id=case_id)
