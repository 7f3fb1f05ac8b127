"""Unary tests → closures ``test(frame, value)`` that say true, false or null about one value (DMN 1.5, 7.3.14, 10.3.2.8)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel import syntax
from engine.feel.compare import compare, contains, equal, within
from engine.feel.frame import Frame
from engine.feel.operators import Build
from engine.feel.scope import Closure, Scope
from engine.feel.values import Range
from engine.feel.walk import uses

Test = Callable[[Frame, Any], "bool | None"]

INPUT = "?"
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_CONDITIONS = (
    syntax.Comparison,
    syntax.And,
    syntax.Or,
    syntax.In,
    syntax.Between,
    syntax.Quantified,
    syntax.InstanceOf,
    syntax.Call,
)


def tests(node: syntax.Tests, scope: Scope, build: Build, bind: bool) -> Test:
    """``bind``: the value tested is the ``?`` of the tests (a decision table's cell), not an outer one (``in``)."""
    if not node.items:
        return lambda frame, value: True
    parts = tuple(_test(item, scope, build, bind) for item in node.items)
    passes = parts[0] if len(parts) == 1 else _any(parts)
    if not node.negated:
        return passes

    def fails(frame: Frame, value: Any) -> bool | None:
        found = passes(frame, value)
        return None if found is None else not found

    return fails


def membership(node: syntax.In, scope: Scope, build: Build) -> Closure:
    """``value in tests``; ``?`` in the tests is that value (table 55)."""
    value = build(node.value, scope)
    constants = _strings(node.tests)
    passes = tests(node.tests, scope, build, True)
    if constants is None:
        return lambda frame: passes(frame, value(frame))

    def among(frame: Frame) -> bool | None:
        found = value(frame)
        return found in constants if type(found) is str else passes(frame, found)

    return among


def _strings(node: syntax.Tests) -> frozenset[str] | None:
    """The strings of ``in ("A","B")`` or ``in ["A","B"]``, looked up at once."""
    items = node.items
    if len(items) == 1 and isinstance(items[0], syntax.ListLiteral):
        items = items[0].items
    found = [item.value for item in items if isinstance(item, syntax.Constant) and type(item.value) is str]
    return frozenset(found) if found and len(found) == len(items) else None


def _any(parts: tuple[Test, ...]) -> Test:
    def run(frame: Frame, value: Any) -> bool | None:
        result: bool | None = False
        for part in parts:
            found = part(frame, value)
            if found:
                return True
            if found is None:
                result = None
        return result

    return run


def _test(node: syntax.Node, scope: Scope, build: Build, bind: bool) -> Test:
    if bind and uses(node, INPUT):
        return _about_input(node, scope, build)
    if isinstance(node, syntax.HalfOpen):
        return _comparison(node, scope, build)
    if isinstance(node, syntax.Constant):
        return _constant(node.value)
    if isinstance(node, syntax.Interval):
        bounds = build(node, scope)
        if isinstance(node.low, syntax.Constant) and isinstance(node.high, syntax.Constant):
            return _fixed(node)
        return lambda frame, value: _inside(value, bounds(frame))
    found = build(node, scope)
    if isinstance(node, _CONDITIONS):
        return lambda frame, value: _condition(value, found(frame))
    return lambda frame, value: contains(value, found(frame))


def _condition(value: Any, found: Any) -> bool | None:
    """A condition that does not mention the input decides by itself, unless the input is a boolean to be equalled."""
    if type(found) is bool and type(value) is not bool:
        return found
    return contains(value, found)


def _about_input(node: syntax.Node, scope: Scope, build: Build) -> Test:
    found = build(node, Scope(scope, {INPUT}))

    def run(frame: Frame, value: Any) -> bool | None:
        result = found(Frame({INPUT: value}, frame, frame.top))
        if type(result) is bool or result is None:
            return result
        return contains(value, result)

    return run


def _comparison(node: syntax.HalfOpen, scope: Scope, build: Build) -> Test:
    sign = node.operator
    operand = build(node.operand, scope)
    if sign == "=":
        return lambda frame, value: equal(value, operand(frame))
    if sign == "!=":

        def differs(frame: Frame, value: Any) -> bool | None:
            found = equal(value, operand(frame))
            return None if found is None else not found

        return differs
    if isinstance(node.operand, syntax.Constant) and type(node.operand.value) is Decimal:
        order, limit = _ORDERS[sign], node.operand.value
        return lambda frame, value: order(value, limit) if type(value) is Decimal else None
    return lambda frame, value: compare(sign, value, operand(frame))


def _constant(expected: Any) -> Test:
    kind = type(expected)
    if kind in (str, bool, Decimal):
        return lambda frame, value: value == expected if type(value) is kind else contains_any(value, expected)
    return lambda frame, value: contains(value, expected)


def contains_any(value: Any, expected: Any) -> bool | None:
    """A list as input passes when it equals the test, as one element does its list."""
    if type(value) is list and len(value) == 1:
        return equal(value[0], expected)
    return equal(value, expected)


def _inside(value: Any, bounds: Any) -> bool | None:
    return within(value, bounds) if isinstance(bounds, Range) else None


def _fixed(node: syntax.Interval) -> Test:
    """A range whose ends are literals is made once; numbers take the short way."""
    low, high = node.low.value, node.high.value  # type: ignore[attr-defined]
    bounds = Range(low, high, node.low_closed, node.high_closed)
    if type(low) is not Decimal or type(high) is not Decimal:
        return lambda frame, value: within(value, bounds)
    above, below = (ge if node.low_closed else gt), (le if node.high_closed else lt)
    return lambda frame, value: above(value, low) and below(value, high) if type(value) is Decimal else None
