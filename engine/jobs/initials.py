"""Names of cases that were written before they had initials (m0028) become findable by them: once, a few thousand cases at a turn."""

from __future__ import annotations

from datetime import timedelta

from engine.jobs import turn
from engine.service import Engine
from engine.store import office, transaction
from engine.store.backfill import BATCH, fill_initials

NAME = "initials"
BATCHES = 10
AGAIN, NEVER = timedelta(seconds=5), timedelta(days=36_500)
_AFTER = "initials_after"  # the setting that says how far it is


def fill_when_empty(engine: Engine, batch: int = BATCH) -> bool:
    """Whether it was time, and this worker's turn. Who dies in between is followed by one who begins where the last turn ended."""
    if not turn.taken(engine, NAME):
        return False
    now = engine.clock.now()
    with transaction.reading(engine.database) as tx:
        after = office.read_setting(tx, _AFTER, "")
    for _ in range(BATCHES):
        _number, after = fill_initials(engine.database, engine.parts.seal, after, batch)
        if not after:
            break
    with transaction.writing(engine.database) as tx:
        office.keep_setting(tx, _AFTER, after)
    turn.over(engine, NAME, now, AGAIN if after else NEVER)
    return True
