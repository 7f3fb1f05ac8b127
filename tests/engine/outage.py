"""A world whose database goes away and comes back: a wire to PostgreSQL that is cut and mended, a file of SQLite that cannot be opened."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.databases import Databases
from tests.engine.world import World, found


class Line:
    """To the engine behind it, the server is gone when it is cut."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self._listener = self._listen(0)
        self._ends: list[socket.socket] = []
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}{parts.path}"

    def cut(self) -> None:
        """Every connection breaks, and no new one is made."""
        _close(self._listener)
        for end in self._ends:
            _close(end)
        self._ends.clear()

    def mend(self) -> None:
        self._listener = self._listen(self._port)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        self._port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._ends += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while heard := source.recv(65536):
            target.sendall(heard)
    _close(source)
    _close(target)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Outage:
    """``begin`` and ``end`` it."""

    def __init__(self, world: World, begin: Callable[[], Any], end: Callable[[], Any]) -> None:
        self.world, self.begin, self.end = world, begin, end


@contextmanager
def outage_of(databases: Databases) -> Iterator[Outage]:
    with (
        databases.fresh(found) as url,
        tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as folder,
        (_file if url.startswith("sqlite") else _wire)(url, Path(folder)) as outage,
    ):
        yield outage


@contextmanager
def _wire(url: str, folder: Path) -> Iterator[Outage]:
    line = Line(url)
    world = World(line.url, folder)
    try:
        yield Outage(world, line.cut, line.mend)
    finally:
        world.engine.dispose()
        line.cut()


@contextmanager
def _file(url: str, folder: Path) -> Iterator[Outage]:
    world = World(url, folder)
    file = Path(url.removeprefix("sqlite:///"))
    aside = file.with_name("aside")

    def begin() -> None:
        world.engine.dispose()
        file.rename(aside)
        file.mkdir()

    def end() -> None:
        file.rmdir()
        aside.rename(file)

    try:
        yield Outage(world, begin, end)
    finally:
        world.engine.dispose()
