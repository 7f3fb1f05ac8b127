"""What the tests of the queue share: jobs of their own kind, workers, and time that passes for clocks and hearts alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from engine.jobs import JOBS, Runner, Surroundings, runner_for
from engine.rehearsal.stage import HeardPhone
from engine.service import Engine
from engine.store import outbox, transaction
from tests.engine.world import HERE, World

LEASE = timedelta(minutes=2)
KIND = "note"  # of the jobs these tests enqueue


def rows(world: World, query: str) -> list[Any]:
    with transaction.reading(world.engine.database) as tx:
        return list(tx.execute(text(query)))


def job(world: World, job_id: str) -> Any:
    return rows(world, f"SELECT * FROM job WHERE job_id = '{job_id}'")[0]


def enqueue(world: World, *words: tuple[str, str | None]) -> None:
    """Commit jobs: (job id, case id) each, due for so long that the sweep hands them over."""
    since = world.clock.now() - timedelta(seconds=5)
    with transaction.writing(world.engine.database) as tx:
        for job_id, case_id in words:
            outbox.enqueue(tx, world.engine.parts.seal, job_id, KIND, {"name": job_id}, since, case_id, HERE)


def worker(engine: Engine, **more: Any) -> Runner:
    """One more worker of this database's queue."""
    return runner_for(engine, Surroundings(registries={}, phone=HeardPhone()), **more)


def handle(monkeypatch: Any, act: Callable[[str], None]) -> None:
    """What the tests' jobs do; it is told the job's id."""
    monkeypatch.setitem(JOBS, KIND, lambda engine, around, task: act(task.job_id))


def time_passes(world: World, span: timedelta) -> None:
    """For the engine's clock, and for the workers whose hearts Procrastinate hears."""
    world.clock.set(world.clock.now() + span)
    if world.engine.database.dialect.name == "postgresql":
        with transaction.writing(world.engine.database) as tx:
            beats = "UPDATE procrastinate.procrastinate_workers SET last_heartbeat = last_heartbeat - make_interval(secs => :seconds)"
            tx.execute(text(beats), {"seconds": span.total_seconds()})
