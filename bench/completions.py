"""Cases started and tasks completed in a second, everything durable, beside stock SpiffWorkflow that keeps nothing but its state.

The common workload, through ``Engine.execute``: case, task rows, journal, command log and jobs are written. The baseline (``bench.naive``)
writes one row of JSON for each case. Same diagram, same answers, same database, same number of client processes, in turns.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import naive
from bench.clients import Clients, Took, together
from bench.durable import KINDS, database
from bench.frame import Figure, growth, rate
from bench.workload import Ours, found, settings_for

AT_LEAST = 1.8
"""Of the naive baseline, at four clients, on either database."""
TAIL = 5.0
"""Times the median: what the slowest in a hundred may take, at four clients."""
TWO_AGAINST_ONE, CORES_TO_SPARE = 1.7, 4
NAIVE = "stock SpiffWorkflow, one row"

def measure(quick: bool) -> Iterable[Figure]:
    rounds, cases = (3, 60) if quick else (9, 240)
    for kind in KINDS:
        for number in (4,) if quick else (1, 4, 16):
            yield from _at(kind, number, rounds, max(1, cases // number))
    yield _two_against_one(rounds, cases // 4)

def _at(kind: str, number: int, rounds: int, cases: int) -> Iterator[Figure]:
    started: dict[str, list[Took]] = {"ours": [], "naive": []}
    completed: dict[str, list[Took]] = {"ours": [], "naive": []}
    with _both(kind, number) as clients:
        for _ in range(rounds):
            for name, each in clients.items():
                started[name].append(each.start(cases))
                completed[name].append(each.complete())
    ours, theirs = together(completed["ours"]), together(completed["naive"])
    bound = AT_LEAST if number == 4 else None
    where = f"{kind}, {number} client{'s' if number > 1 else ''}"
    tail = f"p50 {ours.quantile(0.5):.2f}, p95 {ours.quantile(0.95):.2f}, p99 {ours.quantile(0.99):.2f} ms"
    naively = f"naive p99 {theirs.quantile(0.99):.2f} ms"
    yield rate(f"{where}: tasks completed", ours.per_second, "/s", NAIVE, theirs.per_second, at_least=bound, note=f"{tail}; {naively}")
    slowest = growth(f"{where}: p99 of a completion", ours.quantile(0.99), "ms", "its median", ours.quantile(0.5), at_most=TAIL)
    yield slowest if number == 4 else Figure(slowest.name, slowest.value, "ms", slowest.baseline, slowest.against, slowest.ratio)
    begun, beside = together(started["ours"]), together(started["naive"])
    yield rate(f"{where}: cases started", begun.per_second, "/s", NAIVE, beside.per_second, note="three commands against one INSERT")

def _two_against_one(rounds: int, cases: int) -> Figure:
    """Two client processes beside one, in turns on the same PostgreSQL. The promise holds where the database has cores of its own."""
    cores = os.cpu_count() or 1
    with ExitStack() as stack:
        url = stack.enter_context(database("postgresql"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)))
        settings = settings_for(url, folder)
        found(settings)
        sides = [Clients(lambda: Ours(settings), number) for number in (1, 2)]
        for each in sides:
            stack.callback(each.close)
        took: list[list[Took]] = [[], []]
        for _ in range(rounds):
            for clients, own in zip(sides, took, strict=True):
                clients.start(cases)
                own.append(clients.complete())
    one, two = (together(own).per_second for own in took)
    spare = cores >= CORES_TO_SPARE
    note = "" if spare else f"{cores} cores for clients and database: two clients leave it none, so nothing is promised here"
    return rate("postgresql: tasks completed by two processes", two, "/s", "one process", one, at_least=TWO_AGAINST_ONE if spare else None, note=note)


@contextmanager
def _both(kind: str, number: int) -> Iterator[dict[str, Clients]]:
    """The clients of both, each on a database of its own on the same server or disk."""
    with naive.beside(kind) as (settings, own), ExitStack() as stack:
        clients = {"ours": Clients(lambda: Ours(settings), number), "naive": Clients(lambda: naive.Naive(own), number)}
        for each in clients.values():
            stack.callback(each.close)
        yield clients
