"""10.3.4.5 Numeric functions."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import numbers
from engine.feel.arithmetic import negate
from engine.feel.builtins.variant import Variant, variant

_ZERO = Decimal(0)


def _rounding(mode: str) -> tuple[Variant, ...]:
    def call(number: Decimal, scale: Decimal = _ZERO) -> Decimal | None:
        return numbers.rounded(number, scale, mode)

    return (variant("n: number, [scale: number]", call),)


def _places(mode: str) -> tuple[Variant, ...]:
    return (variant("n: number, scale: number", _rounding(mode)[0].call),)


def _function(name: str) -> tuple[Variant, ...]:
    return (variant("number: number", lambda value: numbers.function(name, value)),)


def _parity(remainder: int) -> Callable[[Decimal], bool | None]:
    def call(value: Decimal) -> bool | None:
        if value != value.to_integral_value():
            return None
        return numbers.CONTEXT.remainder(value, Decimal(2)).copy_abs() == remainder

    return call


def absolute(value: Any) -> Any:
    nothing = type(value)(0)
    return negate(value) if value < nothing else value


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    return numbers.modulo(dividend, divisor)


TABLE: dict[str, tuple[Variant, ...]] = {
    "decimal": _places("ROUND_HALF_EVEN"),
    "floor": _rounding("ROUND_FLOOR"),
    "ceiling": _rounding("ROUND_CEILING"),
    "round up": _places("ROUND_UP"),
    "round down": _places("ROUND_DOWN"),
    "round half up": _places("ROUND_HALF_UP"),
    "round half down": _places("ROUND_HALF_DOWN"),
    "abs": (
        variant("n: number", absolute),
        variant("n: daystime", absolute),
        variant("n: yearsmonths", absolute),
    ),
    "modulo": (variant("dividend: number, divisor: number", modulo),),
    "sqrt": _function("sqrt"),
    "log": _function("log"),
    "exp": _function("exp"),
    "odd": (variant("number: number", _parity(1)),),
    "even": (variant("number: number", _parity(0)),),
}
