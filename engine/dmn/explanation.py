"""Why a decision came out as it did: what a decision letter prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class InputValue:
    """A column's label (its expression if it has none), its expression and the value found."""

    label: str
    expression: str
    value: Any


@dataclass(frozen=True, slots=True)
class MatchedRule:
    """``number`` counts from 1; ``annotations`` are (column name, text) as the designer wrote them; ``output`` its own outcome."""

    id: str
    number: int
    annotations: tuple[tuple[str, str], ...]
    output: Any


@dataclass(frozen=True, slots=True)
class TableExplanation:
    """One run of a decision table. ``note`` says in Chinese why there is no result, ``note_english`` in English; else empty."""

    table_id: str
    hit_policy: str
    inputs: tuple[InputValue, ...]
    matched: tuple[MatchedRule, ...]
    note: str = ""
    note_english: str = ""


@dataclass(frozen=True, slots=True)
class DecisionExplanation:
    """One decision evaluated, with the tables that ran for it: its own and those of functions it called.

    ``note``: a value that did not conform to its type and became null, in Chinese; ``note_english`` the same in English; else empty.
    """

    decision_id: str
    decision_name: str
    value: Any
    tables: tuple[TableExplanation, ...]
    note: str = ""
    note_english: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``explanation`` lists decisions in the order they were evaluated; the asked one is last."""

    value: Any
    explanation: tuple[DecisionExplanation, ...]


def plain(explanation: tuple[DecisionExplanation, ...]) -> list[dict[str, Any]]:
    """As lists and contexts for a journal, in the same order: decision, name, note, tables (each: table, hit_policy, note, inputs, rules).

    The value found by a decision without a table stands under ``value``; a table's is what its rules say.
    """
    return [
        {
            "decision": each.decision_id,
            "name": each.decision_name,
            "note": each.note,
            "tables": [_plain_table(table) for table in each.tables],
            **({} if each.tables else {"value": each.value}),
        }
        for each in explanation
    ]


def _plain_table(table: TableExplanation) -> dict[str, Any]:
    return {
        "table": table.table_id,
        "hit_policy": table.hit_policy,
        "note": table.note,
        "inputs": [{"label": one.label, "expression": one.expression, "value": one.value} for one in table.inputs],
        "rules": [
            {"rule": rule.id, "number": rule.number, "annotations": [list(pair) for pair in rule.annotations], "output": rule.output}
            for rule in table.matched
        ],
    }
