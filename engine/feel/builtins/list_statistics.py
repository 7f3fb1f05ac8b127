"""10.3.4.4 List functions that make one value of many: min, max, sum, mean, all, any and their kin.

Each takes one list or the elements as arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import numbers
from engine.feel.arithmetic import add, divide
from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import order
from engine.feel.operators import all_of, any_of


def _extreme(wanted: int) -> Callable[[list[Any]], Any]:
    def call(elements: list[Any]) -> Any:
        if not elements or any(element is None for element in elements):
            return None
        best = elements[0]
        if order(best, best) is None:
            return None
        for element in elements[1:]:
            found = order(element, best)
            if found is None:
                return None
            if found == wanted:
                best = element
        return best

    return call


def total(elements: list[Any]) -> Any:
    """Numbers, or durations of one kind; null for none."""
    if not elements or isinstance(elements[0], str):
        return None
    result = elements[0] if add(elements[0], elements[0]) is not None else None
    for element in elements[1:]:
        if type(element) is not type(result):
            return None
        result = add(result, element)
    return result


def mean(elements: list[Any]) -> Any:
    found = total(elements)
    return None if found is None else divide(found, Decimal(len(elements)))


def _numbers(elements: list[Any]) -> bool:
    return all(type(element) is Decimal for element in elements)


def product(elements: list[Any]) -> Decimal | None:
    if not elements or not _numbers(elements):
        return None
    result: Decimal | None = Decimal(1)
    for element in elements:
        result = None if result is None else numbers.multiply(result, element)
    return result


def median(elements: list[Any]) -> Decimal | None:
    if not elements or not _numbers(elements):
        return None
    ordered = sorted(elements)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]  # type: ignore[no-any-return]
    both = numbers.add(ordered[middle - 1], ordered[middle])
    return None if both is None else numbers.divide(both, Decimal(2))


def stddev(elements: list[Any]) -> Decimal | None:
    """The sample's standard deviation; null for fewer than two numbers."""
    if len(elements) < 2 or not _numbers(elements):
        return None
    context = numbers.CONTEXT
    average = mean(elements)
    squares = Decimal(0)
    for element in elements:
        distance = context.subtract(element, average)
        squares = context.add(squares, context.multiply(distance, distance))
    result = context.sqrt(context.divide(squares, Decimal(len(elements) - 1)))
    return result if result.is_finite() else None


def mode(elements: list[Any]) -> list[Decimal] | None:
    """The most frequent numbers, ascending."""
    if not _numbers(elements):
        return None
    counts: dict[Decimal, int] = {}
    for element in elements:
        counts[element] = counts.get(element, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(element for element, times in counts.items() if times == most)


def _both(call: Callable[[list[Any]], Any], name: str = "list") -> tuple[Variant, ...]:
    return (variant(f"{name}: list", call), variant(f"...{name}: any", call))


_ALL = (variant("list: list", all_of), variant("...list: any", all_of))
_ANY = (variant("list: list", any_of), variant("...list: any", any_of))

TABLE: dict[str, tuple[Variant, ...]] = {
    "min": _both(_extreme(-1)),
    "max": _both(_extreme(1)),
    "sum": _both(total),
    "mean": _both(mean),
    "product": _both(product),
    "median": _both(median),
    "stddev": _both(stddev),
    "mode": _both(mode),
    "all": _ALL,
    "any": _ANY,
    "and": _ALL,
    "or": _ANY,
}
