"""Bringing a database to the newest schema; safe to call from several processes at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from engine.domain.errors import Refused
from engine.store import office
from engine.store.backfill import fill_divisions, fill_services
from engine.store.database import open_database
from engine.store.reading import Reading
from engine.store.transaction import migrating, reading, writing

MIGRATIONS = Path(__file__).parent / "migrations"
DIVISIONS_KNOWN = "m0003"
"""From here on every program has written the division in each row of a case."""
_LOCK = 4_711_2026  # PostgreSQL advisory lock: one migrating process at a time


def migrate(url: str) -> None:
    """Creates or upgrades the schema at ``url``; nothing is done to one that is the newest already. What an upgrade added is filled in
    after it, while others may work. Raises Refused for a database that a newer program has upgraded."""
    database = open_database(url)
    try:
        _migrate(database)
    finally:
        database.dispose()


def _migrate(database: Engine) -> None:
    if database.dialect.name == "sqlite" and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
    with reading(database) as connection:
        before = _revision(connection)
        newest = _is_newest(before)
        said = newest and office.edition(connection) is not None
    if not newest:
        with migrating(database) as connection:
            _upgrade(connection)
    if before is not None and before < DIVISIONS_KNOWN:  # it goes through every row there is
        fill_divisions(database)
    fill_services(database)  # also what a program of before has opened since
    if not said:
        with writing(database) as tx:
            office.new_edition(tx)


@cache
def chain() -> Mapping[str, str | None]:
    """Revision → the one it follows. A migration's id is its file's name; numbers only name them, since several are drawn at once."""
    told = {path.stem: path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("m*.py")}
    return {revision: re.findall(r'^down_revision = (?:"(\w+)"|None)$', text, re.MULTILINE)[0] or None for revision, text in told.items()}


@cache
def head() -> str:
    """The newest revision, which no other follows."""
    (last,) = chain().keys() - set(chain().values())
    return last


def _is_newest(revision: str | None) -> bool:
    """Raises Refused for a database that a newer program has changed: this one does not know what its rows mean."""
    if revision is not None and revision not in chain():
        raise Refused("数据库的结构（{revision}）比程序新（{known}），请升级程序后再启动。", revision=revision, known=head())
    return revision == head()


def is_newest(connection: Reading) -> bool:
    """Is the schema as this program wants it?"""
    return _revision(connection) == head()


def _revision(connection: Reading) -> str | None:
    if not inspect(connection.driver.alchemy).has_table("alembic_version"):
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
