"""Sums of ``daily_figure`` over a period: what reports are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from engine.domain.figures import LATE, ON_TIME, percentile
from engine.store.reader import Reader
from engine.store.schema_figures import daily_figure


class Sum(NamedTuple):
    """``day`` or ``process_id`` only where it was asked for by them."""

    measure: str
    department: str
    element: str
    mark: str
    bucket: int
    number: int
    minutes: int
    process_id: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Rate:
    """Of so many with a limit, so many within it."""

    on_time: int
    late: int

    @property
    def number(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.on_time / self.number if self.number else None


@dataclass(frozen=True)
class Scope:
    """Which figures: divisions and services, from ``since`` up to and including ``until``."""

    divisions: tuple[str, ...]
    processes: tuple[str, ...]
    since: date
    until: date


class Sums:
    """``rows`` once read; every number of a report is a sum of them."""

    def __init__(self, rows: Iterable[Sum]) -> None:
        self.rows = tuple(rows)

    def of(self, measure: str, which: Callable[[Sum], bool] = lambda _: True) -> Sums:
        return Sums(row for row in self.rows if row.measure == measure and which(row))

    def by(self, key: Callable[[Sum], Any]) -> dict[Any, Sums]:
        """In the order of the first of each."""
        parts: dict[Any, list[Sum]] = {}
        for row in self.rows:
            parts.setdefault(key(row), []).append(row)
        return {name: Sums(rows) for name, rows in parts.items()}

    def number(self, measure: str = "", mark: str | None = None) -> int:
        return sum(row.number for row in self.rows if measure in ("", row.measure) and mark in (None, row.mark))

    def minutes(self, measure: str, mark: str | None = None) -> int:
        return sum(row.minutes for row in self.rows if row.measure == measure and mark in (None, row.mark))

    def rate(self, measure: str) -> Rate:
        return Rate(self.number(measure, ON_TIME), self.number(measure, LATE))

    def percentile(self, measure: str, share: float) -> int | None:
        """Working minutes."""
        return percentile(self.histogram(measure), share)

    def histogram(self, measure: str) -> Mapping[int, int]:
        found: dict[int, int] = {}
        for row in self.rows:
            if row.measure == measure:
                found[row.bucket] = found.get(row.bucket, 0) + row.number
        return found


def sums(reader: Reader, scope: Scope, measures: Iterable[str], *, by_day: bool = False, by_service: bool = False, element: str = "") -> Sums:
    """The measures of the scope, each service's summed by department, element, mark and bucket, or by these only where so asked; of one
    ``element``, unless that is empty."""
    own = daily_figure.c
    names = ["measure", "department", "element", "mark", "bucket"] if not by_day else ["measure", "mark", "bucket"]
    names += ["process_id"] * by_service + ["day"] * by_day
    columns = [own[name] for name in names]
    found = select(*columns, func.sum(own.number).label("number"), func.sum(own.minutes).label("minutes")).where(
        own.division_code.in_(scope.divisions),
        own.process_id.in_(scope.processes),
        own.measure.in_(sorted(measures)),
        own.day >= scope.since,
        own.day <= scope.until,
        *([own.element == element] if element else []),
    )
    empty = {"department": "", "element": ""}
    rows = reader.connection.execute(found.group_by(*columns).order_by(*columns))
    return Sums(Sum(**{**empty, **row._asdict(), "number": int(row.number), "minutes": int(row.minutes)}) for row in rows)
