"""Rows of word to people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from engine.store import rows
from engine.store.indexes import CARRIED_LATER, HELD_BACK, NOT_CARRIED, UNREAD
from engine.store.rows import Tx
from engine.store.schema_word import word

MOST = 100
"""Words that one message carries."""


def add(tx: Tx, **values: Any) -> None:
    rows.write_down(tx, word, values)


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


def waiting_for(tx: Any, officer_id: str) -> list[Any]:
    """What has not gone out to him, the oldest first."""
    return list(
        tx.execute(select(word).where(word.c.officer_id == officer_id, NOT_CARRIED).order_by(word.c.at, word.c.word_id).limit(MOST))
    )


def held_for(tx: Any, officer_id: str) -> list[Any]:
    """What has gone out to him on one channel and waits for the quiet hours of the other to end, the oldest first."""
    return list(tx.execute(select(word).where(word.c.officer_id == officer_id, HELD_BACK).order_by(word.c.at, word.c.word_id).limit(MOST)))


def bind(tx: Any, word_ids: list[str], dispatch: str, held: str | None = None) -> None:
    """They go out with this message and no other, but on the channel ``held``; "" = with none."""
    if word_ids:
        tx.execute(update(word).where(word.c.word_id.in_(word_ids), word.c.dispatch.is_(None)).values(dispatch=dispatch, held=held))


def bind_held(tx: Any, word_ids: list[str], dispatch: str) -> None:
    """What was held back goes out with this message; "" = with none."""
    if word_ids:
        tx.execute(update(word).where(word.c.word_id.in_(word_ids), word.c.held_dispatch.is_(None)).values(held_dispatch=dispatch))


def bound_to(tx: Any, dispatch: str) -> list[tuple[Any, str | None, str | None]]:
    """(row, the only channel on which it goes with this message or None, the channel on which it does not or None), the oldest first."""
    either = or_(word.c.dispatch == dispatch, and_(CARRIED_LATER, word.c.held_dispatch == dispatch))
    found = tx.execute(select(word).where(either, word.c.officer_id.is_not(None)).order_by(word.c.at, word.c.word_id))
    return [(row, None, row.held) if row.dispatch == dispatch else (row, row.held, None) for row in found]
