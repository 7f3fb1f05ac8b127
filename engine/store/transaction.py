"""The only place that commits. Leaving the block without an error commits once; leaving it with one rolls everything back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

ATTEMPTS = 8


@contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    with database.connect() as connection, connection.begin():
        yield connection


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """A consistent look that changes nothing."""
    with database.connect() as connection:
        connection = connection.execution_options(reading=True)
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def lost_a_race(error: DBAPIError) -> bool:
    """Was it only another transaction being first (deadlock, serialization, unique key)? Then the whole command may be tried again."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01", "23505"} or "UNIQUE constraint failed" in str(error.orig) or "database is locked" in str(error.orig)
