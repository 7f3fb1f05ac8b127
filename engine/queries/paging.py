"""A long list is read page by page; a page past the end is the last one, so an old link still shows something.

A list counts and leads to its first thousand rows: nobody turns a thousand pages, and a count that reads a million rows to say so helps
nobody. What lies further back is reached by narrowing the list, or, where it is ordered by time, from the instant at which it broke off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, func, literal_column, select

from engine.store.reader import Reader

MOST = 1000


class Count(int):
    """Rows, counted up to a limit: as a number at most that, as text ``1000+`` when there are more."""

    more: bool

    def __new__(cls, counted: int, most: int) -> Count:
        """``counted``: of at most ``most`` + 1 rows."""
        own = super().__new__(cls, min(counted, most))
        own.more = counted > most
        return own

    @classmethod
    def at_least(cls, counted: int) -> Count:
        """So many, and there are or may be more."""
        own = cls(counted, counted)
        own.more = True
        return own

    def __str__(self) -> str:
        return f"{int(self)}{'+' if self.more else ''}"


@dataclass(frozen=True)
class Page:
    """``counts`` = rows under each tab, where there are tabs. ``older``: the list goes on from this instant; None = it does not."""

    rows: tuple[Any, ...]
    total: Count
    page: int
    pages: int
    counts: tuple[tuple[str, Count], ...] = ()
    older: datetime | None = None

    def of(self, rows: Sequence[Any], counts: Mapping[str, Count] | None = None) -> Page:
        """The same page with its rows made into what is shown."""
        return replace(self, rows=tuple(rows), counts=tuple((counts or {}).items()))


def at_most(rows: int) -> Any:
    """A limit written out, not bound: only then does PostgreSQL keep one plan for a prepared question instead of making one each time."""
    return literal_column(str(int(rows)))


def counting(query: Select[Any], most: int) -> Any:
    """The number of rows as a scalar subquery that reads no more than ``most`` + 1 of them: for ``Count``."""
    some = query.with_only_columns(literal_column("1"), maintain_column_froms=True).order_by(None).limit(at_most(most + 1)).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def count(reader: Reader, query: Select[Any]) -> Count:
    return Count(reader.connection.execute(select(counting(query, MOST))).scalar_one(), MOST)


def tabs(reader: Reader, rows: Mapping[str, Select[Any]], most: int | None = None) -> dict[str, Count]:
    """How much lies under each name, all in one question to the database."""
    if not rows:
        return {}
    most = MOST if most is None else most
    numbers = reader.connection.execute(select(*(counting(each, most) for each in rows.values()))).one()
    return {name: Count(number, most) for name, number in zip(rows, numbers, strict=True)}


def newest(log: Table, at: ColumnElement[datetime], key: ColumnElement[str], before: datetime | None, look_back: int) -> Any:
    """The newest rows of a log that only grows, or the newest not after ``before``, as a subquery: what a search looks through."""
    rows = select(log) if before is None else select(log).where(at <= before)
    return rows.order_by(at.desc(), key.desc()).limit(at_most(look_back)).subquery(f"newest_{log.name}")


def placed(total: int, wanted: int, size: int) -> tuple[int, int]:
    """(the page shown for ``wanted``, pages)."""
    pages = max(1, -(-total // size))
    return min(max(1, wanted), pages), pages


def read_page(reader: Reader, query: Select[Any], order: Sequence[Any], wanted: int, size: int, by: str = "") -> Page:
    """Rows of page ``wanted`` (from 1) as ``Row``; ``order`` must be total, or a row may stand on two pages.

    ``by``: the column by which the newest come first; then a list that breaks off says from where it goes on.
    """
    total = count(reader, query)
    page, pages = placed(total, wanted, size)
    rows: Sequence[Row[Any]] = reader.connection.execute(query.order_by(*order).limit(at_most(size)).offset((page - 1) * size)).all()
    breaks_off = by and total.more and page == pages and rows
    return Page(tuple(rows), total, page, pages, older=getattr(rows[-1], by) if breaks_off else None)
