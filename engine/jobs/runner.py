"""The embedded runner: hears of jobs by looking into the outbox. SQLite's queue; on PostgreSQL it serves rehearsals and tests.

Any number may run at once, in any number of processes: a job is claimed by a conditional UPDATE, and only who changed the row goes on. A
worker that dies leaves a lease that runs out. A job that fails is pushed ahead, so it never stands in the way of the others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from engine.domain.errors import Unavailable
from engine.jobs import counting, initials, licences, lights, nearly_due, past_cases
from engine.jobs.attempt import BATCH, Attempts
from engine.jobs.handlers import Surroundings
from engine.jobs.hands import Hands
from engine.service import Engine
from engine.store import outbox, transaction

_log = logging.getLogger(__name__)
LOOK_AGAIN = 0.2  # seconds between two looks of an idle worker
ROUND = 1.0  # seconds between two rounds of the poller
LOOK_AT_BOARD = 5.0  # seconds
JOBS_AT_ONCE = 4


class Runner:
    def __init__(self, engine: Engine, around: Surroundings, jobs_at_once: int = JOBS_AT_ONCE) -> None:
        self.engine = engine
        self.attempts = Attempts(engine, around)
        self.hands = Hands()
        self.jobs_at_once = jobs_at_once
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._figures = ""
        self._looked_at_board = 0.0

    # --- one round, in the caller's thread ---
    def work_once(self) -> int:
        """Take back what dead workers held, fire what is due, work what is ready; how many rows were moved."""
        return self.attempts.take_back_lapsed() + self.attempts.fire_due() + self._work_ready()

    def work_until_idle(self, rounds: int = 1000) -> None:
        """For tests, rehearsals and the demo city: until nothing is ready now."""
        for _ in range(rounds):
            if self.work_once() == 0:
                return

    def _work_ready(self) -> int:
        return sum(self.attempts.work(job_id) for job_id in self._ready(BATCH))

    def _ready(self, limit: int) -> list[str]:
        with transaction.reading(self.engine.database) as tx:
            return [row.job_id for row in outbox.waiting(tx, self.engine.clock.now(), limit)]

    # --- for ever ---
    def run(self) -> None:
        """Until ``stop``, or worn out. Jobs at hand are finished first, for as long as a lease."""
        poller = threading.Thread(target=self._for_ever, args=(self._round,), name="poller", daemon=True)
        poller.start()
        self._for_ever(self._work)
        self._stop.set()
        poller.join(timeout=10)

    def stop(self) -> None:
        """May be called from a signal handler or another thread; ``run`` returns soon after."""
        self._stop.set()
        self._wake.set()

    def wake(self) -> None:
        """A job was committed by this process."""
        self._wake.set()

    @property
    def resting(self) -> bool:
        return self._stop.is_set() or self.hands.worn_out

    def _for_ever(self, act: Callable[[], None]) -> None:
        """A worker outlives a database that goes away: the rows stay and are taken again."""
        while not self.resting:
            try:
                act()
            except Unavailable as error:
                _log.warning("the worker waits: %s", error)
                self._stop.wait(ROUND)
            except Exception:  # noqa: BLE001  (a worker outlives what it did not foresee)
                _log.exception("the worker met an error and goes on")
                self._stop.wait(ROUND)

    def _round(self) -> None:
        busy = self.attempts.take_back_lapsed() + self.attempts.fire_due()
        self._ask_for_figures()
        self._count_lights()
        self._stop.wait(0 if busy >= BATCH else ROUND)

    def _ask_for_figures(self) -> None:
        """Once in ten minutes one of all workers is asked to count what reports show."""
        if self._figures != (due := counting.due(self.engine)):
            transaction.retrying(lambda: counting.ask_for(self.engine, due))
            self._figures = due

    def _count_lights(self) -> None:
        """Every few seconds a look whether the supervisor's board is to be counted anew, what forecasts rest on too, or what a day begins with
        is due: a morning's words, licences that end."""
        if self._looked_at_board + LOOK_AT_BOARD < time.monotonic():
            self._looked_at_board = time.monotonic()
            lights.count_when_due(self.engine)
            past_cases.sample_when_due(self.engine)
            nearly_due.tell_when_due(self.engine)
            licences.see_to_licences(self.engine)
            initials.fill_when_empty(self.engine)

    def _work(self) -> None:
        at_hand: dict[str, tuple[Future[None], float]] = {}
        while at_hand or not self.resting:
            self._look_after(at_hand)
            free = 0 if self.resting else self.jobs_at_once - len(at_hand)
            ready = [job_id for job_id in self._ready(free + len(at_hand)) if job_id not in at_hand][:free] if free else []
            for job_id in ready:
                at_hand[job_id] = self._begin(job_id), time.monotonic()
            if not ready or len(at_hand) == self.jobs_at_once:
                self._wake.wait(LOOK_AGAIN)
                self._wake.clear()

    def _begin(self, job_id: str) -> Future[None]:
        ended = self.hands.begin(partial(self.attempts.work, job_id), job_id)
        ended.add_done_callback(lambda _: self._wake.set())
        return ended

    def _look_after(self, at_hand: dict[str, tuple[Future[None], float]]) -> None:
        longest = self.attempts.lease.total_seconds()
        for job_id, (ended, begun) in list(at_hand.items()):
            if ended.done():
                del at_hand[job_id]
            elif time.monotonic() - begun > longest:
                self.hands.leave_behind(job_id)
                del at_hand[job_id]
