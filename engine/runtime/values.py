"""What a variable may hold, and how it is written down so that it comes back the same: Decimal stays Decimal, a date a date."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.durations import DaysTime, YearsMonths
from engine.runtime.formula import Fault

DEPTH = 40
NODES = 20_000
TEXT = 200_000


def plain(value: Any) -> Any:
    """``value`` as variables hold it: new dicts and lists of text, bool, None, int, Decimal, dates, times and durations.

    Raises Fault for functions, ranges and whatever else cannot be written down, and for what is too deep or too big.
    """
    return _plain(value, DEPTH, [NODES])


def _plain(value: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if depth < 0 or left[0] < 0:
        raise Fault(f"变量太大：最多 {NODES} 个值、{DEPTH} 层")
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is Decimal:
        return value if value.is_finite() else None
    if kind is str:
        if len(value) > TEXT:
            raise Fault(f"变量太大：文本最多 {TEXT} 个字符")
        # Half of a surrogate pair is no text and could not be written down.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if kind is int:
        return value if -(2**63) <= value < 2**63 else Decimal(value)
    if kind is float:
        return Decimal(str(value)) if value == value and abs(value) != float("inf") else None
    if kind is dict or isinstance(value, Mapping):
        return {_key(key): _plain(each, depth - 1, left) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, depth - 1, left) for each in value]
    if isinstance(value, str):
        return _plain(str.__str__(value), depth, left)
    if kind is datetime.timedelta:
        return DaysTime(((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1_000)
    if kind in WRITERS:
        return value
    raise Fault(f"这种值不能存为变量：{kind.__name__}")


def _key(key: Any) -> str:
    if not isinstance(key, str) or key.startswith("$") or len(key) > 200:
        raise Fault(f"变量里的名字“{str(key)[:40]}”不能用")
    return str(key)


def _zoned(moment: datetime.datetime | datetime.time, clock: str) -> str:
    zone = moment.tzinfo
    return f"{clock}[{zone.key}]" if isinstance(zone, ZoneInfo) and zone.key else clock


def _read_zoned(kind: Any, text: str) -> Any:
    clock, _, zone = text.partition("[")
    read = kind.fromisoformat(clock)
    return read.replace(tzinfo=ZoneInfo(zone.rstrip("]"))) if zone else read


WRITERS: dict[type, tuple[str, Callable[[Any], str]]] = {
    Decimal: ("$n", str),
    datetime.date: ("$d", lambda value: value.isoformat()),
    datetime.time: ("$t", lambda value: _zoned(value, value.replace(tzinfo=None).isoformat() if _has_zone(value) else value.isoformat())),
    datetime.datetime: (
        "$w", lambda value: _zoned(value, value.replace(tzinfo=None).isoformat() if _has_zone(value) else value.isoformat()),
    ),
    DaysTime: ("$s", lambda value: str(value.nanoseconds)),
    YearsMonths: ("$m", lambda value: str(value.months)),
}  # fmt: skip
READERS: dict[str, Callable[[str], Any]] = {
    "$n": Decimal,
    "$d": datetime.date.fromisoformat,
    "$t": lambda text: _read_zoned(datetime.time, text),
    "$w": lambda text: _read_zoned(datetime.datetime, text),
    "$s": lambda text: DaysTime(int(text)),
    "$m": lambda text: YearsMonths(int(text)),
}


def _has_zone(value: datetime.datetime | datetime.time) -> bool:
    return isinstance(value.tzinfo, ZoneInfo) and bool(value.tzinfo.key)


def written(value: Any) -> dict[str, str]:
    """orjson's ``default``: a tagged mapping for a value JSON has no word for. Raises TypeError for others."""
    tag, write = WRITERS.get(type(value), (None, None))
    if write is None:
        raise TypeError(type(value).__name__)
    return {tag: write(value)}


def read(value: Any) -> Any:
    """Undo :func:`written` inside lists and mappings."""
    if type(value) is dict:
        if len(value) == 1:
            ((key, inner),) = value.items()
            reader = READERS.get(key)
            if reader is not None:
                return reader(inner)
        return {key: read(each) for key, each in value.items()}
    if type(value) is list:
        return [read(each) for each in value]
    return value
