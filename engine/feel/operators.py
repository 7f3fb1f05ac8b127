"""Operator nodes → closures. Each function takes the node, its scope and ``build``, which compiles the parts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel import arithmetic, syntax
from engine.feel.compare import compare, equal, order
from engine.feel.frame import Frame
from engine.feel.scope import Closure, Scope
from engine.feel.types import Type
from engine.feel.values import Range

Build = Callable[[syntax.Node, Scope], Closure]

_ARITHMETIC = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def chain(node: syntax.Arithmetic, scope: Scope, build: Build) -> Closure:
    first = build(node.first, scope)
    steps = [(_ARITHMETIC[operator], build(operand, scope)) for operator, operand in node.rest]
    if any(operator == "+" for operator, _ in node.rest):
        return _sum(first, steps)
    if len(steps) == 1:
        operation, second = steps[0]
        return lambda frame: operation(first(frame), second(frame))

    def run(frame: Frame) -> Any:
        value = first(frame)
        for operation, operand in steps:
            value = operation(value, operand(frame))
        return value

    return run


def _sum(first: Closure, steps: list[tuple[Callable[[Any, Any], Any], Closure]]) -> Closure:
    """As any chain, but strings that are put together are paid for."""

    def run(frame: Frame) -> Any:
        value = first(frame)
        for operation, operand in steps:
            value = operation(value, operand(frame))
            if type(value) is str:
                frame.top.charge(value)
        return value

    return run


def negation(node: syntax.Negation, scope: Scope, build: Build) -> Closure:
    operand = build(node.operand, scope)
    return lambda frame: arithmetic.negate(operand(frame))


def comparison(node: syntax.Comparison, scope: Scope, build: Build) -> Closure:
    left, right = build(node.left, scope), build(node.right, scope)
    sign = node.operator
    if sign == "=":
        return _equality(node, left, right)
    if sign == "!=":

        def differs(frame: Frame) -> bool | None:
            found = equal(left(frame), right(frame))
            return None if found is None else not found

        return differs
    test = _ORDERS[sign]
    if isinstance(node.right, syntax.Constant) and type(node.right.value) is Decimal:
        limit = node.right.value

        def against_number(frame: Frame) -> bool | None:
            value = left(frame)
            return test(value, limit) if type(value) is Decimal else None

        return against_number

    def ordered(frame: Frame) -> bool | None:
        value, other = left(frame), right(frame)
        if type(value) is Decimal and type(other) is Decimal:
            return test(value, other)
        return compare(sign, value, other)

    return ordered


def _equality(node: syntax.Comparison, left: Closure, right: Closure) -> Closure:
    if isinstance(node.right, syntax.Constant) and type(node.right.value) in (str, bool, Decimal):
        expected = node.right.value
        kind = type(expected)

        def equals_literal(frame: Frame) -> bool | None:
            value = left(frame)
            return value == expected if type(value) is kind else equal(value, expected)

        return equals_literal
    return lambda frame: equal(left(frame), right(frame))


def between(node: syntax.Between, scope: Scope, build: Build) -> Closure:
    value, low, high = (build(part, scope) for part in (node.value, node.low, node.high))

    def run(frame: Frame) -> bool | None:
        subject, least, most = value(frame), low(frame), high(frame)
        return all_of((compare(">=", subject, least), compare("<=", subject, most)))

    return run


def conjunction(node: syntax.And, scope: Scope, build: Build) -> Closure:
    operands = tuple(build(operand, scope) for operand in node.operands)
    if len(operands) == 2:
        first, second = operands

        def both(frame: Frame) -> bool | None:
            value = first(frame)
            if value is False:
                return False
            other = second(frame)
            if other is False:
                return False
            return True if value is True and other is True else None

        return both

    def all_true(frame: Frame) -> bool | None:
        result: bool | None = True
        for operand in operands:
            value = operand(frame)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return all_true


def disjunction(node: syntax.Or, scope: Scope, build: Build) -> Closure:
    operands = tuple(build(operand, scope) for operand in node.operands)
    if len(operands) == 2:
        first, second = operands

        def either(frame: Frame) -> bool | None:
            value = first(frame)
            if value is True:
                return True
            other = second(frame)
            if other is True:
                return True
            return False if value is False and other is False else None

        return either
    return lambda frame: any_of(operand(frame) for operand in operands)


def all_of(values: Any) -> bool | None:
    """Three-valued and (table 50): false wins, anything but true makes null."""
    result: bool | None = True
    for value in values:
        if value is False:
            return False
        if value is not True:
            result = None
    return result


def any_of(values: Any) -> bool | None:
    """Three-valued or (table 50): true wins, anything but false makes null."""
    result: bool | None = False
    for value in values:
        if value is True:
            return True
        if value is not False:
            result = None
    return result


def choice(node: syntax.If, scope: Scope, build: Build) -> Closure:
    """Anything but true takes the other branch (table 51)."""
    condition, then, otherwise = (build(part, scope) for part in (node.condition, node.then, node.otherwise))
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def instance_of(node: syntax.InstanceOf, scope: Scope, build: Build) -> Closure:
    """``list``, ``context``, ``function`` and ``range`` without their parts are no types: null (table 61)."""
    value = build(node.value, scope)
    holds = node.type.holds
    if isinstance(node.type, Type) and node.type.incomplete:
        return lambda frame: None
    return lambda frame: holds(value(frame), frame.top)  # type: ignore[arg-type]


def interval(node: syntax.Interval, scope: Scope, build: Build) -> Closure:
    """Ends of different kinds or in the wrong order give null, as does a range with no end at all."""
    low, high = build(node.low, scope), build(node.high, scope)

    def run(frame: Frame) -> Range | None:
        least, most = low(frame), high(frame)
        if least is None and most is None:
            return None
        if least is not None and most is not None and order(least, most) not in (-1, 0):
            return None
        return Range(least, most, node.low_closed and least is not None, node.high_closed and most is not None)

    return run


def half_open(node: syntax.HalfOpen, scope: Scope, build: Build) -> Closure:
    """A comparison without a left side, as a range; ``!=`` is no range and gives null."""
    operand = build(node.operand, scope)
    return lambda frame: range_from(node.operator, operand(frame))


def range_from(operator: str, bound: Any) -> Range | None:
    if bound is None or operator == "!=":
        return None
    if operator == "=":
        return Range(bound, bound)
    if operator[0] == "<":
        return Range(None, bound, False, operator == "<=", "undefined")
    return Range(bound, None, operator == ">=", False, "undefined")
