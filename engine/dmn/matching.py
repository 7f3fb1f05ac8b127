"""Which rules of a table match: columns are asked one after another, each distinct cell at most once.

The rules still possible are the bits of one integer. A column whose cells are only literals is looked up in a dictionary, the number
cells of any other are found by order (``bands``); of the rest equal cells share one test, and only cells of rules still possible are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from itertools import compress
from operator import not_, or_
from typing import Any, NamedTuple

from engine.dmn.bands import bands, bits, numbers_only
from engine.dmn.elements import Table
from engine.dmn.texts import Texts
from engine.feel import syntax
from engine.feel.expression import UnaryTests
from engine.feel.frame import Frame
from engine.feel.unary import Test

Matcher = Callable[[Sequence[Any], Frame], list[int]]
"""From the columns' values to the places of the matching rules, in order, from 0."""

_Narrow = Callable[[Any, Frame, int], int]
"""From a column's value and the rules still possible to those that remain."""


def compile_matcher(table: Table, texts: Texts) -> Matcher:
    everything = (1 << len(table.rules)) - 1
    columns = [_Column(texts, [rule.inputs[place] for rule in table.rules], place) for place in range(len(table.inputs))]
    asked = sorted(
        (column for column in columns if column.cells), key=lambda column: (not column.literal, not column.ordered, len(column.cells))
    )
    steps = [(column.place, column.narrow()) for column in asked]

    def match(values: Sequence[Any], frame: Frame) -> list[int]:
        possible = everything
        for place, narrow in steps:
            possible = narrow(values[place], frame, possible)
            if not possible:
                return []
        return list(bits(possible))

    return match


class _Cell(NamedTuple):
    """A text of a column: parsed, as a test, and the rules it belongs to as bits. ``tests`` is None where it is no FEEL."""

    tests: syntax.Tests | None
    test: Test
    mask: int


class _Column:
    """``always``: rules that do not care; ``cells``: the others, equal texts once."""

    def __init__(self, texts: Texts, entries: Sequence[str], place: int) -> None:
        self.place = place
        self.always = 0
        masks: dict[str, int] = {}
        for rule, entry in enumerate(entries):
            if texts.test(entry) is None:
                self.always |= 1 << rule
            else:
                masks[entry] = masks.get(entry, 0) | 1 << rule
        self.cells = [_cell(texts, entry, mask) for entry, mask in masks.items()]
        self._literals = [_literals(cell.tests) for cell in self.cells]
        in_order = [cell.tests is not None and numbers_only(cell.tests) for cell in self.cells]
        self._in_order = list(compress(self.cells, in_order))
        self._others = list(compress(self.cells, map(not_, in_order)))

    @property
    def literal(self) -> bool:
        return all(values is not None for values in self._literals)

    @property
    def ordered(self) -> bool:
        return not self._others

    def narrow(self) -> _Narrow:
        tried = _tried(self.cells, self.always)
        return self._looked_up(tried) if self.literal else self._found_by_order(tried)

    def _looked_up(self, otherwise: _Narrow) -> _Narrow:
        """Strings and numbers go through a dictionary, anything else through the tests."""
        index: dict[Any, int] = {}
        for values, cell in zip(self._literals, self.cells, strict=True):
            for value in values or ():
                index[value] = index.get(value, 0) | cell.mask
        always = self.always
        index = {value: mask | always for value, mask in index.items()}

        def narrow(value: Any, frame: Frame, possible: int) -> int:
            if type(value) is str or type(value) is Decimal:
                return possible & index.get(value, always)
            return otherwise(value, frame, possible)

        return narrow

    def _found_by_order(self, otherwise: _Narrow) -> _Narrow:
        """A number passes its number cells at once, and the others are tried; anything else is tried on all."""
        rules_of = bands([(cell.tests, cell.mask) for cell in self._in_order if cell.tests is not None]) if self._in_order else None
        if rules_of is None:
            return otherwise
        try_others, always = _tried(self._others, 0), self.always
        open_rules = reduce(or_, (cell.mask for cell in self._others), 0)

        def narrow(value: Any, frame: Frame, possible: int) -> int:
            if type(value) is not Decimal:
                return otherwise(value, frame, possible)
            passed = possible & (rules_of(value) | always)
            still_open = possible & open_rules
            return passed | try_others(value, frame, still_open) if still_open else passed

        return narrow


def _cell(texts: Texts, entry: str, mask: int) -> _Cell:
    found, test = texts.tests(entry), texts.test(entry)
    assert test is not None
    return _Cell(found.node if isinstance(found, UnaryTests) else None, test, mask)


def _tried(cells: Sequence[_Cell], always: int) -> _Narrow:
    """Each test at most once, and only those of rules still possible."""
    by_rule = {place: cell.test for cell in cells for place in bits(cell.mask)}

    def narrow(value: Any, frame: Frame, possible: int) -> int:
        remaining = possible & always
        open_rules = possible & ~always
        if open_rules.bit_count() * 2 < len(cells):
            for place in bits(open_rules):
                if by_rule[place](frame, value) is True:
                    remaining |= 1 << place
            return remaining
        for _, test, mask in cells:
            if open_rules & mask:
                if test(frame, value) is True:
                    remaining |= possible & mask
                open_rules &= ~mask
                if not open_rules:
                    break
        return remaining

    return narrow


def _literals(tests: syntax.Tests | None) -> list[Any] | None:
    """The strings or numbers of a cell that holds nothing else."""
    if tests is None or tests.negated or not tests.items:
        return None
    values = [item.value for item in tests.items if isinstance(item, syntax.Constant)]
    same_kind = all(type(value) is type(values[0]) and type(value) in (str, Decimal) for value in values)
    return values if same_kind and len(values) == len(tests.items) else None
