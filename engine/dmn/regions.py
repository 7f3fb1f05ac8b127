"""The values of one column cut into regions inside which every cell says the same: the ground of the completeness check.

An ordered column (numbers, dates, times, durations) is cut at every value its cells mention: below the first, the first itself,
between it and the second, and so on. Any other column has one region for each value mentioned and one for all others. A column whose
cells mention null has one more region, for null. Sets of regions and sets of rules are the bits of integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cmp_to_key, reduce
from operator import or_
from typing import Any

from engine.dmn.examples import between, step
from engine.dmn.texts import Texts
from engine.feel import syntax
from engine.feel.compare import order
from engine.feel.durations import YearsMonths
from engine.feel.expression import UnaryTests
from engine.feel.literals import NO_LITERAL, literal
from engine.feel.temporal import Date, Time
from engine.feel.textual import quoted

_BLOCK = 64


class NotCheckable(Exception):
    """A cell holds more than literals, lists, ranges and comparisons, or values of several kinds."""


class Regions:
    """``groups``: each set of rules that covers a region of the column, with one such region. A rule whose cell only running the table can
    judge is taken to cover all of them, and to meet the rules with the same cell and those that do not care.
    """

    def __init__(self, texts: Texts, cells: Sequence[str], allowed: str, whole_numbers: bool) -> None:
        self.rules: dict[str, int] = {}
        for rule, cell in enumerate(cells):
            text = "" if cell == "-" else cell
            self.rules[text] = self.rules.get(text, 0) | 1 << rule
        self.everything = (1 << len(cells)) - 1
        self.always = self.rules.get("", 0)
        parsed = {text: _parsed(texts, text) for text in (*self.rules, allowed)}
        self.checkable = self._lay_out(parsed, allowed, whole_numbers)
        if self.checkable:
            self._masks = {text: self._mask(parsed[text]) & self._domain for text in self.rules}
            self._cover()
        else:
            self.groups = {self.everything: 0}

    def _lay_out(self, parsed: dict[str, syntax.Tests | None], allowed: str, whole_numbers: bool) -> bool:
        try:
            values = [value for tests in parsed.values() for value in _values(tests)]
            self._cut([value for value in values if value is not None], whole_numbers)
            self.null = self._size
            self._domain = self._existing & self._mask(parsed[allowed])
            if None in values:
                self._domain |= 1 << self.null
        except NotCheckable:
            return False
        self._domain = self._domain or self._existing
        return True

    def _cut(self, values: list[Any], whole_numbers: bool) -> None:
        kinds = {type(value) for value in values}
        if len(kinds) > 1:
            raise NotCheckable
        self.discrete = kinds <= {str, bool}
        if self.discrete:
            self.points = list(dict.fromkeys([*values, *((True, False) if kinds == {bool} else ())]))
            self._index = {value: place for place, value in enumerate(self.points)}
            self._size = len(self.points) + (kinds != {bool})
            self._existing = (1 << self._size) - 1
            return
        self.points, self._index = _distinct(values)
        self._size = 2 * len(self.points) + 1
        self._existing = (1 << self._size) - 1
        if isinstance(self.points[0], Time) and not self.points[0].of_day:
            self._existing &= ~1
        for place, (low, high) in enumerate(zip(self.points, self.points[1:], strict=False)):
            if _neighbours(low, high, whole_numbers):
                self._existing &= ~(1 << (2 * place + 2))

    def _mask(self, tests: syntax.Tests | None) -> int:
        null = 1 << self.null
        if tests is None or not tests.items:
            return self._existing | null
        mask = reduce(or_, (self._item(item) for item in tests.items))
        if not tests.negated:
            return mask
        unknown = any(isinstance(item, syntax.Interval | syntax.HalfOpen) and not _is_equality(item) for item in tests.items)
        return (self._existing | null) & ~mask & ~(null if unknown else 0)

    def _item(self, item: syntax.Node) -> int:
        if isinstance(item, syntax.Interval):
            low, high = self._index[literal(item.low)], self._index[literal(item.high)]
            first = 2 * low + (1 if item.low_closed else 2)
            last = 2 * high + (1 if item.high_closed else 0)
            return (1 << (last + 1)) - (1 << first) if last >= first else 0
        if isinstance(item, syntax.HalfOpen):
            return self._compared(item.operator, literal(item.operand))
        return self._point(literal(item))

    def _point(self, value: Any) -> int:
        if value is None:
            return 1 << self.null
        return 1 << (self._index[value] if self.discrete else 2 * self._index[value] + 1)

    def _compared(self, operator: str, value: Any) -> int:
        if operator in ("=", "!="):
            point = self._point(value)
            return point if operator == "=" else (self._existing | 1 << self.null) & ~point
        if self.discrete or value is None:
            raise NotCheckable
        at = 2 * self._index[value] + 1
        below = (1 << (at + 1 if operator in ("<=", ">") else at)) - 1
        return below if operator[0] == "<" else self._existing & ~below

    def _cover(self) -> None:
        """Sweeps over the regions; where a cell's set of regions begins or ends, its rules come or go."""
        turns = [0] * (self.null + 2)
        for text, mask in self._masks.items():
            for place in bits(mask ^ (mask << 1)):
                turns[place] ^= self.rules[text]
        self.covers: list[int] = []
        here = 0
        for turn in turns:
            here ^= turn
            self.covers.append(here)
        self.groups = {}
        for region in bits(self._domain):
            self.groups.setdefault(self.covers[region], region)
        starts = range(0, len(self.covers), _BLOCK)
        self._blocks = [reduce(or_, self.covers[start : start + _BLOCK]) for start in starts]

    def meeting(self) -> list[int]:
        """For each rule the rules whose cell some value passes that passes its own too."""
        found = [0] * self.everything.bit_length()
        for text, rules in self.rules.items():
            if self.checkable:
                met = reduce(or_, (self._covered(*run) for run in _runs(self._masks[text])), 0)
            else:
                met = rules | self.always if text else self.everything
            for rule in bits(rules):
                found[rule] = met
        return found

    def _covered(self, first: int, last: int) -> int:
        """The rules that cover any of a row of regions; whole blocks are taken at once."""
        found = 0
        while first <= last:
            if first % _BLOCK == 0 and first + _BLOCK - 1 <= last:
                found |= self._blocks[first // _BLOCK]
                first += _BLOCK
            else:
                found |= self.covers[first]
                first += 1
        return found

    def shared(self, cells: Sequence[str]) -> int:
        """A region that passes all of these cells; -1 where only running the table can tell."""
        if not self.checkable:
            return -1
        both = reduce(lambda left, right: left & right, (self._masks["" if cell == "-" else cell] for cell in cells))
        return (both & -both).bit_length() - 1

    def example(self, region: int) -> str:
        """A value of a region as FEEL writes it; empty for all other values of a column without order."""
        if region == self.null:
            return "null"
        if self.discrete:
            return quoted(self.points[region]) if region < len(self.points) else ""
        place, on_point = divmod(region, 2)
        if on_point:
            return quoted(self.points[place])
        if place == 0:
            return quoted(step(self.points[0], -1))
        if place == len(self.points):
            return quoted(step(self.points[-1], 1))
        return quoted(between(self.points[place - 1], self.points[place]))


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """First and last place of each row of bits that are set."""
    edges = list(bits(mask ^ (mask << 1)))
    return ((first, after - 1) for first, after in zip(edges[::2], edges[1::2], strict=True))


def _parsed(texts: Texts, cell: str) -> syntax.Tests | None:
    """None for a cell that is always true."""
    if cell in ("", "-"):
        return None
    found = texts.tests(cell)
    return found.node if isinstance(found, UnaryTests) else syntax.Tests((syntax.Name("?"),))


def _is_equality(item: syntax.Node) -> bool:
    return isinstance(item, syntax.HalfOpen) and item.operator in ("=", "!=")


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
        found.extend(parts)
    return found


def _distinct(values: list[Any]) -> tuple[list[Any], dict[Any, int]]:
    """The points in order, and the place of each value among them."""
    if any(order(value, values[0]) is None for value in values):
        raise NotCheckable
    points: list[Any] = []
    index: dict[Any, int] = {}
    for value in sorted(dict.fromkeys(values), key=cmp_to_key(lambda a, b: order(a, b) or 0)):
        if not points or order(points[-1], value) != 0:
            points.append(value)
        index[value] = len(points) - 1
    return points, index


def _neighbours(low: Any, high: Any, whole_numbers: bool) -> bool:
    """Whether nothing lies between two values: days or months in a row, or whole numbers where only those occur."""
    if isinstance(low, Date):
        return high.ordinal - low.ordinal == 1  # type: ignore[no-any-return]
    if isinstance(low, YearsMonths):
        return high.months - low.months == 1  # type: ignore[no-any-return]
    return whole_numbers and isinstance(low, Decimal) and high - low <= 1
