"""for, some and every → closures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from engine.feel import limits, syntax
from engine.feel.compare import order
from engine.feel.errors import too_many_steps
from engine.feel.frame import Frame, Top
from engine.feel.numbers import whole
from engine.feel.operators import Build, all_of, any_of
from engine.feel.scope import Closure, Scope
from engine.feel.temporal import Date, date_from_ordinal
from engine.feel.values import Range
from engine.feel.walk import uses

Domain = Callable[[Frame], "Sequence[Any] | None"]
PARTIAL = "partial"


class NoDomain(Exception):
    """What is iterated over is null."""


def loop(node: syntax.For, scope: Scope, build: Build) -> Closure:
    inner = Scope(scope, set())
    steps = _steps(node.iterators, inner, build)
    partial = uses(node.body, PARTIAL) or any(uses(step, PARTIAL) for step in node.iterators)
    inner.names.add(PARTIAL)
    body = build(node.body, inner)

    def run(frame: Frame) -> list[Any] | None:
        results: list[Any] = []
        try:
            for turn in _turns(steps, frame, True):
                if partial:
                    frame.top.spend(len(results))
                    turn.vars[PARTIAL] = list(results)
                results.append(body(turn))
        except NoDomain:
            return None
        return results

    return run


def quantified(node: syntax.Quantified, scope: Scope, build: Build) -> Closure:
    inner = Scope(scope, set())
    steps = _steps(node.iterators, inner, build)
    condition = build(node.condition, inner)
    verdict = all_of if node.every else any_of

    def run(frame: Frame) -> bool | None:
        try:
            return verdict(condition(turn) for turn in _turns(steps, frame, False))
        except NoDomain:
            return None

    return run


def _steps(iterators: tuple[syntax.Iterator, ...], scope: Scope, build: Build) -> list[tuple[str, Domain]]:
    """Names and domains; each domain may use the names before it."""
    steps = []
    for iterator in iterators:
        steps.append((iterator.name, _domain(iterator, scope, build)))
        scope.names.add(iterator.name)
    return steps


def _domain(iterator: syntax.Iterator, scope: Scope, build: Build) -> Domain:
    low = build(iterator.low, scope)
    if iterator.high is None:
        return lambda frame: elements_of(low(frame))
    high = build(iterator.high, scope)
    return lambda frame: _count(low(frame), high(frame))


def elements_of(value: Any) -> Sequence[Any] | None:
    if value is None or type(value) is list:
        return value  # type: ignore[no-any-return]
    return range_elements(value) if isinstance(value, Range) else [value]


def range_elements(value: Range) -> Sequence[Any] | None:
    """The whole numbers or days inside a range whose ends are both given, from low to high."""
    found = _count(value.low, value.high)
    if found is None:
        return None
    if (order(value.low, value.high) or 0) > 0:
        return []
    first = 0 if value.low_closed else 1
    return found[first : len(found) - (not value.high_closed)] if len(found) > 0 else found


class Count(Sequence[Any]):
    """Numbers or days from one to another, both included, up or down, made one at a time."""

    def __init__(self, steps: range, make: Callable[[int], Any]) -> None:
        self._steps = steps
        self._make = make

    def __len__(self) -> int:
        return min(len(self._steps), limits.STEPS + 1)

    def __getitem__(self, place: Any) -> Any:
        found = self._steps[place]
        return Count(found, self._make) if isinstance(found, range) else self._make(found)

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._steps)


def _count(low: Any, high: Any) -> Sequence[Any] | None:
    if isinstance(low, Date) and isinstance(high, Date):
        first, last, make = low.ordinal, high.ordinal, date_from_ordinal
    else:
        first, last, make = whole(low), whole(high), Decimal  # type: ignore[assignment]
    if first is None or last is None:
        return None
    return Count(range(first, last + 1) if first <= last else range(first, last - 1, -1), make)


def _turns(steps: list[tuple[str, Domain]], frame: Frame, complete: bool) -> Iterator[Frame]:
    """One frame per combination, the last name changing fastest. ``complete``: all of them will be asked for."""
    return _nested(steps, 0, Frame({}, frame, frame.top), 1 if complete else 0)


def _nested(steps: list[tuple[str, Domain]], place: int, frame: Frame, total: int) -> Iterator[Frame]:
    name, domain = steps[place]
    elements = domain(frame)
    if elements is None:
        raise NoDomain
    top: Top = frame.top
    total *= len(elements)
    if total > top.steps:
        raise too_many_steps(limits.STEPS)
    last = place == len(steps) - 1
    for element in elements:
        top.spend()
        turn = Frame({**frame.vars, name: element}, frame.parent, top)
        if last:
            yield turn
        else:
            yield from _nested(steps, place + 1, turn, total)
