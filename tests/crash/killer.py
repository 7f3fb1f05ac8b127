"""Who pulls the plugs: -9 at random instants to web, worker and database, several at once, and right after a start."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.city import City
from tests.crash.hardships import Hardships
from tests.crash.proc import kill
from tests.crash.witness import Witness

MOST_BYTES = 12_000  # that clients' diaries grow by, at most, between two blows: an act takes some 600
MOST_LOAD = 4.0  # seconds that are waited for it
FIRST_ACTS_WITHIN = 120
TOLD_EVERY = 25
LONG_OUTAGE_AT = 100  # blows; a short run has none
ALL_UP = 0.75  # how often the city is let come up before the next blow; else it may hit processes that are just starting


@dataclass
class Killer:
    city: City
    chance: random.Random
    witness: Witness
    hardships: Hardships
    diaries: Path
    blows: Counter[str] = field(default_factory=Counter)

    def wait_for_load(self) -> None:
        """Until cases are under way. Raises TimeoutError when nobody gets anything done in a city that is whole."""
        until = time.monotonic() + FIRST_ACTS_WITHIN
        while self._written() < MOST_BYTES:
            if time.monotonic() > until:
                raise TimeoutError("The clients do not get to work.")
            time.sleep(0.1)

    def strike(self, kills: int, until: float | None = None) -> None:
        """That many blows, or as many as fit until then (``time.monotonic``). At the end everything is up again."""
        kinds = self._kinds()
        for number in range(kills):
            if until is not None and time.monotonic() > until:
                break
            self._let_them_work()
            self.hardships.perhaps()
            if number == LONG_OUTAGE_AT:
                self.hardships.for_long()
            self.witness.look()
            kind = self.chance.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
            kinds[kind][1]()
            self.blows[kind] += 1
            time.sleep(self.chance.uniform(0, 0.3))
            self._restart()
            self._tell()
        self.hardships.over()
        self.city.up()

    def _tell(self) -> None:
        """A long run shows that it goes on."""
        number = sum(self.blows.values())
        if number % TOLD_EVERY == 0:
            print(f"… {number} kills, diaries of {self._written() // 1000} KB", file=sys.stderr, flush=True)  # noqa: T201

    def _let_them_work(self) -> None:
        """For a while that is measured in acts, so that a busy machine is not only killed but also used."""
        enough, until = self._written() + self.chance.randint(0, MOST_BYTES), time.monotonic() + MOST_LOAD
        while self._written() < enough and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(self.chance.uniform(0, 0.1))

    def _written(self) -> int:
        return sum(path.stat().st_size for path in self.diaries.glob("*.jsonl"))

    def _kinds(self) -> dict[str, tuple[int, Callable[[], None]]]:
        """Kind of blow → (weight, what it does)."""
        kinds = {
            "a child of a web server or worker": (6, self._child),
            "a web server or worker without its children": (2, self._parent),
            "one web server": (3, self._one_web),
            "all web servers": (1, self._webs),
            "one worker": (3, self._one_worker),
            "all workers": (1, self._workers),
            "web and workers at once": (1, self._programs),
            "a process just started": (2, self._newborn),
        }
        if self.city.cluster is not None:
            kinds |= {
                "the database": (4, self._database),
                "the database's postmaster alone": (1, self._postmaster),
                "one process of the database": (4, self._backend),
                "the database just started": (2, self._database_newborn),
                "database, web and workers at once": (1, self._everything),
            }
        return kinds

    def _restart(self) -> None:
        """As a supervisor: start whatever has ended; often, but not always, wait until it answers."""
        cluster = self.city.cluster
        if cluster is not None and not cluster.is_running():
            cluster.start()
        for process in [*self.city.webs, *self.city.workers]:
            if not process.is_running():
                process.start()
        if self.chance.random() < ALL_UP:
            self.city.serving()

    def _one_web(self) -> None:
        self.chance.choice(self.city.webs).kill()

    def _webs(self) -> None:
        for web in self.city.webs:
            web.kill()

    def _one_worker(self) -> None:
        self.chance.choice(self.city.workers).kill()

    def _workers(self) -> None:
        for worker in self.city.workers:
            worker.kill()

    def _programs(self) -> None:
        self._webs()
        self._workers()

    def _newborn(self) -> None:
        process = self.chance.choice([*self.city.webs, *self.city.workers])
        process.kill()
        process.start()
        time.sleep(self.chance.uniform(0, 1.5))
        process.kill()

    def _child(self) -> None:
        self.chance.choice([*self.city.webs, *self.city.workers]).kill_child(self.chance)

    def _parent(self) -> None:
        self.chance.choice([*self.city.webs, *self.city.workers]).kill_alone()

    def _database(self) -> None:
        assert self.city.cluster is not None
        self.city.cluster.kill()

    def _postmaster(self) -> None:
        assert self.city.cluster is not None
        self.city.cluster.kill_postmaster()

    def _backend(self) -> None:
        """PostgreSQL then ends all its backends itself and recovers; the programs lose their connections in mid-sentence."""
        assert self.city.cluster is not None
        children = self.city.cluster.children()
        if children:
            kill(self.chance.choice(children))

    def _everything(self) -> None:
        self._database()
        self._programs()

    def _database_newborn(self) -> None:
        assert self.city.cluster is not None
        self.city.cluster.kill()
        self.city.cluster.start()
        time.sleep(self.chance.uniform(0, 0.6))
        self.city.cluster.kill()
