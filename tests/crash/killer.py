"""Who pulls the plugs: -9 at random instants to web, worker and database, several at once, and right after a start."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crash.city import City
from tests.crash.postgres import kill
from tests.crash.witness import Witness

LEAST_LOAD, MOST_LOAD = 0.15, 1.6  # seconds between two blows
ALL_UP = 0.7  # how often everything is let come up before the next blow; else it may hit a process that is just starting


@dataclass
class Killer:
    city: City
    chance: random.Random
    witness: Witness
    blows: Counter[str] = field(default_factory=Counter)

    def strike(self, kills: int, until: float | None = None) -> None:
        """That many blows, or as many as fit until then (``time.monotonic``). At the end everything is up again."""
        kinds = self._kinds()
        for _ in range(kills):
            if until is not None and time.monotonic() > until:
                break
            time.sleep(self.chance.uniform(LEAST_LOAD, MOST_LOAD))
            self.witness.look()
            kind = self.chance.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
            kinds[kind][1]()
            self.blows[kind] += 1
            time.sleep(self.chance.uniform(0, 0.3))
            self._restart()
        self.city.up()

    def _kinds(self) -> dict[str, tuple[int, Callable[[], None]]]:
        """Kind of blow → (weight, what it does)."""
        kinds = {
            "one web server": (4, self._one_web), "all web servers": (2, self._webs), "one worker": (4, self._one_worker),
            "all workers": (2, self._workers), "web and workers at once": (3, self._programs), "a process just started": (3, self._newborn),
        }  # fmt: skip
        if self.city.cluster is not None:
            kinds |= {
                "the database": (4, self._database), "one database backend": (3, self._backend),
                "database, web and workers at once": (2, self._everything), "the database just started": (2, self._database_newborn),
            }  # fmt: skip
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
            self.city.up()

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

    def _database(self) -> None:
        assert self.city.cluster is not None
        self.city.cluster.kill()

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
