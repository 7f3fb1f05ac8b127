"""10.3.4.8, 10.3.4.6 and 10.3.4.7 Date and time functions; ``is``."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import same
from engine.feel.exchange import load
from engine.feel.frame import Top
from engine.feel.kinds import kind_of
from engine.feel.temporal import Date, DateTime, Time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def now(top: Top) -> DateTime:
    """The environment's clock, in China's time zone."""
    moment: datetime.datetime = top.environment.local_now()
    return load(moment)  # type: ignore[no-any-return]


def today(top: Top) -> Date:
    return load(top.environment.today())  # type: ignore[no-any-return]


def _day(moment: Date | DateTime) -> Date:
    return moment.date if isinstance(moment, DateTime) else moment


def day_of_year(moment: Date | DateTime) -> Decimal:
    date = _day(moment)
    return Decimal(date.ordinal - Date(date.year, 1, 1).ordinal + 1)


def day_of_week(moment: Date | DateTime) -> str:
    return _DAYS[_day(moment).weekday - 1]


def month_of_year(moment: Date | DateTime) -> str:
    return _MONTHS[_day(moment).month - 1]


def week_of_year(moment: Date | DateTime) -> Decimal:
    """ISO 8601: week 1 holds the year's first Thursday."""
    date = _day(moment)
    thursday = date.ordinal - date.weekday + 4
    for year in (date.year + 1, date.year, date.year - 1):
        fourth = Date(year, 1, 4)
        first = fourth.ordinal - fourth.weekday + 4
        if thursday >= first:
            return Decimal((thursday - first) // 7 + 1)
    raise AssertionError("every day lies in a week of its year or a neighbour's")


def identical(left: Any, right: Any) -> bool:
    """The same element of the semantic domain: times and date-times also with the same offset or zone."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, (Time, DateTime)):
        return same(left, right) and left.offset == right.offset
    return same(left, right)


def _days(call: Any) -> tuple[Variant, ...]:
    return (variant("date: date", call), variant("date: datetime", call))


TABLE: dict[str, tuple[Variant, ...]] = {
    "now": (variant("", now, with_top=True),),
    "today": (variant("", today, with_top=True),),
    "day of year": _days(day_of_year),
    "day of week": _days(day_of_week),
    "month of year": _days(month_of_year),
    "week of year": _days(week_of_year),
    "is": (variant("value1: any, value2: any", identical),),
}
