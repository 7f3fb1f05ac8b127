"""The driver's own connection, for statements that must not pay for more than they are: prepared, positional, without a transaction of
SQLAlchemy around them. Errors come out as SQLAlchemy's, as from everything else in this layer; listeners of ``before_cursor_execute`` hear of
every statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from engine.store.cores import give_way, press_on
from engine.store.prepared import Prepared

try:
    import fcntl
except ImportError:  # Windows: writers wait as SQLite lets them
    fcntl = None  # type: ignore[assignment]


MOST_KEPT = 4
_kept: dict[Engine, list[Driver]] = {}
"""Drivers whose work is done, each with its connection, for the next that ask: the pool's own way out and in again, with a rollback of nothing,
costs as much as a statement."""


def driver_for(database: Engine) -> Driver:
    kept = _kept.get(database)
    try:
        return kept.pop() if kept else Driver(database)
    except IndexError:  # another thread was quicker
        return Driver(database)


def forget_kept(database: Engine) -> None:
    """The pool is given up: so are the connections kept out of it."""
    for driver in _kept.pop(database, ()):
        driver.pooled.invalidate()


class Driver:
    """One connection out of the pool; ``close`` gives it back. Outside ``begin`` … ``commit`` each statement is its own transaction."""

    def __init__(self, database: Engine) -> None:
        self.database, self.dialect = database, database.dialect
        self.postgresql = self.dialect.name == "postgresql"
        self.pooled = self._connect()
        self.begun = self._lent = self._queued = False
        self._alchemy: Connection | None = None
        own: Any = self.pooled.driver_connection
        self._cursor = None if self.postgresql else own.cursor()
        if self.postgresql:
            known: Any = self.pooled.info
            self._prepared: Prepared = known.get("prepared") or known.setdefault("prepared", Prepared(own))

    def _connect(self) -> Any:
        base: Any = self.dialect.dbapi.Error  # type: ignore[union-attr]
        try:
            return self.database.raw_connection()
        except base as error:
            raise DBAPIError.instance(None, None, error, base, hide_parameters=True, dialect=self.dialect) from error

    def run(self, text: str, values: Sequence[Any] = (), anew: bool = False) -> list[tuple[Any, ...]]:
        """The rows it gives, none for a statement that only changes. ``anew``: the database plans it for these values."""
        self._tell(text, values)
        try:
            return self._prepared.run(text, values, anew) if self.postgresql else self._cursor.execute(text, values).fetchall()
        except self.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            self._fail(error, text)

    def change(self, text: str, values: Sequence[Any]) -> int:
        """SQLite: how many rows it changed."""
        self._tell(text, values)
        try:
            return int(self._cursor.execute(text, values).rowcount)
        except self.dialect.dbapi.Error as error:  # type: ignore[union-attr]
            self._fail(error, text)

    def _tell(self, text: str, values: Sequence[Any]) -> None:
        for listener in self.database.dispatch.before_cursor_execute.listeners:
            listener(None, self._cursor, text, values, None, False)

    def _fail(self, error: Exception, text: str) -> NoReturn:
        """Parameters are personal details and stay out of it."""
        unreachable = self.postgresql and isinstance(error, self.dialect.dbapi.OperationalError) and error.sqlstate is None  # type: ignore[union-attr]
        lost = unreachable or self.dialect.is_disconnect(error, self.pooled, self._cursor)  # type: ignore[arg-type]
        if lost:
            self.pooled.invalidate(error)
        base: Any = self.dialect.dbapi.Error  # type: ignore[union-attr]
        raise DBAPIError.instance(text, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=self.dialect) from error

    # --- transactions ---
    def begin(self) -> None:
        if not self.begun:
            _ = self.lent  # once begun it is too late to say so
            self._queue_up()
            self.run("BEGIN" if self.postgresql else "BEGIN IMMEDIATE")
            self.begun = True

    def begin_reading(self) -> None:
        """From here everything is read as it stood at the first question."""
        _ = self.lent
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.postgresql else "BEGIN")
        self.begun = True

    def commit(self) -> None:
        if self.begun:
            self.run("COMMIT")
        self._over()

    def rollback(self) -> None:
        if self.begun and self.pooled.is_valid and not self._was_taken_back():
            self.run("ROLLBACK")
        self._over()

    def _was_taken_back(self) -> bool:
        """SQLite takes a transaction back by itself where the disk was full."""
        own: Any = self.pooled.driver_connection
        return not self.postgresql and not own.in_transaction

    def _over(self) -> None:
        self.begun = False
        if self._queued:
            self._lock("LOCK_UN")
            self._queued = False
            give_way()

    def _queue_up(self) -> None:
        """SQLite lets writers wait by sleeping and trying again, and the unlucky wait longest. A lock on a file beside the database has
        them served in turn."""
        if not self.postgresql:
            self._queued = True
            press_on()
            self._lock("LOCK_EX")

    def _lock(self, how: str) -> None:
        queue = self.pooled.info.get("queue")  # type: ignore[union-attr]
        if queue is not None and fcntl is not None:
            fcntl.flock(queue, getattr(fcntl, how))

    # --- SQLAlchemy on the same connection ---
    @property
    def alchemy(self) -> Connection:
        """For statements outside the hot path. It neither begins nor commits: that is said here."""
        if self._alchemy is None:
            self._alchemy = Connection(self.database, self.lent).execution_options(begun_by_driver=True)
        return self._alchemy

    @property
    def lent(self) -> Any:
        """The pool's connection for whoever uses the driver's own cursors: there psycopg would begin a transaction by itself, which is switched
        off here and not for every command, since calls of libpq (``prepared``) never do."""
        if self.postgresql and not self._lent:
            self.pooled.driver_connection.autocommit = self._lent = True  # type: ignore[union-attr]
        return self.pooled

    def close(self) -> None:
        kept = _kept.get(self.database)
        if kept is None:
            kept = _kept.setdefault(self.database, [])
        if not self.begun and len(kept) < MOST_KEPT and self.pooled.is_valid:
            kept.append(self)
            return
        if self._lent and self.pooled.is_valid:
            own: Any = self.pooled.driver_connection
            if not own.closed:
                own.autocommit = False
        if self._alchemy is not None:
            self._alchemy.close()
        else:
            self.pooled.close()
