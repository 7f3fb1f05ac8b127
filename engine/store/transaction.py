"""The only place that commits. Leaving the block without an error commits once; leaving it with one rolls everything back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from engine.domain.errors import Unavailable
from engine.store.faults import connection_was_lost, explained
from engine.store.opening import Opening, await_turn
from engine.store.opening import look as read_opening
from engine.store.reading import AsksMore, Reading
from engine.store.writing import LostRace, Writing

ATTEMPTS = 8
FREE = {"postgresql": 1, "sqlite": 2}
"""Attempts that lock nothing. Whoever has lost so many races waits for his turn instead, and once it has come loses to nobody. In SQLite
his lock is the whole file's, so that all other cases wait for him while he works."""
Result = TypeVar("Result")


@contextmanager
def writing(database: Engine, opening: Opening | None = None, *, locking: bool = False, look: Look | None = None) -> Iterator[Writing]:
    """A unit of work that begins by reading what is named by ``opening``, or with what ``look`` has read of it and nothing else; the look
    ends. Raises LostRace where another transaction was first."""
    work = None
    try:
        seen = look.taken(opening) if look is not None else None
        work = Writing(database, locking=locking, seen=seen)
        if opening is not None and seen is None:
            if locking:
                await_turn(work, opening)
            read_opening(work, opening)
        yield work
        work.finish()
        work.driver.commit()
    except BaseException as error:
        with explained():
            if work is not None:
                _take_back(work, error)
            raise
    finally:
        if work is not None:
            work.driver.close()


def _take_back(work: Writing, error: BaseException) -> None:
    """Raises LostRace where what went wrong may only have been read while another transaction was moving the case."""
    outrun = not isinstance(error, LostRace | DBAPIError) and work.outrun()
    work.driver.rollback()
    if outrun:
        raise LostRace from error


@contextmanager
def migrating(database: Engine) -> Iterator[Connection]:
    """One transaction as SQLAlchemy has it, for what changes the tables themselves."""
    with explained(), database.connect() as connection, connection.begin():
        yield connection


@contextmanager
def reading(database: Engine) -> Iterator[Reading]:
    """One consistent look that changes nothing."""
    with explained():
        look = Reading(database)
        try:
            yield look
        finally:
            look.driver.rollback()
            look.driver.close()


class Look:
    """Questions answered as of one instant, that of the first. It holds a connection until ``end``; a question after that is a new look.

    With an ``opening`` it begins by reading that, for a command that will begin with the same. Questions which that answers are answered
    as of that instant, the others as of a later one."""

    def __init__(self, database: Engine, opening: Opening | None = None) -> None:
        self._database, self._opening = database, opening
        self._reading: Reading | None = None

    def answer(self, question: Callable[[Reading], Result]) -> Result:
        """Run ``question`` on it; where the connection breaks, on a new one."""
        return retrying(lambda: self._once(question))

    def _once(self, question: Callable[[Reading], Result]) -> Result:
        with explained():
            reading = self._reading = self._reading or Reading(self._database)
            try:
                if self._opening is not None:
                    opening, self._opening = self._opening, None
                    reading.open(opening)
                try:
                    return question(reading)
                except AsksMore:
                    reading.begin_anew()
                    return question(reading)
            except (DBAPIError, Unavailable):  # this transaction is spoilt
                self.end()
                raise

    def taken(self, opening: Opening | None) -> Reading | None:
        """What was read, if it is this and nothing else: it is the taker's from now on. The look ends."""
        reading = self._reading
        if reading is None or reading.opened is None or reading.opened != opening:
            self.end()
            return None
        self._reading = None
        return reading

    def end(self) -> None:
        if self._reading is not None:
            driver, self._reading = self._reading.driver, None
            with suppress(DBAPIError):  # a server that has gone meanwhile: what was read was read
                driver.rollback()
            driver.close()


def retrying(attempt: Callable[[], Result]) -> Result:
    """Run a whole transaction, again if it only lost a race to another one or its connection. A last defeat is raised as it is."""
    return racing(lambda _: attempt(), ATTEMPTS)


def racing(attempt: Callable[[bool], Result], free: int) -> Result:
    """The same for one that can be told to lock what it reads, as it is after its ``free`` attempts, instead of losing again and again."""
    for number in range(ATTEMPTS - 1):
        try:
            return attempt(number >= free)
        except LostRace:
            continue
        except Unavailable as error:
            if not connection_was_lost(error):
                raise
        except DBAPIError as error:
            if not _lost_a_race(error):
                raise
    return attempt(True)


def _lost_a_race(error: DBAPIError) -> bool:
    """Deadlock, serialization failure, a unique key somebody else took first, a busy database file."""
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01", "23505"} or "UNIQUE constraint failed" in str(error.orig) or "database is locked" in str(error.orig)
