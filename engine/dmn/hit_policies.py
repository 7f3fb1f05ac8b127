"""From the matched rules' outputs to the table's result (DMN 1.5, 8.2.10 and 8.2.11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.builtins.list_statistics import TABLE as STATISTICS
from engine.feel.compare import same


@dataclass(frozen=True, slots=True)
class Outcome:
    """``note``: why there is no result though rules matched, in Chinese, and in English."""

    value: Any
    note: str = ""
    note_english: str = ""


Ranker = Callable[[Any], Sequence[int]]
"""The places of an output among the output values, the first output first; lower comes first."""


def _unique(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    if len(outputs) > 1:
        return Outcome(
            None,
            f"命中策略 UNIQUE 只允许一条规则匹配，却有 {len(outputs)} 条。",
            f"The hit policy UNIQUE lets one rule match, but {len(outputs)} did.",
        )
    return Outcome(outputs[0])


def _any(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    if all(same(output, outputs[0]) for output in outputs[1:]):
        return Outcome(outputs[0])
    return Outcome(
        None,
        "命中策略 ANY 要求匹配的规则结果相同，实际不同。",
        "The hit policy ANY wants the same output from every matching rule, but they differ.",
    )


def _first(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    return Outcome(outputs[0])


def _priority(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    return Outcome(min(outputs, key=rank))


def _rule_order(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    return Outcome(outputs)


def _output_order(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    return Outcome(sorted(outputs, key=rank))


def _collect(outputs: list[Any], rank: Ranker, aggregation: str) -> Outcome:
    if not aggregation:
        return Outcome(outputs)
    if aggregation == "COUNT":
        return Outcome(Decimal(len(outputs)))
    if any(isinstance(output, Mapping) for output in outputs):
        return Outcome(
            None,
            f"汇总方式 {aggregation} 只能用于单个输出列。",
            f"The aggregation {aggregation} works on a single output only.",
        )
    total = STATISTICS[aggregation.lower()][0].call(outputs)
    if total is not None:
        return Outcome(total)
    return Outcome(
        None,
        f"汇总方式 {aggregation} 不能用于这些结果。",
        f"The aggregation {aggregation} cannot be computed over these outputs.",
    )


POLICIES: dict[str, Callable[[list[Any], Ranker, str], Outcome]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}

SINGLE = frozenset({"UNIQUE", "ANY", "FIRST", "PRIORITY"})
"""Policies that give one rule's output rather than a list."""
