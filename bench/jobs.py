"""Background jobs worked per second, durable, by each database's queue; and how long a job waits from its commit to a worker.

One worker process with its usual four hands. A job here does nothing, so what is measured is the queue: claiming, working, settling, and on
PostgreSQL Procrastinate's carrying, held against the same outbox worked by looking into the table (the embedded runner).
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.durable import database
from bench.frame import Figure, rate
from bench.workload import DIVISION, settings_for
from engine.jobs import JOBS, Runner, Surroundings, relay_for, runner_for
from engine.service import Engine
from engine.store import migrate, outbox, transaction

KIND = "bench"
JOBS_PER_CASE = 2
REST = 0.1  # seconds between two single jobs, so that the worker is idle again


def measure(quick: bool) -> Iterator[Figure]:
    number, singly = (400, 20) if quick else (3000, 100)
    with at("sqlite") as engine:
        yield Figure("jobs/s sqlite, embedded", worked(engine, Runner(engine, nobody()), number), "jobs/s")
        yield Figure("wait sqlite, embedded", 1000 * waited(engine, Runner(engine, nobody()), singly), "ms", note="median, commit to worker")
    with at("postgresql") as engine:
        embedded = worked(engine, Runner(engine, nobody()), number)
        looked = waited(engine, Runner(engine, nobody()), singly)
        relay = relay_for(engine)
        carried = worked(engine, runner_for(engine, nobody()), number)
        yield rate("jobs/s postgresql, Procrastinate", carried, "jobs/s", "looking into the table", embedded)
        told = waited(engine, runner_for(engine, nobody()), singly)
        relay.close()
        yield Figure(
            "wait postgresql, Procrastinate", 1000 * told, "ms", "looking into the table", 1000 * looked, looked / told,
            note="median, commit to worker",
        )  # fmt: skip


def nobody() -> Surroundings:
    return Surroundings(registries={})


class at:
    """An engine on a fresh, durable database of this kind."""

    def __init__(self, kind: str) -> None:
        self._database, self._folder = database(kind), TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)

    def __enter__(self) -> Engine:
        url = self._database.__enter__()
        migrate(url)
        self._engine = Engine(settings_for(url, Path(self._folder.name)))
        return self._engine

    def __exit__(self, *error: object) -> None:
        self._engine.dispose()
        self._database.__exit__(None, None, None)
        self._folder.cleanup()


def enqueue(engine: Engine, names: list[str]) -> None:
    with transaction.writing(engine.database) as tx:
        for at_place, name in enumerate(names):
            case_id = f"case-{at_place // JOBS_PER_CASE}"
            outbox.enqueue(tx, engine.parts.seal, name, KIND, {}, engine.clock.now(), case_id, DIVISION)
    if engine.after_commit is not None:  # as a command does
        engine.after_commit([(name, f"case-{at_place // JOBS_PER_CASE}") for at_place, name in enumerate(names)])


def worked(engine: Engine, runner: Runner, number: int) -> float:
    """Jobs per second from a full outbox, start of the worker included."""
    left, all_done = [number], threading.Event()

    def act(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            all_done.set()

    JOBS[KIND] = act
    enqueue(engine, [f"{type(runner).__name__}-{place}" for place in range(number)])
    began = time.perf_counter()
    thread = threading.Thread(target=runner.run)
    thread.start()
    if not all_done.wait(timeout=300):
        raise RuntimeError(f"{left[0]} of {number} jobs were not worked")
    seconds = time.perf_counter() - began
    runner.stop()
    thread.join()
    return number / seconds


def waited(engine: Engine, runner: Runner, number: int) -> float:
    """Seconds from a commit to the worker, for jobs that come singly."""
    heard, waits = threading.Event(), []
    JOBS[KIND] = lambda *_: heard.set()
    thread = threading.Thread(target=runner.run)
    thread.start()
    for place in range(number):
        name = f"single-{type(runner).__name__}-{place}"
        heard.clear()
        enqueue(engine, [name])
        committed = time.perf_counter()  # or a moment after the word was handed on
        if not heard.wait(timeout=60):
            raise RuntimeError(f"the job {name} was not worked")
        waits.append(time.perf_counter() - committed)
        time.sleep(REST)
    runner.stop()
    thread.join()
    return statistics.median(waits)
