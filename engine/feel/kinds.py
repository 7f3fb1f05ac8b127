"""Python class → FEEL kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.durations import DaysTime, YearsMonths
from engine.feel.exchange import Given
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import Function, Range

_KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Given: "context",
    Range: "range",
    Function: "function",
    type(None): "Null",
}


def kind_of(value: Any) -> str:
    """The FEEL type a value of the evaluator belongs to."""
    kind = _KINDS.get(type(value))
    if kind is None:
        raise TypeError(f"{type(value).__name__} is not a FEEL value")
    return kind
