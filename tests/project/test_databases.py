"""The databases tests get: migrated, empty, and apart from each other."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import text

from tests.databases import KINDS


def ask(url: str, statement: str) -> list[tuple]:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def test_a_database_comes_migrated_and_without_cases(database_url: str) -> None:
    engine = sqlalchemy.create_engine(database_url)
    tables = sqlalchemy.inspect(engine).get_table_names()
    engine.dispose()
    assert {"cases", "task", "journal"} <= set(tables)
    assert ask(database_url, "select count(*) from cases") == [(0,)]


def test_what_is_written_to_one_database_is_not_in_the_next(databases) -> None:
    for kind in KINDS:
        with databases[kind].fresh() as first, databases[kind].fresh() as second:
            engine = sqlalchemy.create_engine(first)
            with engine.begin() as connection:
                connection.execute(text("create table scratch (number integer)"))
            engine.dispose()
            engine = sqlalchemy.create_engine(second)
            tables = sqlalchemy.inspect(engine).get_table_names()
            engine.dispose()
            assert "scratch" not in tables, kind
