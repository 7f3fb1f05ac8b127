"""FEEL, the expression language of DMN 1.5: text is parsed once and evaluated safely, fast and without I/O.

Null semantics as the standard has them: what goes wrong inside an expression gives None. Errors are raised for text that is
not FEEL (FeelSyntaxError) and for expressions that ask for too much (FeelLimit). A leading ``=`` is not FEEL: ``strip_marker``.
Values in and out: see ``exchange``. Functions the standard lacks: ``EXTENSIONS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel.builtins import BUILTINS, EXTENSIONS
from engine.feel.context_names import special, special_names
from engine.feel.doubts import Doubt, doubts
from engine.feel.durations import DaysTime, YearsMonths
from engine.feel.environment import Environment
from engine.feel.errors import FeelError, FeelLimit, FeelSyntaxError
from engine.feel.exchange import load
from engine.feel.expression import Expression, UnaryTests, parse, parse_unary_tests
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.textual import text_of
from engine.feel.values import Function, Range

BUILTIN_NAMES: frozenset[str] = frozenset(BUILTINS)


def strip_marker(text: str) -> str:
    """The FEEL text of a field that marks expressions with one leading ``=``; blanks around go too."""
    return text.strip().removeprefix("=").strip()


def evaluate(text: str, context: Mapping[str, Any], environment: Environment | None = None) -> Any:
    """Parse and evaluate once. Names with operators or keywords inside are taken from the context."""
    names, members = special_names(context)
    return parse(text, names, members).evaluate(context, environment)


def unary_tests(text: str, value: Any, context: Mapping[str, Any], environment: Environment | None = None) -> bool | None:
    """Parse tests and try one value on them."""
    names, members = special_names(context)
    return parse_unary_tests(text, names, members).matches(value, context, environment)


def format(value: Any) -> str:
    """Any value as FEEL's ``string()`` writes it; None is ``null``. Raises TypeError for what is no FEEL value."""
    return text_of(load(value))


__all__ = [
    "BUILTIN_NAMES",
    "EXTENSIONS",
    "Date",
    "DateTime",
    "DaysTime",
    "Doubt",
    "Environment",
    "Expression",
    "FeelError",
    "FeelLimit",
    "FeelSyntaxError",
    "Function",
    "Range",
    "Time",
    "UnaryTests",
    "YearsMonths",
    "doubts",
    "evaluate",
    "format",
    "parse",
    "parse_unary_tests",
    "special",
    "special_names",
    "strip_marker",
    "unary_tests",
]
