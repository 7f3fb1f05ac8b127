"""Python values in, Python values out.

In: int and float (through its shortest text), Decimal, str, bool, None, ``date``, ``time``, ``datetime``, ``timedelta``, list, tuple,
any Mapping, and FEEL's own types. Out: Decimal, str, bool, None, ``date``, ``time``, ``datetime`` (aware if a zone or offset was
given), list, dict; FEEL's own ``Date``, ``Time`` and ``DateTime`` only where Python's are too small (years outside 1..9999, parts
below a microsecond); ``DaysTime``, ``YearsMonths``, ``Range`` and ``Function`` as they are.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.durations import SECOND, DaysTime, YearsMonths
from engine.feel.numbers import CONTEXT
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import Function, Range

_OWN = frozenset({str, bool, type(None), Date, Time, DateTime, DaysTime, YearsMonths, Range, Function})


class Given(Mapping[str, Any]):
    """A mapping of the caller's, whose entries are loaded when they are read. The evaluator's own contexts are plain dicts."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def __getitem__(self, key: str) -> Any:
        return load(self._raw[key])

    def get(self, key: str, default: Any = None) -> Any:
        value = self._raw.get(key, default)
        kind = type(value)
        return value if value is default or kind is str or kind is bool else load(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


def load(value: Any) -> Any:
    """A Python value as the evaluator holds it: lists are loaded at once, mappings entry by entry when asked.

    Raises TypeError for an object that is no FEEL value: the caller's mistake, never the designer's.
    """
    kind = type(value)
    if kind in _OWN:
        return value
    if kind is Decimal:
        return value if value.is_finite() else None
    loader = _LOADERS.get(kind)
    if loader is not None:
        return loader(value)
    if isinstance(value, Given):
        return value
    if isinstance(value, Mapping):
        return Given(value)
    for base, loader in _BASES:
        if isinstance(value, base):
            return loader(value)
    raise TypeError(f"{kind.__name__} is not a FEEL value")


def _integer(value: int) -> Decimal | None:
    return Decimal(value) if -(10**34) < value < 10**34 else finite(CONTEXT.create_decimal(value))


def _float(value: float) -> Decimal | None:
    return finite(CONTEXT.create_decimal(str(value)))


def finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def _list(value: Any) -> list[Any]:
    return [Given(item) if type(item) is dict else load(item) for item in value]


def _date(value: datetime.date) -> Date:
    return Date(value.year, value.month, value.day)


def _time(value: datetime.time) -> Time:
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, _zone(value.tzinfo, value.utcoffset()))


def _datetime(value: datetime.datetime) -> DateTime:
    zone = _zone(value.tzinfo, value.utcoffset())
    return DateTime(
        Date(value.year, value.month, value.day),
        Time(value.hour, value.minute, value.second, value.microsecond * 1000, zone),
    )


def _zone(tzinfo: datetime.tzinfo | None, offset: datetime.timedelta | None) -> int | str | None:
    if isinstance(tzinfo, zoneinfo.ZoneInfo) and tzinfo.key and tzinfo.key != "UTC":
        return tzinfo.key
    return None if offset is None else int(offset.total_seconds())


def _timedelta(value: datetime.timedelta) -> DaysTime:
    return DaysTime((value.days * 86400 + value.seconds) * SECOND + value.microseconds * 1000)


_LOADERS: dict[type, Callable[[Any], Any]] = {
    int: _integer,
    float: _float,
    list: _list,
    tuple: _list,
    dict: Given,
    datetime.date: _date,
    datetime.time: _time,
    datetime.datetime: _datetime,
    datetime.timedelta: _timedelta,
}
_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (Decimal, finite),
    (datetime.datetime, _datetime),
    (datetime.date, _date),
    (int, _integer),
    (float, _float),
    (list, _list),
    (tuple, _list),
)


def give(value: Any, budget: Budget | None = None) -> Any:
    """An evaluator's value as the caller gets it; lists and contexts are new ones. Raises FeelLimit if there are too many."""
    kind = type(value)
    giver = _GIVERS.get(kind)
    if giver is not None:
        return giver(value)
    if kind is list:
        budget = budget or Budget()
        budget.spend(len(value) + 1)
        return [give(item, budget) for item in value]
    if isinstance(value, Mapping):
        budget = budget or Budget()
        budget.spend(len(value) + 1)
        return {key: give(item, budget) for key, item in value.items()}
    return value


def _give_date(value: Date) -> datetime.date | Date:
    return datetime.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value


def _give_time(value: Time) -> datetime.time | Time:
    if value.nano % 1000:
        return value
    return datetime.time(value.hour, value.minute, value.second, value.nano // 1000, tzinfo(value.zone))


def _give_datetime(value: DateTime) -> datetime.datetime | DateTime:
    day, clock = value.date, value.time
    if clock.nano % 1000 or not 1 <= day.year <= 9999:
        return value
    time = datetime.time(clock.hour, clock.minute, clock.second, clock.nano // 1000, tzinfo(clock.zone))
    return datetime.datetime.combine(datetime.date(day.year, day.month, day.day), time)


def tzinfo(zone: int | str | None) -> datetime.tzinfo | None:
    if zone is None:
        return None
    if isinstance(zone, str):
        return zoneinfo.ZoneInfo(zone)
    return datetime.timezone(datetime.timedelta(seconds=zone)) if zone else datetime.UTC


_GIVERS: dict[type, Callable[[Any], Any]] = {
    Date: _give_date,
    Time: _give_time,
    DateTime: _give_datetime,
}
