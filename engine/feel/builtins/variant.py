"""Signatures of built-in functions and how arguments are fitted to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.feel.frame import Top
from engine.feel.kinds import kind_of
from engine.feel.values import Function

_SHORT = {
    "datetime": "date and time",
    "daystime": "days and time duration",
    "yearsmonths": "years and months duration",
}
_UNFIT = object()


class Parameter(NamedTuple):
    """``kind`` is a FEEL kind or ``any``; ``nullable`` parameters take null, others make the variant unfit."""

    name: str
    kind: str
    nullable: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to call a built-in.

    ``signature``: ``"string: string, start position: number, [length: number]"``; brackets mark optional parameters, ``?`` after a kind
    lets null through, ``...`` before the last takes the rest as one list. ``with_top`` passes the evaluation first.
    """

    parameters: tuple[Parameter, ...]
    variadic: bool
    call: Callable[..., Any]
    with_top: bool

    def fit(self, values: list[Any]) -> list[Any] | None:
        """Converted arguments, or None when these do not fit."""
        parameters = self.parameters
        if self.variadic:
            return [values] if values else None
        if len(values) > len(parameters):
            return None
        fitted = []
        for place, parameter in enumerate(parameters):
            if place >= len(values):
                if not parameter.optional:
                    return None
                continue
            value = _convert(values[place], parameter)
            if value is _UNFIT:
                return None
            fitted.append(value)
        return fitted

    def arrange(self, values: list[Any], names: tuple[str, ...]) -> list[Any] | None:
        """Named arguments in order. A parameter left out in the middle is null and must be nullable or optional."""
        given = dict(zip(names, values, strict=True))
        known = [parameter.name for parameter in self.parameters]
        if len(given) != len(names) or not set(given) <= set(known):
            return None
        if self.variadic:
            single = given[known[0]]
            return single if isinstance(single, list) else [single]
        last = max(known.index(name) for name in given) if given else -1
        missing = [parameter for parameter in self.parameters[: last + 1] if parameter.name not in given]
        if any(not parameter.nullable for parameter in missing):
            return None
        return [given.get(name) for name in known[: last + 1]]


def _convert(value: Any, parameter: Parameter) -> Any:
    """The value itself, the one element of its list, or a list of it (10.3.2.9.4)."""
    kind = parameter.kind
    if value is None:
        return value if parameter.nullable else _UNFIT
    if kind == "any":
        return value
    found = kind_of(value)
    if found == kind:
        return value
    if kind == "list":
        return [value]
    if found == "list" and len(value) == 1 and value[0] is not None and kind_of(value[0]) == kind:
        return value[0]
    return _UNFIT


def variant(signature: str, call: Callable[..., Any], with_top: bool = False) -> Variant:
    variadic = signature.startswith("...")
    parameters = []
    for part in filter(None, (piece.strip() for piece in signature.removeprefix("...").split(","))):
        optional = part.startswith("[")
        name, _, kind = part.strip("[]").partition(": ")
        nullable = kind.endswith("?") or kind == "any"
        kind = kind.rstrip("?")
        parameters.append(Parameter(name, _SHORT.get(kind, kind), nullable, optional))
    return Variant(tuple(parameters), variadic, call, with_top)


def function(name: str, variants: tuple[Variant, ...]) -> Function:
    """A built-in as a FEEL value."""

    def call(top: Top, values: list[Any], names: tuple[str, ...] | None = None) -> Any:
        for candidate in variants:
            arranged = values if names is None else candidate.arrange(values, names)
            fitted = None if arranged is None else candidate.fit(arranged)
            if fitted is not None:
                return top.charge(candidate.call(top, *fitted) if candidate.with_top else candidate.call(*fitted))
        return None

    return Function(name, call, None, max(len(candidate.parameters) for candidate in variants))
