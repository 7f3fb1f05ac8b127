"""``+ - * / **`` over all kinds (DMN 1.5, 10.3.2.14, tables 55–58). Anything not in the tables gives null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import limits, numbers
from engine.feel.durations import DAY, SECOND, DaysTime, YearsMonths
from engine.feel.errors import number_too_large, string_too_long
from engine.feel.temporal import (
    Date,
    DateTime,
    Time,
    date_from_ordinal,
    date_of,
    datetime_from_local,
    days_in_month,
    midnight,
    time_from_nanoseconds,
)

_LONGEST = 10**36
_MOST_EXPONENT = 999_999_999


def add(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return numbers.add(left, right)
    found = _ADD.get((type(left), type(right)))
    return found(left, right) if found else None


def subtract(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return numbers.subtract(left, right)
    found = _SUBTRACT.get((type(left), type(right)))
    return found(left, right) if found else None


def multiply(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return numbers.multiply(left, right)
    if type(left) is Decimal:
        left, right = right, left
    return _scaled(left, right) if type(right) is Decimal else None


def divide(left: Any, right: Any) -> Any:
    if type(left) is Decimal and type(right) is Decimal:
        return numbers.divide(left, right)
    if type(right) is Decimal:
        return None if right == 0 else _scaled(left, right, numbers.divide)
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return numbers.divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds))
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return numbers.divide(Decimal(left.months), Decimal(right.months))
    return None


def power(left: Any, right: Any) -> Any:
    """Raises FeelLimit when the result is beyond the range of numbers."""
    if type(left) is not Decimal or type(right) is not Decimal:
        return None
    if abs(right) > _MOST_EXPONENT:
        raise number_too_large()
    result = numbers.power(left, right)
    if result.is_infinite() and left != 0:
        raise number_too_large()
    return result if result.is_finite() else None


def negate(value: Any) -> Any:
    if type(value) is Decimal:
        return numbers.subtract(Decimal(0), value)
    if isinstance(value, DaysTime):
        return DaysTime(-value.nanoseconds)
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return None


def days_time(nanoseconds: int) -> DaysTime | None:
    return DaysTime(nanoseconds) if abs(nanoseconds) < _LONGEST else None


def _years_months(months: int) -> YearsMonths | None:
    return YearsMonths(months) if abs(months) < _LONGEST else None


def _scaled(value: Any, factor: Decimal, operation: Callable[..., Decimal | None] = numbers.multiply) -> Any:
    if isinstance(value, DaysTime):
        result = operation(Decimal(value.nanoseconds), factor)
        return None if result is None or abs(result) > _LONGEST else DaysTime(int(result))
    if isinstance(value, YearsMonths):
        result = operation(Decimal(value.months), factor)
        return None if result is None or abs(result) > _LONGEST else YearsMonths(int(result))
    return None


def _join(left: str, right: str) -> str:
    if len(left) + len(right) > limits.STRING:
        raise string_too_long(limits.STRING)
    return left + right


def add_months(date: Date, duration: YearsMonths) -> Date | None:
    """The same day of the month, or the month's last if it has fewer."""
    years, month = divmod(date.year * 12 + date.month - 1 + duration.months, 12)
    if abs(years) > limits.YEAR:
        return None
    return date_of(years, month + 1, min(date.day, days_in_month(years, month + 1)))


def _date_plus_days(date: Date, duration: DaysTime) -> Date | None:
    return date_from_ordinal((date.ordinal * DAY + duration.nanoseconds) // DAY)


def _moment_plus_months(moment: DateTime, duration: YearsMonths) -> DateTime | None:
    date = add_months(moment.date, duration)
    return None if date is None else DateTime(date, moment.time)


def _moment_plus_days(moment: DateTime, duration: DaysTime) -> DateTime | None:
    """On the clock's face, except that a named zone's summer time is passed over by the instant."""
    zone = moment.time.zone
    offset = moment.offset
    moved = datetime_from_local(moment.local + duration.nanoseconds, zone)
    if moved is None or not isinstance(zone, str) or offset is None:
        return moved
    shift = (moved.offset or 0) - offset
    return datetime_from_local(moved.local + shift * SECOND, zone) if shift else moved


def _time_plus_days(time: Time, duration: DaysTime) -> Time:
    return time_from_nanoseconds((time.of_day + duration.nanoseconds) % DAY, time.zone)


def _between_moments(left: DateTime, right: DateTime) -> DaysTime | None:
    """Both must have a zone, or neither."""
    left_offset, right_offset = left.offset, right.offset
    if left_offset is None and right_offset is None:
        return days_time(left.local - right.local)
    if left_offset is None or right_offset is None:
        return None
    return days_time(left.local - right.local - (left_offset - right_offset) * SECOND)


def _between_times(left: Time, right: Time) -> DaysTime | None:
    left_offset, right_offset = left.offset, right.offset
    if (left_offset is None) != (right_offset is None):
        return None
    return DaysTime(left.of_day - right.of_day - ((left_offset or 0) - (right_offset or 0)) * SECOND)


def _swapped(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: operation(right, left)


def _opposite(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: operation(left, negate(right))


_MOVES: dict[tuple[type, type], Callable[[Any, Any], Any]] = {
    (Date, DaysTime): _date_plus_days,
    (Date, YearsMonths): add_months,
    (DateTime, DaysTime): _moment_plus_days,
    (DateTime, YearsMonths): _moment_plus_months,
    (Time, DaysTime): _time_plus_days,
}

_ADD: dict[tuple[type, type], Callable[[Any, Any], Any]] = {
    (str, str): _join,
    (DaysTime, DaysTime): lambda left, right: days_time(left.nanoseconds + right.nanoseconds),
    (YearsMonths, YearsMonths): lambda left, right: _years_months(left.months + right.months),
    **_MOVES,
    **{(right, left): _swapped(operation) for (left, right), operation in _MOVES.items()},
}

_SUBTRACT: dict[tuple[type, type], Callable[[Any, Any], Any]] = {
    (DaysTime, DaysTime): lambda left, right: days_time(left.nanoseconds - right.nanoseconds),
    (YearsMonths, YearsMonths): lambda left, right: _years_months(left.months - right.months),
    **{kinds: _opposite(operation) for kinds, operation in _MOVES.items()},
    (Date, Date): lambda left, right: DaysTime((left.ordinal - right.ordinal) * DAY),
    (DateTime, DateTime): _between_moments,
    (Date, DateTime): lambda left, right: _between_moments(midnight(left), right),
    (DateTime, Date): lambda left, right: _between_moments(left, midnight(right)),
    (Time, Time): _between_times,
}
