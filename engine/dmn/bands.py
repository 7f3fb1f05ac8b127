"""Number cells of one column in order: which rules a number passes is found by halving, however many ranges the table has.

The numbers that the cells mention cut the line into slots: below the first, the first itself, between it and the second, and so on. Each
slot knows the rules that pass inside it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from operator import xor
from typing import Any

from engine.feel import syntax

_MOST_BITS = 40_000_000
"""Slots times rules: a table beyond it is tried cell by cell instead of filling the memory."""


def numbers_only(tests: syntax.Tests) -> bool:
    """Whether a cell says true or false about every number: number literals, ranges of them and comparisons with them."""
    return bool(tests.items) and all(_readable(item) for item in tests.items)


def _readable(item: syntax.Node) -> bool:
    if isinstance(item, syntax.Interval):
        return _number(item.low) and _number(item.high)
    return _number(item.operand if isinstance(item, syntax.HalfOpen) else item)


def _number(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Constant) and type(node.value) is Decimal


def bands(cells: Sequence[tuple[syntax.Tests, int]]) -> Callable[[Decimal], int] | None:
    """From a number to the rules whose cell it passes. ``cells``: those with ``numbers_only``, and the rules of each as bits.

    None if the slots would take too much memory.
    """
    points = sorted({value for tests, _ in cells for value in _mentioned(tests)})
    slots, rules = 2 * len(points) + 1, max((mask.bit_length() for _, mask in cells), default=0)
    if slots * rules > _MOST_BITS:
        return None
    places = {value: place for place, value in enumerate(points)}
    turns = [0] * (slots + 1)
    for tests, mask in cells:
        passing = _slots(tests, places, slots)
        for slot in bits(passing ^ passing << 1):
            turns[slot] ^= mask
    rules_in = list(accumulate(turns, xor))

    def rules_of(value: Decimal) -> int:
        place = bisect_left(points, value)
        return rules_in[2 * place + (place < len(points) and points[place] == value)]

    return rules_of


def _mentioned(tests: syntax.Tests) -> Iterator[Decimal]:
    for item in tests.items:
        if isinstance(item, syntax.Interval):
            yield from (_value(item.low), _value(item.high))
        else:
            yield _value(item.operand if isinstance(item, syntax.HalfOpen) else item)


def _value(node: Any) -> Decimal:
    return node.value  # type: ignore[no-any-return]


def _slots(tests: syntax.Tests, places: dict[Decimal, int], slots: int) -> int:
    """The slots inside which a cell passes, as bits."""
    everywhere = (1 << slots) - 1
    passing = 0
    for item in tests.items:
        passing |= _passing(item, places, everywhere)
    return everywhere ^ passing if tests.negated else passing


def _passing(item: syntax.Node, places: dict[Decimal, int], everywhere: int) -> int:
    if isinstance(item, syntax.Interval):
        above = _compared(">=" if item.low_closed else ">", _at(item.low, places), everywhere)
        return above & _compared("<=" if item.high_closed else "<", _at(item.high, places), everywhere)
    if isinstance(item, syntax.HalfOpen):
        return _compared(item.operator, _at(item.operand, places), everywhere)
    return _compared("=", _at(item, places), everywhere)


def _at(node: syntax.Node, places: dict[Decimal, int]) -> int:
    return 2 * places[_value(node)] + 1


def _compared(operator: str, slot: int, everywhere: int) -> int:
    here = 1 << slot
    below = here - 1
    return {
        "=": here,
        "!=": everywhere ^ here,
        "<": below,
        "<=": below | here,
        ">": everywhere ^ below ^ here,
        ">=": everywhere ^ below,
    }[operator]


def bits(number: int) -> Iterator[int]:
    """The places of the ones, from the lowest."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
