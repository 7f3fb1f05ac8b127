"""Rows of word to people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update

from engine.store import rows
from engine.store.indexes import UNREAD
from engine.store.rows import Tx
from engine.store.schema_word import word


def add(tx: Tx, **values: Any) -> None:
    rows.add(tx, word, **values)


def read(tx: Any, officer_id: str, word_id: str, at: datetime) -> bool:
    """False when he has no such word; one read before keeps its instant."""
    row = rows.first(tx, word, word_id=word_id, officer_id=officer_id)
    if row is not None and row.read_at is None:
        rows.change(tx, word, {"word_id": word_id, "read_at": None}, read_at=at)
    return row is not None


def read_all(tx: Any, officer_id: str, until: datetime, at: datetime) -> int:
    """Those told until then: what came while he looked at the page he has not seen."""
    seen = update(word).where(word.c.officer_id == officer_id, word.c.at <= until, UNREAD).values(read_at=at)
    return int(tx.execute(seen).rowcount)
