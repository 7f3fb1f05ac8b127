"""The embedded runner: works ready jobs and fires due timers, as often as it is told or for ever in a thread of its own.

Any number may run at once, in any number of processes: a row is taken by a conditional UPDATE, and only who changed it goes on. A
runner that dies leaves a lease that runs out. A row that fails is pushed ahead, so it never stands in the way of the others.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from engine.commands.machine import FireTimer
from engine.domain.errors import EngineError
from engine.jobs.handlers import BACK_OFF, JOBS, SYSTEM, Surroundings, Task
from engine.service import Engine
from engine.store import outbox, progress, transaction

_log = logging.getLogger(__name__)
BATCH = 50


class Runner:
    def __init__(self, engine: Engine, around: Surroundings) -> None:
        self._engine = engine
        self._around = around
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._stubborn: set[str] = set()  # timers whose firing raised a bug: not tried again by this process

    # --- one round ---
    def work_once(self) -> int:
        """Fire what is due, work what is ready; how many rows were taken."""
        return self._fire_due() + self._work_ready()

    def work_until_idle(self, rounds: int = 1000) -> None:
        """For tests, rehearsals and the demo city: until nothing is ready now."""
        for _ in range(rounds):
            if self.work_once() == 0:
                return

    def _fire_due(self) -> int:
        with transaction.reading(self._engine.database) as tx:
            due = [row.timer_id for row in progress.due_timers(tx, self._engine.clock.now(), BATCH)]
        fresh = [timer_id for timer_id in due if timer_id not in self._stubborn]
        for timer_id in fresh:
            self._fire(timer_id)
        return len(fresh)

    def _fire(self, timer_id: str) -> None:
        try:
            self._engine.execute(FireTimer(command_id=f"timer:{timer_id}"[:64], timer_id=timer_id), SYSTEM)
        except EngineError as error:
            _log.error("timer %s cannot fire: %s", timer_id, error)
            self._stubborn.add(timer_id)

    def _work_ready(self) -> int:
        now = self._engine.clock.now()
        with transaction.reading(self._engine.database) as tx:
            ready = [row.job_id for row in outbox.waiting(tx, now, BATCH)]
        return sum(self._work(job_id) for job_id in ready)

    def _work(self, job_id: str) -> int:
        now = self._engine.clock.now()
        with transaction.writing(self._engine.database) as tx:
            if not outbox.claim(tx, job_id, now):
                return 0
            row = outbox.find(tx, job_id)
        arguments = self._engine.parts.seal.open(row.arguments_sealed)
        error = self._run(row, Task(job_id, {**arguments, "case_id": row.case_id, "division_code": row.division_code}, row.attempts))
        with transaction.writing(self._engine.database) as tx:
            self._settle(tx, row, error)
        return 1

    def _run(self, row: Any, task: Task) -> EngineError | None:
        try:
            JOBS[row.kind](self._engine, self._around, task)
        except EngineError as error:
            return error
        except Exception as bug:  # noqa: BLE001  (a bug in one job must not stop the others; an operator sees it as failed)
            _log.exception("job %s met a bug", row.job_id)
            return EngineError("程序错误：{kind}", kind=f"{type(bug).__name__} {bug}"[:500])
        return None

    def _settle(self, tx: Any, row: Any, error: EngineError | None) -> None:
        now = self._engine.clock.now()
        if error is None:
            outbox.finish(tx, row.job_id, now)
        elif error.permanent or row.attempts >= outbox.PATIENCE:
            outbox.give_up(tx, row.job_id, str(error))
        else:
            outbox.put_off(tx, row.job_id, str(error), now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1])

    # --- for ever ---
    def start(self) -> None:
        self._thread = threading.Thread(target=self._loop, name="runner", daemon=True)
        self._thread.start()

    def run_forever(self) -> None:
        self._loop()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self.work_once()
            except Exception:  # noqa: BLE001  (a worker outlives a database that goes away; the row stays and is taken again)
                _log.exception("the round failed")
                busy = 0
            self._stop.wait(0 if busy else 0.5)
