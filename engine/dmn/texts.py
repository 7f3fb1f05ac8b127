"""FEEL texts of a model, each parsed once; what cannot be parsed is kept as a problem and evaluates to null."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine import feel
from engine.dmn.session import note
from engine.feel.cursor import TypeFinder
from engine.feel.frame import Frame
from engine.feel.scope import Closure
from engine.feel.unary import Test


class Texts:
    """``names`` and ``members``: names of the model that FEEL must know beforehand (see ``feel.parse``)."""

    def __init__(self, names: Iterable[str], members: Iterable[str], types: TypeFinder) -> None:
        self._types = types
        self._names = frozenset(name for name in names if feel.special(name))
        self._members = frozenset(name for name in members if feel.special(name))
        self._expressions: dict[str, feel.Expression | feel.FeelError] = {}
        self._tests: dict[str, feel.UnaryTests | feel.FeelError] = {}

    def expression(self, text: str) -> feel.Expression | feel.FeelError:
        found = self._expressions.get(text)
        if found is None:
            found = self._expressions[text] = self._tried(feel.parse, text)
        return found

    def tests(self, text: str) -> feel.UnaryTests | feel.FeelError:
        found = self._tests.get(text)
        if found is None:
            found = self._tests[text] = self._tried(feel.parse_unary_tests, text)
        return found

    def _tried(self, parse: Callable[..., Any], text: str) -> Any:
        try:
            return parse(text, self._names, self._members | self._names, self._types)
        except feel.FeelError as error:
            return error

    def mentioned(self) -> frozenset[str]:
        """Every variable that any text read so far may take from its surroundings."""
        found = [each for each in (*self._expressions.values(), *self._tests.values()) if not isinstance(each, feel.FeelError)]
        return frozenset().union(*(each.names | each.possible_names for each in found))

    def closure(self, text: str) -> Closure:
        """Evaluates the text over a frame whose variables are a mapping."""
        if not text:
            return _null
        found = self.expression(text)
        return _unreadable(found) if isinstance(found, feel.FeelError) else found.run

    def test(self, text: str) -> Test | None:
        """None for a cell that is always true: a dash or nothing."""
        if text in ("", "-"):
            return None
        found = self.tests(text)
        return _never(found) if isinstance(found, feel.FeelError) else found.passes


def _null(frame: Frame) -> None:
    return None


def _unreadable(error: feel.FeelError) -> Closure:
    """Null, as the standard wants; the explanation says why."""
    return lambda frame: note(frame.top, str(error), error.english)


def _never(error: feel.FeelError) -> Test:
    return lambda frame, value: note(frame.top, str(error), error.english)
