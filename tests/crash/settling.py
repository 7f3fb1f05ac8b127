"""After the last blow: let workers finish, then do what was put off for longer, by a clock that is set ahead."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from engine import operation
from engine.jobs import Runner
from engine.service import Engine
from engine.store import progress, transaction
from engine.store.schema import job
from tests.crash.city import City

BY_THEMSELVES = 8  # seconds in which the real workers may finish
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
        while time.monotonic() < until and (_waiting_until(engine) or _is_due(engine, clock.now())):
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


def _is_due(engine: Engine, now: datetime) -> bool:
    with transaction.reading(engine.database) as tx:
        return bool(progress.due_timers(tx, now, 1))


def _waiting_until(engine: Engine) -> datetime | None:
    """When the next job may be taken: put off, or held by a worker that is dead. None when all are done, or wait for an operator."""
    instant = func.coalesce(job.c.claimed_until, job.c.run_at)
    open_jobs = select(job.c.claimed_until, job.c.run_at).where(job.c.status.in_(("ready", "running"))).order_by(instant).limit(1)
    with transaction.reading(engine.database) as tx:
        row = tx.execute(open_jobs).first()
    return None if row is None else row.claimed_until or row.run_at
