"""JSON in which numbers keep every digit: fractions are Decimal, never float, in both directions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import simplejson


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


def dumps(value: Any) -> bytes:
    """UTF-8 JSON; keys sorted, so equal values give equal bytes. Dates become ISO texts, other values their ``str``."""
    return simplejson.dumps(
        value, use_decimal=True, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain, allow_nan=False
    ).encode()


def loads(text: bytes | str) -> Any:
    """Raises ValueError on anything that is not JSON; NaN and Infinity are not."""
    return simplejson.loads(text, use_decimal=True, allow_nan=False)


def plain(value: Any) -> Any:
    """The value as it would come back from the database."""
    return loads(dumps(value))
