"""FEEL types as written after ``instance of``, in parameters and in item definitions, and who conforms to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel.budget import Budget
from engine.feel.kinds import kind_of
from engine.feel.values import Function, Range


@dataclass(frozen=True, slots=True)
class Type:
    """``name`` is FEEL's own name, or list, context, function, range with ``parts``.

    ``parts``: the element type of a list or range; (key, type) of a context; parameter types and result of a function.
    None means the plain, unparametrised type.
    """

    name: str
    parts: tuple[Any, ...] | None = None

    @property
    def incomplete(self) -> bool:
        return self.parts is None and self.name in _PARTS

    def holds(self, value: Any, budget: Budget | None = None) -> bool:
        """Whether a FEEL value conforms (DMN 1.5, 10.3.2.9). null conforms to ``Null`` and ``Any`` only."""
        if self.name == "Any":
            return value is not None
        if value is None:
            return self.name == "Null"
        if kind_of(value) != self.name:
            return False
        if self.parts is None:
            return True
        budget = budget or Budget()
        budget.spend()
        return _PARTS[self.name](self.parts, value, budget)

    def accepts(self, value: Any, budget: Budget | None = None) -> bool:
        """As ``holds``, but null is a member of every type: what parameters and variables ask."""
        return value is None or self.holds(value, budget)


def _list_holds(parts: tuple[Any, ...], value: list[Any], budget: Budget) -> bool:
    return all(parts[0].accepts(item, budget) for item in value)


def _context_holds(parts: tuple[Any, ...], value: dict[str, Any], budget: Budget) -> bool:
    return all(key in value and type.accepts(value[key], budget) for key, type in parts)


def _range_holds(parts: tuple[Any, ...], value: Range, budget: Budget) -> bool:
    return parts[0].accepts(value.low) and parts[0].accepts(value.high)


def _function_holds(parts: tuple[Any, ...], value: Function, budget: Budget) -> bool:
    """It takes at least what the type's parameters may be, and gives nothing beyond the type's result (10.3.2.9.2)."""
    if value.arity != len(parts) - 1:
        return False
    takes = value.types is None or all(conforms(asked, own) for asked, own in zip(parts, value.types, strict=False))
    return takes and (value.result is None or conforms(value.result, parts[-1]))


def conforms(narrow: Any, wide: Any) -> bool:
    """Whether every value of one type is of another (DMN 1.5, table 60)."""
    narrow, wide = getattr(narrow, "structure", narrow), getattr(wide, "structure", wide)
    if wide.name == "Any" or narrow.name == "Null":
        return True
    if narrow.name != wide.name:
        return False
    if wide.parts is None or narrow.parts is None:
        return wide.parts is None
    if wide.name == "context":
        given = dict(narrow.parts)
        return all(key in given and conforms(given[key], type) for key, type in wide.parts)
    if wide.name == "function":
        return (
            len(narrow.parts) == len(wide.parts)
            and all(conforms(asked, own) for asked, own in zip(wide.parts[:-1], narrow.parts[:-1], strict=True))
            and conforms(narrow.parts[-1], wide.parts[-1])
        )
    return conforms(narrow.parts[0], wide.parts[0])


_PARTS = {"list": _list_holds, "context": _context_holds, "range": _range_holds, "function": _function_holds}

ANY = Type("Any")

NAMED = {
    name: Type(name)
    for name in (
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "function",
        "range",
        "Any",
        "Null",
    )
}
NAMED["dateTime"] = NAMED["date and time"]
NAMED["dayTimeDuration"] = NAMED["days and time duration"]
NAMED["yearMonthDuration"] = NAMED["years and months duration"]
