"""Rows by the million into a database: COPY on PostgreSQL, prepared statements on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from sqlalchemy import Boolean, LargeBinary, Table, text
from sqlalchemy.schema import CreateIndex

from bench.templates import TABLES
from engine.store.database import open_database
from engine.store.schema import Instant

NAMES = {table.name: table for table in TABLES}


def plain_url(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


class Loader:
    """Takes batches: table → lines in PostgreSQL's COPY format, parents before children, each batch one transaction."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        self.connection: Any = sqlite3.connect(url.removeprefix("sqlite:///")) if self.sqlite else psycopg.connect(plain_url(url))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def __call__(self, batch: dict[str, str]) -> None:
        for name, lines in batch.items():
            columns = ", ".join(f'"{column.name}"' for column in NAMES[name].columns)
            if self.sqlite:
                places = ", ".join("?" for _ in NAMES[name].columns)
                insert = f'INSERT INTO "{name}" ({columns}) VALUES ({places})'  # noqa: S608  (names of our own schema)
                self.connection.executemany(insert, _values(NAMES[name], lines))
            else:
                with self.connection.cursor().copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
                    copy.write(lines)
        self.connection.commit()


def _values(table: Table, lines: str) -> Iterator[list[Any]]:
    read = [_reader(column.type) for column in table.columns]
    for line in lines.splitlines():
        yield [None if field == "\\N" else of(field) for of, field in zip(read, line.split("\t"), strict=True)]


def _reader(kind: Any) -> Any:
    if isinstance(kind, LargeBinary):
        return lambda field: bytes.fromhex(field[3:])
    if isinstance(kind, Instant):
        return lambda field: field.removesuffix("+00")
    if isinstance(kind, Boolean):
        return lambda field: int(field == "t")
    return _unescaped


def _unescaped(field: str) -> str:
    if "\\" not in field:
        return field
    for written, meant in (("\\\\", "\0"), ("\\t", "\t"), ("\\n", "\n"), ("\0", "\\")):
        field = field.replace(written, meant)
    return field


@contextmanager
def in_bulk(url: str) -> Iterator[None]:
    """Without indexes, and on PostgreSQL without foreign keys, while rows pour in; afterwards they are built and the tables counted."""
    database = open_database(url)
    postgres = database.dialect.name == "postgresql"
    indexes = [index for table in TABLES for index in sorted(table.indexes, key=lambda one: str(one.name))]
    keys = []
    with database.begin() as tx:
        for index in indexes:
            index.drop(tx)
        if postgres:
            keys = tx.execute(text(_KEYS)).all()
            for table, name, _ in keys:
                tx.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'))
    yield
    with database.begin() as tx:
        if postgres:
            tx.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        for index in indexes:
            tx.execute(CreateIndex(index))
        for table, name, definition in keys:
            tx.execute(text(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID'))
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if postgres else "ANALYZE"))
    database.dispose()


_KEYS = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
WHERE c.contype = 'f' AND c.confrelid = 'cases'::regclass
"""
__all__ = ["Loader", "in_bulk", "plain_url"]
