"""Bringing a database to the newest schema; safe to call from several processes at once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from engine.store import office
from engine.store.backfill import fill_divisions
from engine.store.database import open_database
from engine.store.transaction import migrating, reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 4_711_2026  # PostgreSQL advisory lock: one migrating process at a time


def migrate(url: str) -> None:
    """Creates or upgrades the schema at ``url``; nothing is done to one that is the newest already. What an upgrade added is filled in
    after it, while others may work."""
    database = open_database(url)
    if database.dialect.name == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with reading(database) as connection:
        newest = _revision(connection) == head()
        said = newest and office.edition(connection) is not None
    if not newest:
        with migrating(database) as connection:
            _upgrade(connection)
        fill_divisions(database)
    if not said:
        with writing(database) as tx:
            office.new_edition(tx)
    database.dispose()


def head() -> str:
    """The newest revision: a migration's id is its file's name, and they are numbered."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("m*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # half a second that a start without migrations saves
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
