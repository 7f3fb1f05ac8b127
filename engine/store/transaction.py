"""The only place that commits. Leaving the block without an error commits once; leaving it with one rolls everything back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

ATTEMPTS = 8
Result = TypeVar("Result")


@contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    with database.connect() as connection, connection.begin():
        yield connection


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """One consistent look that changes nothing."""
    with database.connect() as connection:
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if database.dialect.name == "postgresql" else {}
        connection = connection.execution_options(reading=True, **snapshot)
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def retrying(attempt: Callable[[], Result]) -> Result:
    """Run a whole transaction, again if it only lost a race to another one. A last defeat is raised as it is."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except DBAPIError as error:
            if not _lost_a_race(error):
                raise
    return attempt()


def _lost_a_race(error: DBAPIError) -> bool:
    """Deadlock, serialization failure, a unique key somebody else took first, a busy database file."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01", "23505"} or "UNIQUE constraint failed" in str(error.orig) or "database is locked" in str(error.orig)
