"""Each day: soon after midnight what ran out is ended, and when offices open holders hear of what will. Each licence is a command of its own,
whose id names it and, where it may be looked at again, the day."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.commands.licence import ExpireLicence, WarnOfExpiry
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Unavailable
from engine.domain.viewer import Viewer
from engine.jobs import turn
from engine.service import Engine
from engine.store import licences, transaction

_log = logging.getLogger(__name__)
NAME = "licences"
BATCH = 200
TOLD_FROM = time(9)
"""Nobody's phone rings at midnight because a licence ends in two months."""


def see_to_licences(engine: Engine) -> bool:
    """Whether it was time, and this worker's turn."""
    if not turn.taken(engine, NAME):
        return False
    now = engine.clock.now()
    local = now.astimezone(SHANGHAI)
    for row in _each(engine, licences.over, lambda row: row.valid_until, local.date(), licences.holds):
        _one(engine, ExpireLicence(command_id=f"licence-over:{row.licence_id}:{local.date()}", licence_id=row.licence_id))
    if local.time() >= TOLD_FROM:
        for row in _each(engine, licences.to_warn, lambda row: row.warn_on, local.date(), licences.is_asked):
            _one(engine, WarnOfExpiry(command_id=f"licence-ends:{row.licence_id}:{local.date()}", licence_id=row.licence_id))
    turn.over(engine, NAME, now, _next(local) - local)
    return True


def _one(engine: Engine, command: ExpireLicence | WarnOfExpiry) -> None:
    """What stands in the way of one keeps no other waiting; it is tried again the next day."""
    try:
        engine.execute(command, Viewer.system())
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001  (a licence of which something is not as it should be)
        _log.exception("licence %s", command.licence_id)


def _each(
    engine: Engine, read: Callable[..., list[Any]], day: Callable[[Any], date], today: date, waits: Callable[[Any, Any], bool]
) -> Iterator[Any]:
    """Every row due by ``today`` but those whose renewal is waited for, a lot at a time."""
    after = (date.min, "")
    while True:
        with transaction.reading(engine.database) as tx:
            lot = read(tx, today, after, BATCH)
            ready = [row for row in lot if not waits(tx, row)]
        yield from ready
        if len(lot) < BATCH:
            return
        after = (day(lot[-1]), lot[-1].licence_id)


def _next(local: datetime) -> datetime:
    """The next time something may be due: nine o'clock, or midnight."""
    if local.time() < TOLD_FROM:
        return datetime.combine(local.date(), TOLD_FROM, SHANGHAI)
    return datetime.combine(local.date() + timedelta(days=1), time(), SHANGHAI)
