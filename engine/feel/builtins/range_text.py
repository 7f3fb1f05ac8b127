"""``range(from)``: a range read from its text (DMN 1.5, table 72). Only literals may be ends."""

from __future__ import annotations

from engine.feel import syntax
from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import order
from engine.feel.errors import FeelError
from engine.feel.literals import NO_LITERAL, literal
from engine.feel.parser import parse_expression
from engine.feel.values import Range


def range_from(text: str) -> Range | None:
    try:
        node = parse_expression(text)
    except FeelError:
        return None
    if not isinstance(node, syntax.Interval):
        return None
    low, high = literal(node.low), literal(node.high)
    if low is NO_LITERAL or high is NO_LITERAL or (low is None and high is None):
        return None
    if low is not None and high is not None and order(low, high) not in (-1, 0):
        return None
    return Range(low, high, node.low_closed, node.high_closed)


TABLE: dict[str, tuple[Variant, ...]] = {"range": (variant("from: string", range_from),)}
