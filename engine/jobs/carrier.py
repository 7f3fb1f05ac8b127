"""Handing jobs to Procrastinate: at once after the commit, and again whatever a crash left behind.

The outbox row is the truth; Procrastinate only brings word of it to an idle worker. So handing over may happen twice, late, or never for a
while: the queueing key lets one word of a job wait at a time, and a word of a job that needs no work is thrown away by the claim. Words of
one case share a lock. Only jobs due now are handed over: one that waits for its next attempt would block the case's others behind its lock.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from engine.service import Engine
from engine.store import carried, transaction

_log = logging.getLogger(__name__)
QUEUE, TASK = "onestop", "work"
Word = tuple[str, str | None]  # job id, case id
BATCH = 200
REST = 0.05  # seconds between two hand-overs of one relay: under load words travel together, alone one goes at once


class Carrier:
    """Defer-only: it runs nothing."""

    def __init__(self, engine: Engine, connections_kept: int = 0) -> None:
        self._engine = engine
        self._database = carried.open_carrier(engine.database, connections_kept)
        self._jobs = App(connector=SyncPsycopgConnector()).job_manager  # writes through our own connections

    def dispose(self) -> None:
        self._database.dispose()

    def hand_over(self, words: Sequence[Word]) -> None:
        """What finds no room waits for the sweep."""
        for start in range(0, len(words), BATCH):
            batch = words[start : start + BATCH]
            try:
                self._hand_over(batch)
            except AlreadyEnqueued:  # by the sweep, or by the relay: then one by one
                for word in batch:
                    self._hand_over_one(word)

    def _hand_over(self, batch: Sequence[Word]) -> None:
        with transaction.writing(self._database) as tx:
            fitting = batch[: max(0, carried.room(tx))]
            if fitting:
                self._jobs.batch_defer_jobs([_deferred(*word) for word in fitting], connection=carried.drivers_connection(tx))

    def _hand_over_one(self, word: Word) -> None:
        try:
            self._hand_over([word])
        except AlreadyEnqueued:
            return

    def sweep(self, grace: timedelta) -> int:
        """Hand over what has been due for longer than ``grace`` and is not carried; how many. One process at a time does it."""
        with transaction.writing(self._database) as tx:
            alone = carried.only_sweeper(tx)
            words = [(row.job_id, row.case_id) for row in carried.missed(tx, self._engine.clock.now() - grace)] if alone else []
        # Without the lock from here on: a second sweeper hands over nothing twice, it would only waste its time.
        self.hand_over(words)
        return len(words)


def _deferred(job_id: str, case_id: str | None) -> Job:
    lock = None if case_id is None else f"case:{case_id}"
    return Job(queue=QUEUE, lock=lock, queueing_lock=job_id, task_name=TASK, task_kwargs={"job_id": job_id})


class Relay:
    """A thread beside the web's own that hands over what they committed. It never makes a command wait, and may fail: the sweep comes after it."""

    def __init__(self, engine: Engine) -> None:
        self._carrier = Carrier(engine, connections_kept=1)
        self._words: queue.SimpleQueue[Word | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="relay", daemon=True)
        self._thread.start()

    def tell(self, words: Sequence[Word]) -> None:
        for word in words:
            self._words.put(word)

    def close(self) -> None:
        """Hand over what was told so far, then end."""
        self._words.put(None)
        self._thread.join(timeout=5)
        self._carrier.dispose()

    def _loop(self) -> None:
        ended, last = False, 0.0
        while not ended:
            batch: list[Any] = [self._words.get()]
            time.sleep(max(0.0, last + REST - time.monotonic()))
            while len(batch) < BATCH and not self._words.empty():
                batch.append(self._words.get())
            ended = None in batch
            try:
                self._carrier.hand_over([word for word in batch if word is not None])
            except Exception:  # noqa: BLE001  (the database is away; the rows are there, the sweep hands them over)
                _log.warning("%s jobs were not handed over at once", len(batch), exc_info=True)
            last = time.monotonic()
