"""What the engine itself takes of a completion: the same statements sent again without it, through the same driver (PostgreSQL, 4 clients).

One case after the other is completed and what goes to the database is written down; copies of the database from before are then given the same
again by as many clients as otherwise complete. No engine can be faster with these statements; what lies between is Python.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url

from bench.clients import Clients, Took, together
from bench.durable import database
from bench.frame import Figure, rate
from bench.workload import STEPS, Ours, found, settings_for
from engine.processes import settle
from engine.settings import Settings
from engine.store.database import open_database
from engine.store.driver import driver_for

CLIENTS = 4
Script = dict[tuple[str, int], list[tuple[str, Any]]]  # (case id, number of the step) → statements with their values


def measure(quick: bool) -> Iterable[Figure]:
    rounds, cases = (3, 60) if quick else (5, 240)
    with ExitStack() as stack:
        url = stack.enter_context(database("postgresql"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)))
        settings = settings_for(url, folder)
        found(settings)
        script, copies = _written_down(settings, cases, rounds)
        clients = Clients(lambda: Ours(settings), CLIENTS)
        stack.callback(clients.close)
        took: dict[str, list[Took]] = {"ours": [], "alone": []}
        for copy in copies:
            clients.start(cases // CLIENTS)
            took["ours"].append(clients.complete())
            took["alone"].append(_sent_again(copy, script, cases))
    ours, alone = (together(each).per_second for each in took.values())
    note = f"{1000 * CLIENTS * (1 / ours - 1 / alone):.2f} ms of {1000 * CLIENTS / ours:.2f} are the engine's, or wait for it"
    yield rate(f"{CLIENTS} clients: tasks completed", ours, "/s", "its statements alone", alone, note=note)


def _written_down(settings: Settings, cases: int, rounds: int) -> tuple[Script, list[str]]:
    """What completing each of these cases says to the database, and as many copies of it as it was before."""
    ours = Ours(settings)
    ours.warm()
    begun = [ours.start() for _ in range(cases)]
    ours.engine.dispose()
    copies = [_copy(settings.database_url, f"copy_{number}") for number in range(rounds)]
    ours, script = Ours(settings), Script()
    ours.warm()
    said: list[tuple[str, Any]] = []
    event.listen(ours.engine.database, "before_cursor_execute", lambda _, __, statement, values, *___: said.append((statement, values)))
    for number in range(len(STEPS)):
        for case_id in begun:
            ours.complete(case_id, number)
            script[case_id, number] = said.copy()
            said.clear()
    ours.engine.dispose()
    return script, copies


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
        for statement, values in self.script[case_id, number]:
            self._driver.run(statement, values)

    def warm(self) -> None:
        settle()
