"""What a dot reaches on dates, times, durations and ranges (DMN 1.5, table 65). Nothing else has properties."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.durations import SECOND, DaysTime, YearsMonths
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import Range


def property_of(value: Any, name: str) -> Any:
    """The property, or null if this kind of value has none of that name."""
    found = _PROPERTIES.get(type(value), {}).get(name)
    return found(value) if found else None


def _offset(value: Time | DateTime) -> DaysTime | None:
    offset = value.offset
    return None if offset is None else DaysTime(offset * SECOND)


def _zone(time: Time) -> str | None:
    return time.zone if isinstance(time.zone, str) else None


def _seconds(time: Time) -> Decimal:
    return Decimal(time.second) + Decimal(time.nano) / SECOND if time.nano else Decimal(time.second)


Properties = dict[str, Callable[[Any], Any]]

_DATE: Properties = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal(date.weekday),
}
_TIME: Properties = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": _seconds,
    "time offset": _offset,
    "timezone": _zone,
}


def _of(part: str, properties: Properties) -> Properties:
    return {name: (lambda whole, found=found: found(getattr(whole, part))) for name, found in properties.items()}


_PROPERTIES: dict[type, Properties] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {**_of("date", _DATE), **_of("time", _TIME), "time offset": _offset},
    DaysTime: {
        "days": lambda duration: Decimal(duration.parts[0]),
        "hours": lambda duration: Decimal(duration.parts[1]),
        "minutes": lambda duration: Decimal(duration.parts[2]),
        "seconds": lambda duration: Decimal(duration.parts[3]) + Decimal(duration.parts[4]) / SECOND,
    },
    YearsMonths: {
        "years": lambda duration: Decimal(duration.parts[0]),
        "months": lambda duration: Decimal(duration.parts[1]),
    },
    Range: {
        "start": lambda bounds: bounds.low,
        "end": lambda bounds: bounds.high,
        "start included": lambda bounds: bounds.low_closed,
        "end included": lambda bounds: bounds.high_closed,
    },
}
