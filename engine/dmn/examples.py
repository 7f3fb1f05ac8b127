"""A value before, after or between others: what a finding of the completeness check shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import add, divide, subtract
from engine.feel.durations import DAY, SECOND, DaysTime, YearsMonths
from engine.feel.temporal import Date, Time


def step(value: Any, direction: int) -> Any:
    """A value well before (-1) or after (1) this one."""
    if isinstance(value, Time):
        return _time((value.of_day + (DAY if direction > 0 else 0)) // 2, value)
    one: Any = DaysTime(direction * DAY)
    if isinstance(value, Decimal):
        one = Decimal(direction)
    elif isinstance(value, YearsMonths):
        one = YearsMonths(direction)
    return add(value, one)


def between(low: Any, high: Any) -> Any:
    if isinstance(low, Time):
        return _time((low.of_day + high.of_day) // 2, low)
    if isinstance(low, Date):
        return add(low, DaysTime((high.ordinal - low.ordinal) // 2 * DAY))
    if isinstance(low, YearsMonths):
        return YearsMonths((low.months + high.months) // 2)
    return add(low, divide(subtract(high, low), Decimal(2)))


def _time(nanos: int, like: Time) -> Time:
    seconds, nano = divmod(nanos, SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, like.zone)
