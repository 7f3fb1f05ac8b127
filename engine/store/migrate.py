"""Bringing a database to the newest schema; safe to call from several processes at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from engine.store.database import open_database
from engine.store.transaction import writing

_LOCK = 4_711_2026  # PostgreSQL advisory lock: one migrating process at a time


def migrate(url: str) -> None:
    """Creates or upgrades the schema at ``url``."""
    database = open_database(url)
    if database.dialect.name == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(database) as connection:
        if database.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    database.dispose()
