"""FEEL numbers: decimals of 34 digits rounded half to even (DMN 1.5, 10.3.2.3.1). What is not a finite number is null."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal

CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, traps=[])

WIDE = Context(prec=7000, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999, traps=[])
"""For rounding to a number of places, where 34 digits could be too few in between."""


def number_of(text: str) -> Decimal | None:
    """The number a literal stands for, rounded to 34 digits; None beyond the range."""
    value = CONTEXT.create_decimal(text)
    return value if value.is_finite() else None


def add(left: Decimal, right: Decimal) -> Decimal | None:
    value = CONTEXT.add(left, right)
    return value if value.is_finite() else None


def subtract(left: Decimal, right: Decimal) -> Decimal | None:
    value = CONTEXT.subtract(left, right)
    return value if value.is_finite() else None


def multiply(left: Decimal, right: Decimal) -> Decimal | None:
    value = CONTEXT.multiply(left, right)
    return value if value.is_finite() else None


def divide(left: Decimal, right: Decimal) -> Decimal | None:
    """None for a division by zero."""
    value = CONTEXT.divide(left, right)
    return value if value.is_finite() else None


def power(left: Decimal, right: Decimal) -> Decimal:
    """Not finite when the result has no value or is out of range; the caller decides."""
    if left == 0 and right == 0:
        return Decimal(1)
    return CONTEXT.power(left, right)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """The sign follows the divisor (10.3.4.5)."""
    if divisor == 0:
        return None
    rest = WIDE.remainder(dividend, divisor)
    if not rest.is_finite():
        return None
    return CONTEXT.plus(rest if rest == 0 or (rest < 0) == (divisor < 0) else WIDE.add(rest, divisor))


def rounded(value: Decimal, places: Decimal, rounding: str) -> Decimal | None:
    """``value`` with ``places`` decimals; the fraction of a scale does not count. None for one outside -6111..6176."""
    scale = int(places)
    if not -6111 <= scale <= 6176:
        return None
    if scale >= -int(value.as_tuple().exponent):
        return value
    return CONTEXT.plus(value.quantize(Decimal((0, (1,), -scale)), rounding=rounding, context=WIDE))


def whole(value: object) -> int | None:
    """The integer of a number without fraction, else None."""
    if type(value) is not Decimal or value != value.to_integral_value() or abs(value) > _LARGEST:
        return None
    return int(value)


_LARGEST = Decimal(10) ** 18


def text(value: Decimal) -> str:
    """A number without exponent and without needless zeros: 1.10 → 1.1, 1E+3 → 1000."""
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


_FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {
    "sqrt": CONTEXT.sqrt,
    "log": CONTEXT.ln,
    "exp": CONTEXT.exp,
}


def function(name: str, value: Decimal) -> Decimal | None:
    """Square root, natural logarithm, exponential; None where they have no value."""
    result = _FUNCTIONS[name](value)
    return result if result.is_finite() else None
