"""10.3.4.3 String functions. Positions count characters from 1."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import limits, patterns
from engine.feel.builtins.variant import Variant, variant
from engine.feel.errors import string_too_long
from engine.feel.frame import Top
from engine.feel.numbers import whole


def substring(text: str, position: Decimal, length: Decimal | None = None) -> str | None:
    """Positions outside the string and lengths below 1 give null; a negative position counts from the end."""
    start = whole(position.to_integral_value(rounding="ROUND_DOWN"))
    if not start:
        return None
    first = start - 1 if start > 0 else len(text) + start
    if not 0 <= first < len(text):
        return None
    if length is None:
        return text[first:]
    size = whole(length.to_integral_value(rounding="ROUND_DOWN"))
    return None if size is None or size < 1 else text[first : first + size]


def substring_before(text: str, match: str) -> str:
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


def substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    result = patterns.substitute(pattern, flags or "", text, replacement)
    if result is not None and len(result) > limits.STRING:
        raise string_too_long(limits.STRING)
    return result


def matches(text: str, pattern: str, flags: str | None = None) -> bool | None:
    return patterns.search(pattern, flags or "", text)


def split(top: Top, text: str, delimiter: str) -> list[str] | None:
    pieces = patterns.split(delimiter, text)
    top.spend(len(pieces or ()))
    return pieces


def join(pieces: list[Any], delimiter: str | None = None) -> str | None:
    """null elements are left out; anything else that is no string gives null."""
    texts = [piece for piece in pieces if piece is not None]
    if not all(isinstance(text, str) for text in texts):
        return None
    if sum(len(text) for text in texts) + len(texts) * len(delimiter or "") > limits.STRING:
        raise string_too_long(limits.STRING)
    return (delimiter or "").join(texts)


TABLE: dict[str, tuple[Variant, ...]] = {
    "substring": (variant("string: string, start position: number, [length: number?]", substring),),
    "string length": (variant("string: string", lambda text: Decimal(len(text))),),
    "upper case": (variant("string: string", str.upper),),
    "lower case": (variant("string: string", str.lower),),
    "substring before": (variant("string: string, match: string", substring_before),),
    "substring after": (variant("string: string, match: string", substring_after),),
    "replace": (variant("input: string, pattern: string, replacement: string, [flags: string?]", replace),),
    "contains": (variant("string: string, match: string", lambda text, match: match in text),),
    "starts with": (variant("string: string, match: string", str.startswith),),
    "ends with": (variant("string: string, match: string", str.endswith),),
    "matches": (variant("input: string, pattern: string, [flags: string?]", matches),),
    "split": (variant("string: string, delimiter: string", split, with_top=True),),
    "string join": (variant("list: list, [delimiter: string?]", join),),
}
