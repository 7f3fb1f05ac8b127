"""Opening the database: SQLite (WAL, synchronous=FULL) or PostgreSQL through psycopg 3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from engine.domain import exact_json
from engine.domain.errors import Invalid
from engine.store.driver import forget_kept
from engine.store.prepared import MOST

# A server that is gone is noticed in seconds, also where no packet ever comes back.
CONNECT = {"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
# Every question is answered from a few pages: starting helpers or compiling a plan for it would take longer than the answer.
# Its index lies in memory or on a disk without a head: weighed as on a spinning one, small tables are read through, and a prepared statement
# keeps the plan that it was given while its table was small.
# Instants come and go in UTC, whatever the server's zone is.
_SESSION = "-c max_parallel_workers_per_gather=0 -c jit=off -c timezone=UTC -c random_page_cost=1.1"


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def open_database(url: str) -> Engine:
    """A pool for ``sqlite:///FILE`` or ``postgresql://…``; raises Invalid for any other URL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Invalid("DATABASE_URL 不是一个数据库地址。") from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(url)
    if kind == "postgresql":
        return open_postgresql(parsed, kept=5, overflow=10)
    raise Invalid("DATABASE_URL 只能是 sqlite 或 postgresql 地址，不能是 {kind}。", kind=kind)


def open_postgresql(url: URL, kept: int, overflow: int, **libpq: Any) -> Engine:
    """``kept`` connections stay open between uses, none for 0; ``libpq`` are its connection parameters."""
    pool: dict[str, Any] = {"pool_size": kept, "max_overflow": overflow} if kept else {"poolclass": NullPool}
    # psycopg's own prepared statements stay off: at every rollback it would drop all of the connection's, ours (``prepared``) too.
    connect = {**CONNECT, "options": _SESSION, "prepare_threshold": None, **libpq}
    from psycopg.adapt import Loader
    from psycopg.pq import Format
    from psycopg.types.json import set_json_loads

    class Json(Loader):
        """Of the hot path's columns; psycopg's own copies each value first."""

        format = Format.BINARY

        load = staticmethod(exact_json.loads)  # type: ignore[assignment]

    url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, json_serializer=_json, connect_args=connect, hide_parameters=True, **pool)

    @event.listens_for(engine, "connect")
    def read_json_exactly(connection: Any, record: Any) -> None:
        set_json_loads(exact_json.loads, connection)
        connection.adapters.register_loader("json", Json)

    event.listen(engine, "engine_disposed", forget_kept)

    return engine


def _sqlite(url: str) -> Engine:
    json = {"json_serializer": _json, "json_deserializer": exact_json.loads}
    # As many statements are kept as of PostgreSQL; by itself the driver forgets those that 128 others came after.
    engine = create_engine(url, **json, connect_args={"timeout": 30, "cached_statements": MOST}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        # Every 8 000 pages of the log (32 MB) they go to where they belong, each once however often it was written: at 1 000, as SQLite comes,
        # a fifth of the time went into that, and every fortieth commit waited for it.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "wal_autocheckpoint=8000"):
            connection.execute(f"PRAGMA {pragma}")
        if engine.url.database not in (None, "", ":memory:"):
            record.info["queue"] = Path(f"{engine.url.database}-queue").open("ab")  # noqa: SIM115  (closed with the connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A writer takes the write lock at once: upgrading a read lock later would fail when another writer came between.
        options = connection.get_execution_options()
        if not options.get("begun_by_driver"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "engine_disposed", forget_kept)

    @event.listens_for(engine, "close")
    def leave(_connection: Any, record: Any) -> None:
        if "queue" in record.info:
            record.info.pop("queue").close()

    return engine
