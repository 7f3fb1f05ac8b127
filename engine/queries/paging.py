"""A long list is read page by page; a page past the end is the last one, so an old link still shows something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, func, select

from engine.store.reader import Reader


@dataclass(frozen=True)
class Page:
    """``counts`` = rows under each tab, where there are tabs."""

    rows: tuple[Any, ...]
    total: int
    page: int
    pages: int
    counts: tuple[tuple[str, int], ...] = ()

    def of(self, rows: Sequence[Any], counts: Sequence[tuple[str, int]] = ()) -> Page:
        """The same page with its rows made into what is shown."""
        return replace(self, rows=tuple(rows), counts=tuple(counts))


def read_page(reader: Reader, query: Select[Any], order: Sequence[Any], wanted: int, size: int) -> Page:
    """Rows of page ``wanted`` (from 1) as ``Row``; ``order`` must be total, or a row may stand on two pages."""
    total: int = reader.connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    pages = max(1, -(-total // size))
    page = min(max(1, wanted), pages)
    rows: Sequence[Row[Any]] = reader.connection.execute(query.order_by(*order).limit(size).offset((page - 1) * size)).all()
    return Page(tuple(rows), total, page, pages)
