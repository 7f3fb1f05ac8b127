"""Do the steps' limits, one after another, fit into what the item promises and the law allows?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.content.item import ItemSpec
from engine.domain.clock_kind import SPECIAL_PROCEDURES
from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from engine.domain.officer import ANYONE_APPLYING
from engine.runtime import Definition, Step

_HOURS_A_DAY = 8  # for comparing only; a real due instant is the calendar's business
_DEEPEST = 10
Way = tuple[Decimal, tuple[str, ...]]
_NOTHING: Way = (Decimal(0), ())


def longest_way(definition: Definition, item: ItemSpec) -> Way:
    """(working days, ids of the steps that need them) of the slowest way from acceptance to decision, each step once.

    Loops are not repeated; the applicant's own time, art. 45 and listed pauses do not count; of branches at the same time the slowest does.
    Without an accepting step the way begins at the start, without a deciding one it goes to the end.
    """
    ways = _ways(definition.root.begin, definition, item, 0)
    accepted = [onward for name, (_, onward) in ways.items() if name in definition.steps and definition.steps[name].act == "accept"]
    return max(accepted or [ways[definition.root.begin.name][0]], key=_days)


def path_problems(definition: Definition, item: ItemSpec) -> Iterator[tuple[str, str, str, str]]:
    if item.limits.calendar != "working":
        return
    days, steps = longest_way(definition, item)
    names = " → ".join(definition.steps[step].name or step for step in steps)
    for limit, severity, rule, words in (
        (item.limits.statutory, "error", "path_over_law", "法定时限"),
        (item.limits.promised, "warning", "path_over_promise", "承诺时限"),
    ):
        if limit.is_zero:  # decided on the spot; what is not follows the ordinary limit
            continue
        allowed = days_of(limit)
        if days > allowed:
            said = f"各环节时限相加最长 {days.normalize():f} 个工作日（{names}），超过{words} {limit}。请缩短环节时限。"
            yield severity, steps[0], rule, said
            return


def days_of(limit: Duration) -> Decimal:
    """A limit in working days, months as 21 of them; for comparing only."""
    return Decimal(limit.months * 21 + limit.weeks * 5) + limit.days + limit.seconds / 3600 / _HOURS_A_DAY


def _ways(begin: Any, definition: Definition, item: ItemSpec, depth: int) -> dict[str, tuple[Way, Way]]:
    """Node → the slowest way from its beginning, and from its end; a decision ends the way."""
    ways: dict[str, tuple[Way, Way]] = {}
    for node, ahead in _backwards(begin):
        step = definition.steps.get(node.name)
        decided = step is not None and step.act == "decide"
        onward = _NOTHING if decided else max((ways[target][0] for target in ahead), key=_days, default=_NOTHING)
        days, steps = _needs(node, step, definition, item, depth)
        ways[node.name] = (days + onward[0], steps + onward[1]), onward
    return ways


def _days(way: Way) -> Decimal:
    return way[0]


def _backwards(begin: Any) -> Iterator[tuple[Any, list[str]]]:
    """Every node reached from ``begin`` after all that follow it, with the nodes it leads on to; flows that lead back are left out."""
    open_ids, done = {begin.name}, set()
    stack: list[tuple[Any, Iterator[Any], list[str]]] = [(begin, iter(begin.branches), [])]
    while stack:
        node, branches, ahead = stack[-1]
        for branch in branches:
            target = branch.target
            if target.name not in open_ids:
                ahead.append(target.name)
                if target.name not in done:
                    open_ids.add(target.name)
                    stack.append((target, iter(target.branches), []))
                    break
        else:
            stack.pop()
            open_ids.discard(node.name)
            done.add(node.name)
            yield node, ahead


def _needs(node: Any, step: Step | None, definition: Definition, item: ItemSpec, depth: int) -> Way:
    if step is None or _rests(step, item):
        return _NOTHING
    if step.limit is not None and step.limit.calendar == "working":
        try:
            return days_of(Duration.parse(step.limit.duration)), (step.id,)
        except Invalid:
            return _NOTHING
    inner = getattr(node, "inner", None)
    return _ways(inner.begin, definition, item, depth + 1)[inner.begin.name][0] if inner is not None and depth < _DEEPEST else _NOTHING


def _rests(step: Step, item: ItemSpec) -> bool:
    """Time that is not the authority's: the applicant's, art. 45, and what the item lists with its basis."""
    listed = {pause.cause for pause in item.pauses}
    return step.who == (ANYONE_APPLYING,) or step.pause in SPECIAL_PROCEDURES or step.pause in listed
