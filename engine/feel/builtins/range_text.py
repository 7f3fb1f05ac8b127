"""``range(from)``: a range read from its text (DMN 1.5, table 72 and grammar rules 66 and 67).

Only literals may be ends; one of them may be left out on an open side: ``(..5]``, ``[1..)``.
"""

from __future__ import annotations

import re

from engine.feel import syntax
from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import order
from engine.feel.errors import FeelError
from engine.feel.literals import NO_LITERAL, literal
from engine.feel.parser import parse_expression
from engine.feel.values import Range

_NO_LOW = re.compile(r"\s*[(\]]\s*\.\.")
_NO_HIGH = re.compile(r"\.\.\s*[)\[]\s*$")


def range_from(text: str) -> Range | None:
    low_omitted, high_omitted = _NO_LOW.match(text), _NO_HIGH.search(text)
    if low_omitted and high_omitted:
        return None
    if low_omitted:
        text = "(null.." + text[low_omitted.end() :]
    elif high_omitted:
        text = text[: high_omitted.start()] + "..null)"
    try:
        node = parse_expression(text)
    except FeelError:
        return None
    if not isinstance(node, syntax.Interval):
        return None
    low, high = literal(node.low), literal(node.high)
    if low is NO_LITERAL or high is NO_LITERAL or (low is None and not low_omitted) or (high is None and not high_omitted):
        return None
    if low is not None and high is not None and order(low, high) not in (-1, 0):
        return None
    return Range(low, high, node.low_closed, node.high_closed, "omitted" if low_omitted or high_omitted else "null")


TABLE: dict[str, tuple[Variant, ...]] = {"range": (variant("from: string", range_from),)}
