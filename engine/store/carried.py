"""What of the outbox Procrastinate carries at this moment (PostgreSQL only). Its tables live in a schema of their own.

Procrastinate brings the news of a due job to one idle worker at once, one job of a case at a time; it holds no truth. The outbox may
hold millions of rows, the carrier at most SHELF: its look for the next job grows dearer with what waits there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from engine.store.database import CONNECT, open_postgresql

SCHEMA = "procrastinate"
SHELF = 1000
_OPTIONS = f"-c search_path={SCHEMA},public"
_LOCK = 4_711_2027  # advisory: one sweep at a time

_ROOM = text(f"SELECT count(*) FROM (SELECT 1 FROM {SCHEMA}.procrastinate_jobs WHERE status = 'todo' LIMIT :shelf) AS waiting")  # noqa: S608
_MISSED = text(
    f"""
    SELECT due.job_id, due.case_id
    FROM (SELECT job_id, case_id, run_at FROM job WHERE status = 'ready' AND run_at <= :until ORDER BY run_at, job_id LIMIT :shelf) AS due
    WHERE NOT EXISTS (SELECT 1 FROM {SCHEMA}.procrastinate_jobs AS carried WHERE carried.queueing_lock = due.job_id AND carried.status = 'todo')
    ORDER BY due.run_at, due.job_id
    """  # noqa: S608
)


def room(tx: Connection) -> int:
    """How many more jobs may be handed over now."""
    return SHELF - int(tx.execute(_ROOM, {"shelf": SHELF}).scalar_one())


def missed(tx: Connection, until: datetime) -> list[Row[Any]]:
    """Rows due before ``until`` that nobody carries, among the SHELF longest due: all others come among them once these are worked."""
    return list(tx.execute(_MISSED, {"until": until, "shelf": SHELF}))


def only_sweeper(tx: Connection) -> bool:
    """True for one transaction at a time."""
    return bool(tx.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}).scalar())


def drivers_connection(tx: Connection) -> Any:
    """The driver's connection of this transaction, for Procrastinate to write with."""
    return tx.connection.driver_connection


def open_carrier(database: Engine, kept: int) -> Engine:
    """Connections beside the engine's own, that look for names among Procrastinate's tables first; so many are kept open."""
    return open_postgresql(database.url, kept=kept, overflow=1, options=_OPTIONS)


def carriers_address(database: Engine) -> tuple[str, dict[str, Any]]:
    """What libpq needs for the connections that Procrastinate's worker opens itself."""
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False), {**CONNECT, "options": _OPTIONS}
