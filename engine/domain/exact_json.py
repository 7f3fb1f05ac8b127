"""JSON in which numbers keep every digit: fractions are Decimal, never float, in both directions."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import orjson
import simplejson

_SMALL = 2**63
_DEPTH = 50
_TEXT = frozenset({str})
_PLAINEST = frozenset({str, bool, type(None)})


def _refuse(value: Any) -> Any:
    raise TypeError(type(value).__name__)


_NOT_READ = object()
_DOUBTFUL = re.compile(r"\d[.eE]|\d{18}")
_DOUBTFUL_BYTES = re.compile(_DOUBTFUL.pattern.encode())
"""Where nothing looks like this there is no fraction and no number too long for orjson."""
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def _everyday(value: Any, depth: int = 0) -> bool:
    """Texts, truths and small whole numbers in lists and mappings: these orjson reads as they are, in a tenth of the time."""
    kind = type(value)
    if kind is int:
        return -_SMALL <= value < _SMALL
    if kind is dict:
        if not _TEXT.issuperset(map(type, value)):
            return False
        parts = value.values()
    elif kind is list:
        parts = value
    else:
        return kind in _PLAINEST
    deeper = [each for each in parts if type(each) not in _PLAINEST]  # none, mostly: the facts of an event are flat
    return not deeper or (depth < _DEPTH and all(_everyday(each, depth + 1) for each in deeper))


def dumps(value: Any) -> bytes:
    """UTF-8 JSON; keys sorted, so equal values give equal bytes. Dates become ISO texts, other values their ``str``."""
    try:
        return orjson.dumps(value, default=_refuse, option=_OPTIONS)  # the same bytes in a tenth of the time
    except orjson.JSONEncodeError:  # a Decimal, a date, a whole number beyond 64 bits, half of a surrogate pair
        pass
    return simplejson.dumps(
        value, use_decimal=True, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    ).encode()


def loads(text: bytes | str) -> Any:
    """Raises ValueError on anything that is not JSON; NaN and Infinity are not."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = _NOT_READ
    doubtful = _DOUBTFUL if isinstance(text, str) else _DOUBTFUL_BYTES
    if value is not _NOT_READ and (doubtful.search(text) is None or _everyday(value)):  # type: ignore[call-overload]
        return value
    return simplejson.loads(text, use_decimal=True, allow_nan=False)


def plain(value: Any) -> Any:
    """The value as it would come back from the database."""
    return value if _everyday(value) else loads(dumps(value))
