"""Which rules of a table match: columns are asked one after another, each distinct cell at most once.

The rules still possible are the bits of one integer. A column whose cells are only literals is looked up in a dictionary; in any
other, equal cells share one test, and only cells of rules still possible are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

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
    asked = sorted((column for column in columns if column.cells), key=lambda column: (not column.literal, len(column.cells)))
    steps = [(column.place, column.narrow()) for column in asked]

    def match(values: Sequence[Any], frame: Frame) -> list[int]:
        possible = everything
        for place, narrow in steps:
            possible = narrow(values[place], frame, possible)
            if not possible:
                return []
        return _places(possible)

    return match


def _places(bits: int) -> list[int]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


class _Column:
    """``always``: rules that do not care; ``cells``: the others by text; ``masks``: the rules each text belongs to."""

    def __init__(self, texts: Texts, cells: Sequence[str], place: int) -> None:
        self.place = place
        self._texts = texts
        self.always = 0
        masks: dict[str, int] = {}
        for rule, cell in enumerate(cells):
            if texts.test(cell) is None:
                self.always |= 1 << rule
            else:
                masks[cell] = masks.get(cell, 0) | 1 << rule
        self.cells = list(masks)
        self.masks = list(masks.values())
        self._literals = [_literals(texts.tests(cell)) for cell in self.cells]

    @property
    def literal(self) -> bool:
        return all(values is not None for values in self._literals)

    def narrow(self) -> _Narrow:
        tests = [self._texts.test(cell) for cell in self.cells]
        by_test = _by_test(list(zip([test for test in tests if test is not None], self.masks, strict=True)), self.always)
        return self._looked_up(by_test) if self.literal else by_test

    def _looked_up(self, otherwise: _Narrow) -> _Narrow:
        """Strings and numbers go through a dictionary, anything else through the tests."""
        index: dict[Any, int] = {}
        for values, mask in zip(self._literals, self.masks, strict=True):
            for value in values or ():
                index[value] = index.get(value, 0) | mask
        always = self.always
        index = {value: mask | always for value, mask in index.items()}

        def narrow(value: Any, frame: Frame, possible: int) -> int:
            if type(value) is str or type(value) is Decimal:
                return possible & index.get(value, always)
            return otherwise(value, frame, possible)

        return narrow


def _by_test(cells: list[tuple[Test, int]], always: int) -> _Narrow:
    by_rule = {place: test for test, mask in cells for place in _places(mask)}

    def narrow(value: Any, frame: Frame, possible: int) -> int:
        remaining = possible & always
        open_rules = possible & ~always
        if open_rules.bit_count() * 2 < len(cells):
            for place in _places(open_rules):
                if by_rule[place](frame, value) is True:
                    remaining |= 1 << place
            return remaining
        for test, mask in cells:
            if open_rules & mask:
                if test(frame, value) is True:
                    remaining |= possible & mask
                open_rules &= ~mask
                if not open_rules:
                    break
        return remaining

    return narrow


def _literals(found: Any) -> list[Any] | None:
    """The strings or numbers of a cell that holds nothing else."""
    if not isinstance(found, UnaryTests) or found.node.negated or not found.node.items:
        return None
    values = [item.value for item in found.node.items if isinstance(item, syntax.Constant)]
    same_kind = all(type(value) is type(values[0]) and type(value) in (str, Decimal) for value in values)
    return values if same_kind and len(values) == len(found.node.items) else None
