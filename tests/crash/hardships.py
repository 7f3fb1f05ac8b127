"""What happens to programs besides dying: they freeze and wake up later, the database is away or busy for seconds."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.crash.city import LEASE, City
from tests.crash.processes import Process

OFTEN = 0.12  # between two blows
SECONDS = (0.5, 5.0)
FOR_LONG = 30.0  # seconds
BEYOND_LEASE = 3.0  # so much longer than its lease a worker sleeps: its jobs are taken back, and then it wakes and goes on with them


@dataclass
class Hardships:
    city: City
    chance: random.Random
    happened: Counter[str] = field(default_factory=Counter)
    _asleep: list[tuple[float, Process]] = field(default_factory=list)

    def perhaps(self) -> None:
        """One of them now and then; and whoever has slept long enough wakes."""
        self._wake(time.monotonic())
        if self.chance.random() < OFTEN:
            kinds = self._kinds()
            kind = self.chance.choice(list(kinds))
            kinds[kind]()
            self.happened[kind] += 1

    def for_long(self) -> None:
        """The database cannot be used for half a minute: longer than anybody's patience with one request."""
        (self._locked_file if self.city.cluster is None else self._away)(FOR_LONG)
        self.happened["the database could not be used for half a minute"] += 1

    def over(self) -> None:
        """Everybody is awake."""
        self._wake(float("inf"))

    def _wake(self, now: float) -> None:
        for until, process in self._asleep:
            if until <= now:
                process.signal(signal.SIGCONT)
        self._asleep = [each for each in self._asleep if each[0] > now]

    def _kinds(self) -> dict[str, Callable[[], None]]:
        kinds = {
            "a web server froze for seconds": self._frozen_web,
            "a worker froze beyond its lease": self._frozen_worker,
            "gateway and mail server were away for seconds": self._nobody_takes_word,
        }
        if self.city.cluster is None:
            return {**kinds, "another held the write lock for seconds": self._locked_file}
        return {**kinds, "the database was away for seconds": self._away, "the database froze for seconds": self._frozen_database}

    def _some_seconds(self, seconds: float = 0) -> None:
        time.sleep(seconds or self.chance.uniform(*SECONDS))

    def _frozen_web(self) -> None:
        web = self.chance.choice(self.city.webs)
        web.signal(signal.SIGSTOP)
        self._some_seconds()
        web.signal(signal.SIGCONT)

    def _frozen_worker(self) -> None:
        worker = self.chance.choice(self.city.workers)
        worker.signal(signal.SIGSTOP)
        self._asleep.append((time.monotonic() + float(LEASE) + BEYOND_LEASE, worker))

    def _nobody_takes_word(self) -> None:
        """While the blows go on."""
        self.city.receiver.away(self.chance.uniform(*SECONDS) * 2)

    def _locked_file(self, seconds: float = 0) -> None:
        """Where the servers never let go of it for half a minute, there is no hardship this time."""
        file = sqlite3.connect(Path(make_url(self.city.settings.database_url).database or ""), isolation_level=None, timeout=30)
        try:
            with suppress(sqlite3.OperationalError):
                file.execute("BEGIN IMMEDIATE")
                self._some_seconds(seconds)
                file.execute("ROLLBACK")
        finally:
            file.close()

    def _away(self, seconds: float = 0) -> None:
        assert self.city.cluster is not None
        self.city.cluster.kill()
        self._some_seconds(seconds)
        self.city.cluster.start()

    def _frozen_database(self) -> None:
        assert self.city.cluster is not None
        frozen = self.city.cluster.process_ids()
        for pid in frozen:
            _tell(pid, signal.SIGSTOP)
        self._some_seconds()
        for pid in frozen:
            _tell(pid, signal.SIGCONT)


def _tell(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return
