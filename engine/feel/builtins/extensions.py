"""Functions the standard lacks. Marked: ``EXTENSIONS`` lists them, and a table that uses one runs only where they are known.

Working days are the city's: the environment's calendar answers, and without one every working-day function gives null.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from engine.feel.builtins.variant import Variant, variant
from engine.feel.environment import SHANGHAI
from engine.feel.exchange import give, load, tzinfo
from engine.feel.frame import Top
from engine.feel.numbers import whole
from engine.feel.temporal import Date, DateTime, Time, date_of, days_in_month

_MOST_DAYS = 10_000
_LAST_YEAR = 9_900


def _day(moment: Date | DateTime) -> Any:
    """Python's date, or None where it has none."""
    date = moment.date if isinstance(moment, DateTime) else moment
    given = give(date)
    return None if isinstance(given, Date) else given


def working_day(top: Top, moment: Date | DateTime) -> bool | None:
    day, calendar = _day(moment), top.environment.calendar
    return None if day is None or calendar is None else bool(calendar.is_working_day(day))


def working_days_between(top: Top, start: Date | DateTime, end: Date | DateTime) -> Decimal | None:
    first, last, calendar = _day(start), _day(end), top.environment.calendar
    if first is None or last is None or calendar is None or abs((last - first).days) > 2 * _MOST_DAYS:
        return None
    return Decimal(calendar.working_days_between(first, last))


def add_working_days(top: Top, moment: Date | DateTime, days: Decimal) -> Any:
    """That many working days later: the day for a date, closing time in China for a date and time. Local times are China's."""
    number, calendar, day = whole(days), top.environment.calendar, _day(moment)
    if number is None or not 0 <= number <= _MOST_DAYS or calendar is None or day is None or day.year > _LAST_YEAR:
        return None
    clock = moment.time if isinstance(moment, DateTime) else Time(0, 0, 0)
    zone = SHANGHAI if clock.zone is None else tzinfo(clock.zone)
    instant = datetime.datetime.combine(day, datetime.time(clock.hour, clock.minute, clock.second), zone)
    due = calendar.add(instant, f"P{number}D", "working").astimezone(SHANGHAI)
    return load(due if isinstance(moment, DateTime) else due.date())


def get_or_else(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def is_defined(value: Any) -> bool:
    return value is not None


def last_day_of_month(moment: Date | DateTime) -> Date | None:
    date = moment.date if isinstance(moment, DateTime) else moment
    return date_of(date.year, date.month, days_in_month(date.year, date.month))


def _days(call: Any, rest: str = "") -> tuple[Variant, ...]:
    return tuple(variant(f"date: {kind}{rest}", call, with_top=True) for kind in ("date", "datetime"))


_PAIRS = [(start, end) for start in ("date", "datetime") for end in ("date", "datetime")]

TABLE: dict[str, tuple[Variant, ...]] = {
    "working day": _days(working_day),
    "working days between": tuple(variant(f"start: {start}, end: {end}", working_days_between, with_top=True) for start, end in _PAIRS),
    "add working days": _days(add_working_days, ", days: number"),
    "get or else": (variant("value: any, default: any", get_or_else),),
    "is defined": (variant("value: any", is_defined),),
    "last day of month": (
        variant("date: date", last_day_of_month),
        variant("date: datetime", last_day_of_month),
    ),
}
