"""The trend of a report: a point for each day of a short period, each week of a longer one, each month of a long one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from engine.queries.figure_sums import Rate, Sums

BY_DAY, BY_WEEK = 31, 120


@dataclass(frozen=True)
class Point:
    """``begins``: the first day of it that lies in the period; ``span``: day, week (from Monday) or month."""

    begins: date
    span: str
    submitted: int
    accepted: int
    decided: int
    promised: Rate
    half: int | None


def trend_of(found: Sums, since: date, until: date) -> tuple[Point, ...]:
    """Every span of the period, also those in which nothing happened."""
    span, place = _span((until - since).days + 1)
    parts = found.by(lambda row: place(row.day))
    points = []
    for begins in sorted({place(since + timedelta(days=each)) for each in range((until - since).days + 1)}):
        own = parts.get(begins, Sums(()))
        numbers = (own.number("submitted"), own.number("accepted"), own.number("decided"))
        points.append(Point(max(begins, since), span, *numbers, own.rate("promised"), own.percentile("finish", 0.5)))
    return tuple(points)


def _span(days: int) -> tuple[str, Callable[[date], date]]:
    if days <= BY_DAY:
        return "day", lambda day: day
    if days <= BY_WEEK:
        return "week", lambda day: day - timedelta(days=day.weekday())
    return "month", lambda day: day.replace(day=1)
