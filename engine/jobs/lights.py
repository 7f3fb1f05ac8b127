"""Counting open steps for the supervisor's board. It takes a small share of the database's time however many steps are open: the longer a
count takes, the longer the pause after it."""

from __future__ import annotations

import time
from datetime import timedelta

from engine.domain.soon import amber_before
from engine.jobs import turn
from engine.service import Engine
from engine.store import board, transaction

PAUSE = timedelta(seconds=30)
SHARE = 50
"""The pause is at least so many times as long as the count took."""


def count_when_due(engine: Engine) -> bool:
    """Whether it was time, and this worker's turn."""
    if not turn.taken(engine, board.STEPS):
        return False
    now, began = engine.clock.now(), time.monotonic()
    with transaction.reading(engine.database) as tx:
        steps = board.count(tx, now, amber_before(now, engine.parts.directory.calendar(tx)))
        parts = board.count_parts(tx, now)
    wait = max(PAUSE, timedelta(seconds=SHARE * (time.monotonic() - began)))
    transaction.retrying(lambda: _write(engine, steps, parts, wait))
    return True


def _write(engine: Engine, steps: list[dict[str, object]], parts: list[dict[str, object]], wait: timedelta) -> None:
    with transaction.writing(engine.database) as tx:
        board.put(tx, steps, parts)
        board.counted(tx, board.STEPS, engine.clock.now(), wait)
