"""The common workload on other engines, on one PostgreSQL, with as many clients: tasks completed a second beside ours.

Every peer runs as it comes from its registry, each completion committed and waited for on the disk. Cases come in batches: a client starts
some and completes every task of them; batches of ours and of the peer take turns. Where a peer's tool chain is missing the row says so.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Protocol
from urllib.parse import urlsplit

import psycopg

from bench import durable, machine, workload
from bench.clients import Clients, Took, together
from bench.frame import Figure, cost, not_measured, rate
from bench.packages import NotHere, installed
from bench.peers import bamboo, jvm, node, viewflow

CLIENTS = 4


class Batches(Protocol):
    """Something that carries out the workload with its clients, batch by batch."""

    def batch(self, cases: int) -> Took:
        """Each client starts so many cases and completes all their tasks; what the completions took."""


class InProcesses:
    """Clients written in Python, each in a process of its own."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients

    def batch(self, cases: int) -> Took:
        self.clients.start(cases)
        return self.clients.complete()


@contextmanager
def processes(make: Callable[[], object]) -> Iterator[InProcesses]:
    clients = Clients(make, CLIENTS)  # type: ignore[arg-type]
    try:
        yield InProcesses(clients)
    finally:
        clients.close()


@contextmanager
def ours(url: str) -> Iterator[InProcesses]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = workload.settings_for(url, Path(folder))
        workload.found(settings)
        with processes(partial(workload.Ours, settings)) as clients:
            yield clients


@contextmanager
def in_python(peer: ModuleType, url: str) -> Iterator[InProcesses]:
    """A module with a ``LOCK``, a ``migrate`` and a ``Client``. Its libraries are loaded only in processes of their own: they may not fit
    ours or another peer's. Raises NotHere.
    """
    installed(peer.LOCK)
    tables = multiprocessing.get_context("fork").Process(target=peer.migrate, args=(url,))
    tables.start()
    tables.join()
    if tables.exitcode:
        raise RuntimeError(f"The tables of {peer.LOCK} could not be made.")
    with processes(partial(peer.Client, url)) as clients:
        yield clients


@dataclass(frozen=True)
class Peer:
    """``cases``: what each client starts in one batch, fewer where a peer is slow. ``at_least``: how many times its rate ours must reach."""

    run: Callable[[str], AbstractContextManager[Batches]]
    cases: int
    note: str
    at_least: float | None = None


PEERS = {
    "Operaton": Peer(partial(jvm.running, "operaton", "OperatonPeer", CLIENTS), 20, "embedded, its default history", 1),
    "Flowable": Peer(partial(jvm.running, "flowable", "FlowablePeer", CLIENTS), 20, "embedded, its default history", 1),
    "bpmn-engine": Peer(partial(node.running, CLIENTS), 5, "its state as one row of JSON"),
    "Viewflow": Peer(partial(in_python, viewflow), 5, "its own tables through Django's ORM"),
    "bamboo-pipeline": Peer(partial(in_python, bamboo), 2, "its own tables through Django's ORM, its engine called in the client"),
}


def measure(quick: bool) -> Iterator[Figure]:
    for name, peer in PEERS.items():
        try:
            mine, theirs = side_by_side(peer, quick)
        except NotHere as missing:
            yield not_measured(name, str(missing))
            continue
        figure = f"tasks completed, {CLIENTS} clients, beside {name}"
        yield rate(figure, mine.per_second, "tasks/s", name, theirs.per_second, at_least=peer.at_least, note=peer.note)
        for share in (0.5, 0.95, 0.99):
            yield cost(f"  p{share * 100:.0f}", mine.quantile(share), "ms", name, theirs.quantile(share))


def side_by_side(peer: Peer, quick: bool) -> tuple[Took, Took]:
    """Both on one server, each in a database of its own, taking turns. Raises NotHere.

    The first batches warm them and do not count; a Java machine compiles what it sees often, so the peer's is long.
    """
    if machine.postgresql() == "none":
        raise NotHere("The wheel that brings PostgreSQL does not load on this machine.")
    rounds, cases = (2, max(1, peer.cases // 4)) if quick else (5, peer.cases)
    with durable.database("postgresql") as url, peer.run(created(url, "peer")) as theirs, ours(created(url, "ours")) as mine:
        theirs.batch(3 * cases)
        mine.batch(3)
        took = [(mine.batch(cases), theirs.batch(cases)) for _ in range(rounds)]
    return together([each for each, _ in took]), together([each for _, each in took])


def created(url: str, name: str) -> str:
    """URL of a new database on the same server."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()
