"""Text → nodes: a recursive descent over DMN 1.5's grammar, one method per rank, written by hand because a FEEL name may
contain blanks and operators and is only recognised by knowing the names in scope.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel import syntax
from engine.feel.cursor import Cursor, TypeFinder, no_type
from engine.feel.known import KnownNames
from engine.feel.primary import PrimaryParser
from engine.feel.syntax import Node

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 7)
_RANKS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*_COMPARISONS, "between", "in"), _COMPARE),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "**": _POWER,
}


class Parser(PrimaryParser):
    """One parse of one text. ``expression`` and ``tests`` are the two starting points."""

    def whole_expression(self) -> Node:
        node = self.expression()
        self._end()
        return node

    def whole_tests(self) -> syntax.Tests:
        """Rule 17, unary tests: a dash, ``not(...)`` or a list of tests."""
        cursor = self.cursor
        if cursor.sees("-") and cursor.peek().kind == "end":
            cursor.at += 1
            return syntax.Tests(())
        negated = cursor.sees("not") and cursor.peek().text == "(" and self._closes_last()
        if negated:
            cursor.at += 2
        items = self.tests_list()
        if negated:
            cursor.need(")")
        self._end()
        return syntax.Tests(items, negated)

    def tests_list(self) -> tuple[Node, ...]:
        items = [self.expression()]
        while self.cursor.take(","):
            items.append(self.expression())
        return tuple(items)

    def _closes_last(self) -> bool:
        """Whether the bracket after ``not`` is closed by the last token, so that ``not(a) and b`` stays an expression."""
        stream = self.cursor.stream
        opened: list[list[str]] = []
        for place in range(self.cursor.at + 1, len(stream) - 1):
            mark = stream[place]
            if mark.kind != "mark" or mark.text not in _BRACKETS:
                continue
            if mark.text == "..":
                opened[-1].append("..")
            elif _opens(mark.text, opened, stream[place + 1].text):
                opened.append([mark.text])
            else:
                opened.pop()
                if not opened:
                    return place == len(stream) - 2
        return False

    def _end(self) -> None:
        if self.cursor.token.kind != "end":
            raise self.cursor.wrong("运算符或结尾", "an operator or the end")

    def expression(self) -> Node:
        self.cursor.deeper()
        node = self._binary(_OR)
        self.cursor.back()
        return node

    def _binary(self, floor: int) -> Node:
        """Everything that binds at least as tightly as ``floor``."""
        cursor = self.cursor
        if floor <= _COMPARE and cursor.sees(*_COMPARISONS):
            node = self._half()
        else:
            node = self._unary()
        while True:
            rank = _RANKS.get(cursor.token.text, 0)
            if rank < floor or not rank:
                return node
            if rank == _COMPARE:
                node = self._compared(node)
            else:
                node = self._chain(node, rank)

    def _chain(self, first: Node, rank: int) -> Node:
        """Operators of one rank in a row become one node, so that long sums need no deep nesting."""
        cursor = self.cursor
        rest = []
        while _RANKS.get(cursor.token.text) == rank:
            cursor.at += 1
            rest.append((cursor.peek(-1).text, self._binary(rank + 1)))
        if rank == _OR:
            return syntax.Or((first, *(node for _, node in rest)))
        if rank == _AND:
            return syntax.And((first, *(node for _, node in rest)))
        return syntax.Arithmetic(first, tuple(rest))

    def _compared(self, left: Node) -> Node:
        cursor = self.cursor
        operator = cursor.token.text
        cursor.at += 1
        if operator == "between":
            low = self._binary(_SUM)
            cursor.need("and")
            return syntax.Between(left, low, self._binary(_SUM))
        if operator == "in":
            return syntax.In(left, self._in_tests())
        return syntax.Comparison(operator, left, self._binary(_SUM))

    def _in_tests(self) -> syntax.Tests:
        """Rule 49c: one test, or several in brackets. One expression in brackets may go on: ``x in (a)[1]``."""
        cursor = self.cursor
        if not cursor.take("("):
            return syntax.Tests((self._half() if cursor.sees(*_COMPARISONS) else self._binary(_SUM),))
        cursor.deeper()
        items = self.tests_list()
        cursor.back()
        if cursor.sees("..") and len(items) == 1:
            return syntax.Tests((self.interval(items[0], False),))
        cursor.need(")")
        if len(items) == 1:
            self.pending = items[0]
            items = (self._binary(_SUM),)
        return syntax.Tests(items)

    def _half(self) -> Node:
        self.cursor.at += 1
        return syntax.HalfOpen(self.cursor.peek(-1).text, self._binary(_SUM))

    def _unary(self) -> Node:
        cursor = self.cursor
        if self.pending is not None or not cursor.take("-"):
            return self._instance()
        if cursor.token.kind == "number":
            self.minus = True
            return self._instance()
        cursor.deeper()
        operand = self._unary()
        cursor.back()
        return syntax.Negation(operand)

    def _instance(self) -> Node:
        node = self.postfix()
        while self.cursor.sees("instance"):
            self.cursor.at += 1
            self.cursor.need("of")
            node = syntax.InstanceOf(node, self.type())
        return node


def parse_expression(text: str, names: Iterable[str] = (), members: Iterable[str] = (), types: TypeFinder = no_type) -> Node:
    """Raises FeelSyntaxError or FeelLimit. ``names``: root names with operators or keywords in them; ``members``: such keys."""
    return Parser(Cursor(text, KnownNames(names), KnownNames(members), types)).whole_expression()


def parse_tests(text: str, names: Iterable[str] = (), members: Iterable[str] = (), types: TypeFinder = no_type) -> syntax.Tests:
    return Parser(Cursor(text, KnownNames(names), KnownNames(members), types)).whole_tests()


_BRACKETS = frozenset({"(", ")", "[", "]", ".."})


def _opens(mark: str, opened: list[list[str]], following: str) -> bool:
    """Whether a bracket opens something: the ends of a range may be any of four brackets, ``[1..3)`` or ``]1..3[``."""
    if mark == "(":
        return True
    in_range = bool(opened) and ".." in opened[-1]
    if mark == "[":
        return not (in_range and following in ("", ",", ")"))
    return mark == "]" and not in_range and opened[-1][0] != "["
