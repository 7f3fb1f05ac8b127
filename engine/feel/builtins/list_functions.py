"""10.3.4.4 List functions that look at, take and rearrange elements; and sort (10.3.4.7). Positions count from 1."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import limits
from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import same
from engine.feel.errors import too_deep
from engine.feel.frame import Top
from engine.feel.numbers import whole
from engine.feel.values import Function


def list_contains(top: Top, elements: list[Any], element: Any) -> bool:
    top.spend(len(elements))
    return any(same(item, element) for item in elements)


def _index(elements: list[Any], position: Decimal) -> int | None:
    """A place from 0 for a position from 1, or from -1 backwards; None outside the list."""
    place = whole(position)
    if not place or abs(place) > len(elements):
        return None
    return place - 1 if place > 0 else len(elements) + place


def sublist(elements: list[Any], position: Decimal, length: Decimal | None = None) -> list[Any] | None:
    first = _index(elements, position)
    if first is None:
        return None
    if length is None:
        return elements[first:]
    size = whole(length)
    return None if size is None or size < 1 or first + size > len(elements) else elements[first : first + size]


def append(top: Top, values: list[Any]) -> list[Any] | None:
    elements = values[0] if isinstance(values[0], list) else [values[0]]
    if values[0] is None:
        return None
    top.spend(len(elements))
    return [*elements, *values[1:]]


def concatenate(top: Top, values: list[Any]) -> list[Any] | None:
    if any(value is None for value in values):
        return None
    lists = [value if isinstance(value, list) else [value] for value in values]
    top.spend(sum(map(len, lists)))
    return [element for elements in lists for element in elements]


def insert_before(top: Top, elements: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    first = _index(elements, position)
    if first is None:
        return None
    top.spend(len(elements))
    return [*elements[:first], item, *elements[first:]]


def remove(top: Top, elements: list[Any], position: Decimal) -> list[Any] | None:
    first = _index(elements, position)
    if first is None:
        return None
    top.spend(len(elements))
    return [*elements[:first], *elements[first + 1 :]]


def replace_at(top: Top, elements: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    first = _index(elements, position)
    if first is None:
        return None
    top.spend(len(elements))
    return [*elements[:first], item, *elements[first + 1 :]]


def replace_where(top: Top, elements: list[Any], match: Function, item: Any) -> list[Any] | None:
    """``match(element, new item)`` must answer true or false for every element."""
    if match.parameters is not None and match.arity != 2:
        return None
    replaced = []
    for element in elements:
        top.spend()
        verdict = match.call(top, [element, item], None)
        if not isinstance(verdict, bool):
            return None
        replaced.append(item if verdict else element)
    return replaced


def index_of(top: Top, elements: list[Any], match: Any) -> list[Decimal]:
    top.spend(len(elements))
    return [Decimal(place) for place, item in enumerate(elements, 1) if same(item, match)]


def distinct(top: Top, elements: list[Any]) -> list[Any]:
    found: list[Any] = []
    for element in elements:
        top.spend(len(found) // 8 + 1)
        if not any(same(element, other) for other in found):
            found.append(element)
    return found


def union(top: Top, values: list[Any]) -> list[Any] | None:
    joined = concatenate(top, values)
    return None if joined is None else distinct(top, joined)


def flatten(top: Top, elements: list[Any]) -> list[Any]:
    found: list[Any] = []
    _flatten(top, elements, found, 0)
    return found


def _flatten(top: Top, elements: list[Any], found: list[Any], depth: int) -> None:
    if depth > limits.DEPTH:
        raise too_deep(limits.DEPTH)
    for element in elements:
        top.spend()
        if isinstance(element, list):
            _flatten(top, element, found, depth + 1)
        else:
            found.append(element)


def sort(top: Top, elements: list[Any], precedes: Function) -> list[Any] | None:
    """``precedes(a, b)`` true puts a first; elements of which neither precedes keep their order."""

    def compare(left: Any, right: Any) -> int:
        top.spend()
        if precedes.call(top, [left, right], None) is True:
            return -1
        return 1 if precedes.call(top, [right, left], None) is True else 0

    return sorted(elements, key=cmp_to_key(compare))


def count(elements: list[Any]) -> Decimal:
    return Decimal(len(elements))


TABLE: dict[str, tuple[Variant, ...]] = {
    "list contains": (variant("list: list, element: any", list_contains, with_top=True),),
    "count": (variant("list: list", count),),
    "sublist": (variant("list: list, start position: number, [length: number?]", sublist),),
    "append": (
        variant("...list: any", append, with_top=True),
        variant("list: list, item: any", lambda top, elements, item: append(top, [elements, item]), with_top=True),
    ),
    "concatenate": (variant("...list: any", concatenate, with_top=True),),
    "insert before": (variant("list: list, position: number, newItem: any", insert_before, with_top=True),),
    "remove": (variant("list: list, position: number", remove, with_top=True),),
    "list replace": (
        variant("list: list, position: number, newItem: any", replace_at, with_top=True),
        variant("list: list, match: function, newItem: any", replace_where, with_top=True),
    ),
    "reverse": (variant("list: list", lambda elements: elements[::-1]),),
    "index of": (variant("list: list, match: any", index_of, with_top=True),),
    "union": (variant("...list: any", union, with_top=True),),
    "distinct values": (variant("list: list", distinct, with_top=True),),
    "flatten": (variant("list: list", flatten, with_top=True),),
    "sort": (variant("list: list, precedes: function", sort, with_top=True),),
}
