"""10.3.4.10 Range functions (Allen's relations between points and ranges) and ``range``.

Every comparison of ends that have no order, and every range without the end that is needed, gives null.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel.builtins.variant import Variant, variant
from engine.feel.compare import order, within
from engine.feel.values import Range


class _NoOrder(Exception):
    """Two ends that cannot be compared."""


def _order(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise _NoOrder
    return found


def _less(left: Any, right: Any, both: bool) -> bool:
    """left < right, or equal unless ``both`` ends belong."""
    found = _order(left, right)
    return found < 0 or (found == 0 and not both)


def point_before_point(a: Any, b: Any) -> bool:
    return _order(a, b) < 0


def point_before_range(a: Any, b: Range) -> bool:
    return _less(a, b.low, b.low_closed)


def range_before_point(a: Range, b: Any) -> bool:
    return _less(a.high, b, a.high_closed)


def range_before_range(a: Range, b: Range) -> bool:
    return _less(a.high, b.low, a.high_closed and b.low_closed)


def meets(a: Range, b: Range) -> bool:
    return a.high_closed and b.low_closed and _order(a.high, b.low) == 0


def overlaps(a: Range, b: Range) -> bool:
    return not range_before_range(a, b) and not range_before_range(b, a)


def _starts_first(a: Range, b: Range) -> bool:
    found = _order(a.low, b.low)
    return found < 0 or (found == 0 and a.low_closed and not b.low_closed)


def _ends_last(a: Range, b: Range) -> bool:
    found = _order(a.high, b.high)
    return found > 0 or (found == 0 and a.high_closed and not b.high_closed)


def overlaps_before(a: Range, b: Range) -> bool:
    """a starts first, they share a point, and a does not end after b."""
    return _starts_first(a, b) and overlaps(a, b) and not _ends_last(a, b)


def point_finishes(a: Any, b: Range) -> bool:
    return b.high_closed and _order(a, b.high) == 0


def _starts_inside(a: Range, b: Range) -> bool:
    return not _starts_first(a, b)


def range_finishes(a: Range, b: Range) -> bool:
    return a.high_closed == b.high_closed and _order(a.high, b.high) == 0 and _starts_inside(a, b)


def point_starts(a: Any, b: Range) -> bool:
    return b.low_closed and _order(a, b.low) == 0


def range_starts(a: Range, b: Range) -> bool:
    return a.low_closed == b.low_closed and _order(a.low, b.low) == 0 and not _ends_last(a, b)


def range_includes_point(a: Range, b: Any) -> bool:
    found = within(b, a)
    if found is None:
        raise _NoOrder
    return found


def range_includes_range(a: Range, b: Range) -> bool:
    return not _starts_first(b, a) and not _ends_last(b, a)


def coincides(a: Range, b: Range) -> bool:
    return a.low_closed == b.low_closed and a.high_closed == b.high_closed and _order(a.low, b.low) == 0 and _order(a.high, b.high) == 0


def _swap(call: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: call(b, a)


def _relation(**calls: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    """``calls`` by the sorts of the two arguments: point_point, point_range, range_point, range_range."""

    def run(a: Any, b: Any) -> bool | None:
        sorts = "_".join("range" if isinstance(value, Range) else "point" for value in (a, b))
        call = calls.get(sorts)
        if call is None or a is None or b is None:
            return None
        try:
            return call(a, b)
        except _NoOrder:
            return None

    return run


def _named(*names: str, **calls: Callable[[Any, Any], bool]) -> tuple[Variant, ...]:
    """The same relation under each pair of parameter names the standard gives it."""
    call = _relation(**calls)
    return tuple(variant(", ".join(f"{name}: any" for name in pair.split("/")), call) for pair in names)


_RANGES = "range1/range2"
_EVERY = ("point1/point2", "point/range", "range/point", _RANGES)

TABLE: dict[str, tuple[Variant, ...]] = {
    "before": _named(
        *_EVERY,
        point_point=point_before_point,
        point_range=point_before_range,
        range_point=range_before_point,
        range_range=range_before_range,
    ),
    "after": _named(
        *_EVERY,
        point_point=_swap(point_before_point),
        point_range=_swap(range_before_point),
        range_point=_swap(point_before_range),
        range_range=_swap(range_before_range),
    ),
    "meets": _named(_RANGES, range_range=meets),
    "met by": _named(_RANGES, range_range=_swap(meets)),
    "overlaps": _named(_RANGES, range_range=overlaps),
    "overlaps before": _named(_RANGES, range_range=overlaps_before),
    "overlaps after": _named(_RANGES, range_range=_swap(overlaps_before)),
    "finishes": _named("point/range", _RANGES, point_range=point_finishes, range_range=range_finishes),
    "finished by": _named("range/point", _RANGES, range_point=_swap(point_finishes), range_range=_swap(range_finishes)),
    "includes": _named("range/point", _RANGES, range_point=range_includes_point, range_range=range_includes_range),
    "during": _named("point/range", _RANGES, point_range=_swap(range_includes_point), range_range=_swap(range_includes_range)),
    "starts": _named("point/range", _RANGES, point_range=point_starts, range_range=range_starts),
    "started by": _named("range/point", _RANGES, range_point=_swap(point_starts), range_range=_swap(range_starts)),
    "coincides": _named("point1/point2", _RANGES, point_point=lambda a, b: _order(a, b) == 0, range_range=coincides),
}
