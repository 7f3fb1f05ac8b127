"""Decision tables → closures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.elements import Rule, Table
from engine.dmn.explanation import InputValue, MatchedRule, TableExplanation
from engine.dmn.hit_policies import POLICIES, Outcome
from engine.dmn.matching import compile_matcher
from engine.dmn.texts import Texts
from engine.feel import syntax
from engine.feel.compare import same
from engine.feel.errors import FeelError
from engine.feel.exchange import give
from engine.feel.frame import Frame
from engine.feel.scope import Closure
from engine.feel.unary import Test


@dataclass(frozen=True, slots=True)
class _Column:
    """An input column: ``find`` evaluates its expression, ``allowed`` tests the allowed values."""

    find: Closure
    allowed: Test | None
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    rule: Rule
    outputs: tuple[Closure, ...]


def compile_table(table: Table, texts: Texts) -> Closure:
    """A closure that evaluates the table; explains itself to the session when it asks."""
    columns = tuple(
        _Column(
            texts.closure(clause.expression.text),
            texts.test(clause.values),
            clause.label,
            clause.expression.text,
        )
        for clause in table.inputs
    )
    rows = tuple(_Row(rule, tuple(texts.closure(cell) for cell in rule.outputs)) for rule in table.rules)
    match = compile_matcher(table, texts)
    first_only = table.hit_policy == "FIRST"
    shape = _shape(table)
    default = _default(table, texts, shape)
    rank = _ranker(table, texts)
    decide = POLICIES[table.hit_policy]

    def run(frame: Frame) -> Any:
        values, refused = _input_values(columns, frame)
        places = [] if refused else match(values, frame)
        matched = [rows[place] for place in (places[:1] if first_only else places)]
        outputs = [shape([output(frame) for output in row.outputs]) for row in matched]
        if outputs:
            outcome = decide(outputs, rank, table.aggregation)
        elif refused:
            outcome = refused
        else:
            outcome = Outcome(default(frame), *(("", "") if _has_default(table) else _NO_RULE))
        notes = getattr(frame.top, "tables", None)
        if notes is not None:
            notes.append(_explain(table, columns, values, matched, outputs, outcome))
        return outcome.value

    return run


_NO_RULE = ("没有规则匹配这些输入。", "No rule matches these inputs.")


def _input_values(columns: tuple[_Column, ...], frame: Frame) -> tuple[list[Any], Outcome | None]:
    """The columns' values, and why the table cannot be used if one is outside its allowed values."""
    values = []
    refused = None
    for column in columns:
        value = column.find(frame)
        values.append(value)
        if column.allowed and value is not None and column.allowed(frame, value) is not True:
            refused = Outcome(
                None,
                f"“{column.label}”的值不在允许的取值之内。",
                f"The value of “{column.label}” is not among its allowed values.",
            )
    return values, refused


def _shape(table: Table) -> Callable[[list[Any]], Any]:
    """One output is its value, several are a context by name."""
    if len(table.outputs) == 1:
        return lambda values: values[0]
    names = [output.name for output in table.outputs]
    return lambda values: dict(zip(names, values, strict=True))


def _has_default(table: Table) -> bool:
    return any(output.default for output in table.outputs)


def _default(table: Table, texts: Texts, shape: Callable[[list[Any]], Any]) -> Closure:
    if not _has_default(table):
        return lambda frame: None
    entries = [texts.closure(output.default) for output in table.outputs]
    return lambda frame: shape([entry(frame) for entry in entries])


def _ranker(table: Table, texts: Texts) -> Callable[[Any], Sequence[int]]:
    orders = [_order(output.values, texts) for output in table.outputs]
    single = len(table.outputs) == 1
    names = [output.name for output in table.outputs]

    def rank(output: Any) -> list[int]:
        values = [output] if single else [output[name] for name in names]
        return [_place(value, order) for value, order in zip(values, orders, strict=True) if order]

    return rank


def _order(values: str, texts: Texts) -> list[Any]:
    """The output values in order of priority; only literals can be ranked."""
    found = texts.tests(values) if values else None
    if found is None or isinstance(found, FeelError):
        return []
    return [item.value if isinstance(item, syntax.Constant) else None for item in found.node.items]


def _place(value: Any, order: list[Any]) -> int:
    return next((place for place, each in enumerate(order) if same(value, each)), len(order))


def _explain(
    table: Table,
    columns: tuple[_Column, ...],
    values: list[Any],
    matched: list[_Row],
    outputs: list[Any],
    outcome: Outcome,
) -> TableExplanation:
    inputs = tuple(InputValue(column.label, column.text, give(value)) for column, value in zip(columns, values, strict=True))
    rules = tuple(
        MatchedRule(row.rule.id, row.rule.number, row.rule.annotations, give(output)) for row, output in zip(matched, outputs, strict=True)
    )
    return TableExplanation(table.id, table.hit_policy, inputs, rules, outcome.note, outcome.note_english)
