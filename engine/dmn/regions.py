"""The values of one column cut into regions inside which every cell says the same: the ground of the completeness check.

An ordered column (numbers, dates, times, durations) is cut at every value its cells mention: below the first, the first itself,
between it and the second, and so on. Any other column has one region for each value mentioned and one for all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.dmn.texts import Texts
from engine.feel import syntax
from engine.feel.arithmetic import add, divide, subtract
from engine.feel.compare import order
from engine.feel.durations import DAY, DaysTime
from engine.feel.expression import UnaryTests
from engine.feel.literals import NO_LITERAL, literal
from engine.feel.temporal import Date
from engine.feel.textual import quoted


class NotCheckable(Exception):
    """A cell holds more than literals, lists, ranges and comparisons, or values of several kinds."""


class Regions:
    """``masks[i]``: the regions of cell ``i`` as bits, None where only running the table can tell."""

    def __init__(self, texts: Texts, cells: Sequence[str], allowed: str, whole_numbers: bool) -> None:
        self.checkable = True
        parsed = [self._parsed(texts, cell) for cell in (*cells, allowed)]
        try:
            values = [value for each in parsed for value in _values(each)]
            self._lay_out(values, whole_numbers)
            domain = self._mask(parsed[-1]) & self._existing
        except NotCheckable:
            self.checkable = False
            self.points, self.discrete, domain = [], False, 1
        self.domain = domain or self._existing
        self.masks = [self._masked(each) for each in parsed[:-1]]

    @staticmethod
    def _parsed(texts: Texts, cell: str) -> syntax.Tests | None:
        """None for a cell that is always true."""
        if cell in ("", "-"):
            return None
        found = texts.tests(cell)
        return found.node if isinstance(found, UnaryTests) else syntax.Tests((syntax.Name("?"),))

    def _lay_out(self, values: list[Any], whole_numbers: bool) -> None:
        kinds = {type(value) for value in values}
        if len(kinds) > 1:
            raise NotCheckable
        self.discrete = kinds <= {str, bool}
        if self.discrete:
            self.points = list(dict.fromkeys([*values, *((True, False) if kinds == {bool} else ())]))
            self._existing = (1 << len(self.points)) - 1 if kinds == {bool} else (1 << (len(self.points) + 1)) - 1
            return
        self.points = _distinct(values)
        self._existing = (1 << (2 * len(self.points) + 1)) - 1
        for place, (low, high) in enumerate(zip(self.points, self.points[1:], strict=False)):
            if _neighbours(low, high, whole_numbers):
                self._existing &= ~(1 << (2 * place + 2))

    def _masked(self, tests: syntax.Tests | None) -> int | None:
        if tests is None:
            return self.domain
        return self._mask(tests) & self.domain if self.checkable else None

    def _mask(self, tests: syntax.Tests | None) -> int:
        if tests is None or not tests.items:
            return self._existing
        mask = 0
        for item in tests.items:
            mask |= self._item(item)
        return self._existing & ~mask if tests.negated else mask

    def _item(self, item: syntax.Node) -> int:
        if isinstance(item, syntax.Interval):
            low, high = self._place(literal(item.low)), self._place(literal(item.high))
            first = 2 * low + (1 if item.low_closed else 2)
            last = 2 * high + (1 if item.high_closed else 0)
            return (1 << (last + 1)) - (1 << first) if last >= first else 0
        if isinstance(item, syntax.HalfOpen):
            return self._compared(item.operator, literal(item.operand))
        return self._point(literal(item))

    def _point(self, value: Any) -> int:
        if value is None:
            return 0
        return 1 << (self._place(value) if self.discrete else 2 * self._place(value) + 1)

    def _compared(self, operator: str, value: Any) -> int:
        if operator in ("=", "!="):
            point = self._point(value)
            return point if operator == "=" else self._existing & ~point
        if self.discrete:
            raise NotCheckable
        at = 2 * self._place(value) + 1
        below = (1 << (at + 1 if operator == "<=" else at)) - 1
        return below if operator[0] == "<" else self._existing & ~((1 << (at if operator == ">=" else at + 1)) - 1)

    def _place(self, value: Any) -> int:
        return next(place for place, point in enumerate(self.points) if order(point, value) == 0 or point is value or point == value)

    def example(self, region: int) -> str:
        """A value of a region as FEEL writes it, or words for all other values."""
        if self.discrete:
            return quoted(self.points[region]) if region < len(self.points) else ""
        place, on_point = divmod(region, 2)
        if on_point:
            return quoted(self.points[place])
        if not self.points:
            return ""
        if place == 0:
            return quoted(_step(self.points[0], -1))
        if place == len(self.points):
            return quoted(_step(self.points[-1], 1))
        return quoted(_between(self.points[place - 1], self.points[place]))


def _values(tests: syntax.Tests | None) -> list[Any]:
    """The literals a cell mentions. Raises NotCheckable for anything else."""
    found = []
    for item in tests.items if tests else ():
        if isinstance(item, syntax.Interval):
            parts = [literal(item.low), literal(item.high)]
        elif isinstance(item, syntax.HalfOpen):
            parts = [literal(item.operand)]
        else:
            parts = [literal(item)]
        if any(part is NO_LITERAL for part in parts) or (len(parts) > 1 and None in parts):
            raise NotCheckable
        found.extend(part for part in parts if part is not None)
    return found


def _distinct(values: list[Any]) -> list[Any]:
    if any(order(value, values[0]) is None for value in values):
        raise NotCheckable
    found: list[Any] = []
    for value in sorted(values, key=cmp_to_key(lambda a, b: order(a, b) or 0)):
        if not found or order(found[-1], value) != 0:
            found.append(value)
    return found


def _neighbours(low: Any, high: Any, whole_numbers: bool) -> bool:
    """Whether nothing lies between two values: days in a row, or whole numbers where only those occur."""
    if isinstance(low, Date):
        return high.ordinal - low.ordinal == 1  # type: ignore[no-any-return]
    return whole_numbers and isinstance(low, Decimal) and high - low <= 1


def _step(value: Any, direction: int) -> Any:
    one = (
        Decimal(direction)
        if isinstance(value, Decimal)
        else type(value)(direction)
        if hasattr(value, "months")
        else DaysTime(direction * DAY)
    )
    return add(value, one)


def _between(low: Any, high: Any) -> Any:
    distance = subtract(high, low)
    return add(low, divide(distance, Decimal(2)))
