"""Counting open steps for the supervisor's board: each worker looks whether it is time, and the one whose UPDATE finds the row counts.

A count that dies with its worker is made by the next one when the claim has run out; nothing else hangs on it. It takes a small share of the
database's time however many steps are open: the longer a count takes, the longer the pause after it.
"""

from __future__ import annotations

import time
from datetime import timedelta

from engine.domain.soon import amber_before
from engine.service import Engine
from engine.store import board, transaction

PAUSE = timedelta(seconds=30)
SHARE = 50
"""The pause is at least so many times as long as the count took."""
CLAIM = timedelta(minutes=5)


def count_when_due(engine: Engine) -> bool:
    """Whether it was time, and this worker's turn."""
    now = engine.clock.now()
    if not transaction.retrying(lambda: _claim(engine)):
        return False
    began = time.monotonic()
    with transaction.reading(engine.database) as tx:
        found = board.count(tx, now, amber_before(now, engine.parts.directory.calendar(tx)))
    wait = max(PAUSE, timedelta(seconds=SHARE * (time.monotonic() - began)))
    transaction.retrying(lambda: _write(engine, found, wait))
    return True


def _claim(engine: Engine) -> bool:
    now = engine.clock.now()
    with transaction.reading(engine.database) as tx:  # most looks end here, and hold nobody up
        row = board.next_count(tx)
        if row is None or row.next_at > now:
            return False
    with transaction.writing(engine.database) as tx:
        return board.claim(tx, now, now + CLAIM)


def _write(engine: Engine, found: list[dict[str, object]], wait: timedelta) -> None:
    with transaction.writing(engine.database) as tx:
        board.counted(tx, found, engine.clock.now(), wait)
