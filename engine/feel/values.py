"""FEEL's own values that Python lacks: ranges and functions. See ``temporal`` for dates and ``durations`` for durations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Range:
    """``[low..high]``. An end that is None bounds nothing. A closed flag says whether the end belongs.

    ``missing`` says why an end is None, which only equality asks: ``null`` was written there, ``undefined`` by a comparison without
    left side (``< 5``), ``omitted`` from a range literal (``(..5)``), which equals either.
    """

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True
    missing: Literal["null", "undefined", "omitted"] = "null"


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function as a value. ``call`` takes the evaluation and the arguments in order; what goes wrong inside gives null.

    ``types`` of its parameters and of its ``result`` are ``types.Type`` as declared or seen from the text; None where nothing is known.
    """

    name: str
    call: Callable[..., Any]
    parameters: tuple[str, ...] | None
    """None for built-in functions, which match names to their own variants."""
    arity: int
    types: tuple[Any, ...] | None = None
    result: Any = None
