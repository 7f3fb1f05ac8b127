"""Background work: what handles each kind of job, and what runs them."""

from __future__ import annotations

from typing import Any

from engine.jobs.handlers import JOBS, Surroundings
from engine.jobs.runner import JOBS_AT_ONCE, Runner
from engine.service import Engine

__all__ = ["JOBS", "Runner", "Surroundings", "relay_for", "runner_for"]


def runner_for(engine: Engine, around: Surroundings, jobs_at_once: int = JOBS_AT_ONCE) -> Runner:
    """The worker of this engine's database: embedded on SQLite, carried by Procrastinate on PostgreSQL."""
    if engine.database.dialect.name != "postgresql":
        return Runner(engine, around, jobs_at_once)
    from engine.jobs.carried_runner import CarriedRunner  # late: a start on SQLite does without Procrastinate

    return CarriedRunner(engine, around, jobs_at_once)


def relay_for(engine: Engine) -> Any:
    """Started: from now on what commands enqueue is handed to workers at once. None on SQLite, whose runner looks by itself.

    Close it at the end; what it did not get to is swept up by a worker.
    """
    if engine.database.dialect.name != "postgresql":
        return None
    from engine.jobs.carrier import Relay

    relay = Relay(engine)
    engine.after_commit = relay.tell
    return relay
