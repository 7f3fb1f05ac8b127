"""Parsed expressions and unary tests: made once, evaluated any number of times, from any thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.feel import limits, syntax, unary
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import build, build_tests
from engine.feel.cursor import TypeFinder, no_type
from engine.feel.environment import DEFAULT, Environment
from engine.feel.errors import too_deep
from engine.feel.exchange import give, load
from engine.feel.frame import Top
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.scope import Closure, Root

_AS_IT_IS = frozenset({bool, Decimal, str, type(None)})


@dataclass(frozen=True, slots=True)
class Expression:
    """``text`` as written; ``names``: the variables it surely takes from the context; ``possible_names``: those mentioned
    inside filters, which may be members of the filtered elements instead. ``node`` is the syntax tree.
    """

    text: str
    names: frozenset[str]
    possible_names: frozenset[str] = field(repr=False)
    node: syntax.Node = field(repr=False)
    run: Closure = field(repr=False)
    """The compiled expression over a frame, for those who evaluate many in one go."""

    def evaluate(self, context: Mapping[str, Any], environment: Environment | None = None) -> Any:
        """The value as Python's (see ``exchange``); what FEEL calls an error is None. Raises FeelLimit beyond the bounds."""
        try:
            value = self.run(Top(context, environment or DEFAULT))
        except RecursionError:
            raise too_deep(limits.DEPTH) from None
        return value if type(value) in _AS_IT_IS else give(value)

    def value(self, context: Mapping[str, Any], environment: Environment | None = None) -> Any:
        """The evaluator's own value, for those who go on evaluating with it."""
        try:
            return self.run(Top(context, environment or DEFAULT))
        except RecursionError:
            raise too_deep(limits.DEPTH) from None


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The tests of one decision table cell; ``names`` as for an expression."""

    text: str
    names: frozenset[str]
    possible_names: frozenset[str] = field(repr=False)
    node: syntax.Tests = field(repr=False)
    passes: unary.Test = field(repr=False)
    """The compiled test over a frame and the evaluator's own value, for those who test many cells in one evaluation."""

    def matches(self, value: Any, context: Mapping[str, Any], environment: Environment | None = None) -> bool | None:
        """Whether the value passes; None where the tests say nothing about such a value."""
        try:
            return self.passes(Top(context, environment or DEFAULT), load(value))
        except RecursionError:
            raise too_deep(limits.DEPTH) from None


def parse(text: str, names: Iterable[str] = (), members: Iterable[str] = (), types: TypeFinder = no_type) -> Expression:
    """Raises FeelSyntaxError or FeelLimit.

    ``names`` and ``members`` are needed only for variables and entries whose names hold operators or keywords (``a-b``).
    ``types`` finds the types of a model that ``instance of`` and parameters may name.
    """
    try:
        node = parse_expression(text, names, members, types)
        root = Root(BUILTINS)
        run = build(node, root)
    except RecursionError:
        raise too_deep(limits.DEPTH) from None
    return Expression(text, frozenset(root.free), frozenset(root.possible), node, run)


def parse_unary_tests(text: str, names: Iterable[str] = (), members: Iterable[str] = (), types: TypeFinder = no_type) -> UnaryTests:
    """As ``parse``, for a decision table's cell or an allowed-values list."""
    try:
        node = parse_tests(text, names, members, types)
        root = Root(BUILTINS)
        passes = build_tests(node, root)
    except RecursionError:
        raise too_deep(limits.DEPTH) from None
    return UnaryTests(text, frozenset(root.free), frozenset(root.possible), node, passes)
