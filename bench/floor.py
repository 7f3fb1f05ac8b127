"""What the engine itself takes of a completion: the same statements sent again without it, through the same driver (PostgreSQL, 4 clients).

One case after the other is completed, and what goes to the database is written down, with each move of the runtime and each seal and digest in between;
copies of the database from before are then given the same again by as many clients as otherwise complete: the statements alone, and with the case moved,
sealed and chained. No engine can be faster with these statements; what is left are rights, clocks, tasks, words and the unit of work.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from bench import naive
from bench.clients import Clients, Took, together
from bench.frame import Figure, rate
from bench.workload import STEPS, Ours
from engine import runtime
from engine.settings import Settings
from engine.store import journal
from engine.store.cores import take_turns
from engine.store.database import open_database
from engine.store.driver import driver_for
from engine.store.seal import Seal

CLIENTS = 4
Said = tuple[Callable[..., Any] | None, tuple[Any, ...]]  # a function and what it was given; None: a statement and its values
Script = dict[tuple[str, int], list[Said]]  # (case id, number of the step) → what was said, in order
PURE = ((runtime, "advance"), (Seal, "open"), (Seal, "close_text"), (journal, "chain_hash"), (journal, "digest_bytes"))


def measure(quick: bool) -> Iterable[Figure]:
    rounds, cases = (3, 60) if quick else (5, 240)
    with naive.beside("postgresql") as (settings, own), ExitStack() as stack:
        script, copies = _written_down(settings, cases, 2 * rounds)
        alone = {key: [said for said in all_said if said[0] is None] for key, all_said in script.items()}
        sides = {"ours": Clients(lambda: Ours(settings), CLIENTS), "stock": Clients(lambda: naive.Naive(own), CLIENTS)}
        for clients in sides.values():
            stack.callback(clients.close)
        took: dict[str, list[Took]] = {name: [] for name in (*sides, "alone", "moved")}
        for _ in range(rounds):
            for name, clients in sides.items():
                clients.start(cases // CLIENTS)
                took[name].append(clients.complete())
            for name, said in (("alone", alone), ("moved", script)):
                took[name].append(_sent_again(copies.pop(), said, cases))
    ours, stock, least, moved = (together(took[name]).per_second for name in ("ours", "stock", "alone", "moved"))
    for name, beside in (("its statements alone", least), ("its statements, the case moved, sealed and chained", moved)):
        note = f"{1000 * CLIENTS * (1 / ours - 1 / beside):.2f} ms of {1000 * CLIENTS / ours:.2f} lie between; that side is {beside / stock:.2f} × stock"
        yield rate(f"{CLIENTS} clients: tasks completed", ours, "/s", name, beside, note=note)


def _written_down(settings: Settings, cases: int, rounds: int) -> tuple[Script, list[str]]:
    """What completing each of these cases says to the database, and as many copies of it as it was before."""
    ours = Ours(settings)
    ours.warm()
    begun = [ours.start() for _ in range(cases)]
    ours.engine.dispose()
    copies = [_copy(settings.database_url, f"copy_{number}") for number in range(rounds)]
    ours, script = Ours(settings), Script()
    ours.warm()
    said: list[Said] = []
    event.listen(ours.engine.database, "before_cursor_execute", lambda _, __, statement, values, *___: said.append((None, (statement, values))))
    with _overheard(said):
        for number in range(len(STEPS)):
            for case_id in begun:
                ours.complete(case_id, number)
                script[case_id, number] = said.copy()
                said.clear()
    ours.engine.dispose()
    return script, copies


@contextmanager
def _overheard(said: list[Said]) -> Iterator[None]:
    """Each call of what asks nobody, and gives the same each time, is written down too."""

    def told(function: Callable[..., Any]) -> Callable[..., Any]:
        def overheard(*given: Any) -> Any:
            said.append((function, given))
            return function(*given)

        return overheard

    with ExitStack() as stack:
        for where, name in PURE:
            stack.enter_context(patch.object(where, name, told(getattr(where, name))))
        yield


def _copy(url: str, name: str) -> str:
    whole = make_url(url)
    maintenance = create_engine(whole.set(database="template1"), isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{whole.database}"'))
        # Plans are made once, as those of connections are that have lived for a while.
        connection.execute(text(f"ALTER DATABASE {name} SET plan_cache_mode = force_generic_plan"))
    maintenance.dispose()
    return whole.set(database=name).render_as_string(hide_password=False)


def _sent_again(copy: str, script: Script, cases: int) -> Took:
    turn = multiprocessing.get_context("fork").Value("i", 0)
    clients = Clients(lambda: Repeating(copy, script, _own(turn)), CLIENTS)
    try:
        clients.start(cases // CLIENTS)
        return clients.complete()
    finally:
        clients.close()


def _own(turn: Any) -> int:
    with turn.get_lock():
        turn.value += 1
        return int(turn.value) - 1


@dataclass
class Repeating:
    """One client that says again what was said; which cases are its own follows from its number."""

    url: str
    script: Script
    number: int

    def __post_init__(self) -> None:
        self._driver = driver_for(open_database(self.url))
        own = sorted({case_id for case_id, _ in self.script})[self.number :: CLIENTS]
        self._cases = iter(own)

    def start(self) -> str:
        return next(self._cases)

    def complete(self, case_id: str, number: int) -> None:
        for function, given in self.script[case_id, number]:
            (function or self._driver.run)(*given)

    def warm(self) -> None:
        """As a settled process, but for its memory: to bring what was written down into large pages would take longer than to send it."""
        gc.freeze()
        take_turns()
