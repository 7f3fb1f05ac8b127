"""After the last blow: let workers finish, then wait out what a dead worker still held, by a clock that is set ahead."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from engine import operation
from engine.jobs import Runner
from engine.service import Engine
from engine.store import outbox, progress, transaction
from engine.store.schema import job
from tests.crash.city import City

BY_THEMSELVES = 10  # seconds in which the real workers may finish
MOST_ROUNDS = 100


class ClockAhead:
    """The time of day and a bit."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def settle(city: City) -> datetime:
    """Nothing is ready, running or due any more; gives the instant at which that was so. The servers are down afterwards.

    Raises TimeoutError when work never ends.
    """
    city.up()
    clock = ClockAhead()
    engine = Engine(city.settings, clock)
    try:
        until = time.monotonic() + BY_THEMSELVES
        while time.monotonic() < until and _busy(engine, clock.now()):
            time.sleep(0.25)
        city.down()
        around, _ = operation.surroundings(city.settings)
        runner = Runner(engine, around)
        for _ in range(MOST_ROUNDS):
            runner.work_until_idle()
            wait = _waiting_until(engine)
            if wait is None:
                return clock.now()
            clock.ahead += max(wait - clock.now(), timedelta()) + timedelta(milliseconds=1)
        raise TimeoutError("There is always one more job.")
    finally:
        engine.dispose()


def _busy(engine: Engine, now: datetime) -> bool:
    with transaction.reading(engine.database) as tx:
        return bool(outbox.waiting(tx, now, 1)) or bool(progress.due_timers(tx, now, 1))


def _waiting_until(engine: Engine) -> datetime | None:
    """When the next job may be taken: put off, or held by a worker that is dead."""
    instant = func.coalesce(job.c.claimed_until, job.c.run_at)
    with transaction.reading(engine.database) as tx:
        row = tx.execute(
            select(job.c.claimed_until, job.c.run_at).where(job.c.status.in_(("ready", "running"))).order_by(instant).limit(1)
        ).first()
    return None if row is None else row.claimed_until or row.run_at
