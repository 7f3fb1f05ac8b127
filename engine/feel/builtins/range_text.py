"""``range(from)``: a range read from its text (DMN 1.5, table 72). Only literals may be ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import order
from engine.feel.durations import parse_duration
from engine.feel.errors import FeelError
from engine.feel.parser import parse_expression
from engine.feel.temporal_text import parse_date, parse_datetime, parse_time
from engine.feel.values import Range

_LITERAL_CALLS: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}


_NO_LITERAL = object()


def range_from(text: str) -> Range | None:
    try:
        node = parse_expression(text)
    except FeelError:
        return None
    if not isinstance(node, syntax.Interval):
        return None
    low, high = _end(node.low), _end(node.high)
    if low is _NO_LITERAL or high is _NO_LITERAL or (low is None and high is None):
        return None
    if low is not None and high is not None and order(low, high) not in (-1, 0):
        return None
    return Range(low, high, node.low_closed, node.high_closed)


def _end(node: syntax.Node) -> Any:
    if isinstance(node, syntax.Constant):
        return node.value
    if isinstance(node, syntax.Call) and isinstance(node.callee, syntax.Name) and len(node.arguments) == 1:
        argument, read = node.arguments[0], _LITERAL_CALLS.get(node.callee.name)
        if read and isinstance(argument, syntax.Constant) and isinstance(argument.value, str):
            return read(argument.value)
    return _NO_LITERAL


TABLE: dict[str, tuple[Variant, ...]] = {"range": (variant("from: string", range_from),)}
