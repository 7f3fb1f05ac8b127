"""Equality and order of FEEL values (DMN 1.5, 10.3.2.13, tables 52–54). None means: these two cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engine.feel.budget import Budget
from engine.feel.durations import SECOND, DaysTime, YearsMonths
from engine.feel.kinds import kind_of
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import Function, Range

_SIMPLE = frozenset({Decimal, str, bool, Date, DaysTime, YearsMonths})


def equal(left: Any, right: Any, budget: Budget | None = None) -> bool | None:
    """null equals only null; values of different kinds give null."""
    kind = type(left)
    if kind is type(right) and kind in _SIMPLE:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    if kind_of(left) != kind_of(right):
        return None
    if isinstance(left, list):
        return len(left) == len(right) and _all_equal(zip(left, right, strict=True), budget)
    if isinstance(left, (Time, DateTime)):
        return moment(left) == moment(right)
    if isinstance(left, Range):
        return _ranges_equal(left, right)
    if isinstance(left, Function):
        return left is right or None
    return left.keys() == right.keys() and _all_equal(((left[key], right[key]) for key in left), budget)


def same(left: Any, right: Any) -> bool:
    """``equal`` where only a clear yes counts."""
    return equal(left, right) is True


def _all_equal(pairs: Iterable[tuple[Any, Any]], budget: Budget | None) -> bool:
    budget = budget or Budget()
    for left, right in pairs:
        budget.spend()
        if equal(left, right, budget) is not True:
            return False
    return True


def _ranges_equal(left: Range, right: Range) -> bool:
    return (
        left.low_closed == right.low_closed
        and left.high_closed == right.high_closed
        and same(left.low, right.low)
        and same(left.high, right.high)
        and (None not in (left.low, left.high) or {left.missing, right.missing} != {"null", "undefined"})
    )


def moment(value: Time | DateTime) -> tuple[bool, int]:
    """A number that orders times or date-times; those with and those without zone are different sorts."""
    offset = value.offset
    local = value.local if isinstance(value, DateTime) else value.of_day
    return (True, local - offset * SECOND) if offset is not None else (False, local)


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None if the two have no order."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in (Time, DateTime):
        left, right = _comparable(left, right)
    elif kind is bool or kind not in _SIMPLE:
        return None
    return (left > right) - (left < right)


def _comparable(left: Time | DateTime, right: Time | DateTime) -> tuple[int, int]:
    """Nanoseconds to order two moments by. One without zone takes the offset of the other (table 54)."""
    (left_zoned, left_at), (right_zoned, right_at) = moment(left), moment(right)
    if left_zoned and not right_zoned:
        right_at -= (left.offset or 0) * SECOND
    elif right_zoned and not left_zoned:
        left_at -= (right.offset or 0) * SECOND
    return left_at, right_at


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """``<``, ``<=``, ``>`` or ``>=``."""
    found = order(left, right)
    if found is None:
        return None
    if operator == "<":
        return found < 0
    if operator == "<=":
        return found <= 0
    if operator == ">":
        return found > 0
    return found >= 0


def within(value: Any, bounds: Range) -> bool | None:
    """Whether a value lies in a range; an open end (None) bounds nothing."""
    above: bool | None = True
    if bounds.low is not None:
        above = compare(">=" if bounds.low_closed else ">", value, bounds.low)
    below: bool | None = True
    if bounds.high is not None:
        below = compare("<=" if bounds.high_closed else "<", value, bounds.high)
    if above is None or below is None:
        return None
    return above and below


def contains(value: Any, test: Any) -> bool | None:
    """Whether a value passes a test's value: equal to it, in the list or in the range (10.3.2.8, ``in``)."""
    if isinstance(test, Range):
        return within(value, test)
    if isinstance(test, list):
        if isinstance(value, list) and same(value, test):
            return True
        return any(within(value, item) if isinstance(item, Range) else same(value, item) for item in test)
    return equal(value, test)
