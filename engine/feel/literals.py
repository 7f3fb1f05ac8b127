"""Values that can be read off the syntax: literals, and ``date("…")`` and its kin around a literal text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.durations import parse_duration
from engine.feel.temporal_text import parse_date, parse_datetime, parse_time

NO_LITERAL = object()

_CALLS: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}


def literal(node: syntax.Node) -> Any:
    """The value of a literal, or NO_LITERAL for anything that must be evaluated."""
    if isinstance(node, syntax.Constant):
        return node.value
    if isinstance(node, syntax.Negation):
        value = literal(node.operand)
        return -value if isinstance(value, Decimal) else NO_LITERAL
    if isinstance(node, syntax.Call) and isinstance(node.callee, syntax.Name) and len(node.arguments) == 1:
        argument, read = node.arguments[0], _CALLS.get(node.callee.name)
        if read and isinstance(argument, syntax.Constant) and isinstance(argument.value, str):
            return read(argument.value)
    return NO_LITERAL
