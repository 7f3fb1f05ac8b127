"""Whose turn it is to count something for pages: each worker looks whether it is time, and the one whose UPDATE finds the row does it.

A count that dies with its worker is made by the next one when the claim has run out; nothing else hangs on it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.service import Engine
from engine.store import board, transaction

CLAIM = timedelta(minutes=5)


def taken(engine: Engine, name: str) -> bool:
    """Whether it was time, and this worker was first."""
    return transaction.retrying(lambda: _claim(engine, name))


def over(engine: Engine, name: str, at: datetime, wait: timedelta) -> None:
    """It was done ``at`` that instant; the next turn comes ``wait`` after it."""
    with transaction.writing(engine.database) as tx:
        board.counted(tx, name, at, wait)


def _claim(engine: Engine, name: str) -> bool:
    now = engine.clock.now()
    with transaction.reading(engine.database) as tx:  # most looks end here, and hold nobody up
        row = board.next_count(tx, name)
        if row is None or row.next_at > now:
            return False
    with transaction.writing(engine.database) as tx:
        return board.claim(tx, name, now, now + CLAIM)
