"""An explanation in sentences that a person reads: a letter, a page, a log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import feel
from engine.dmn.explanation import DecisionExplanation, MatchedRule, TableExplanation
from engine.domain.sentence import Bilingual

LONGEST_VALUE = 80


def told(explanation: tuple[DecisionExplanation, ...]) -> tuple[Bilingual, ...]:
    """For each decision in the order of evaluation: a sentence for each of its tables (what went in, which rules matched, what each
    gives), or one with its value if it has none; then why something is missing.
    """
    return tuple(sentence for decision in explanation for sentence in _decision(decision))


def _decision(decision: DecisionExplanation) -> Iterator[Bilingual]:
    name = decision.decision_name
    for table in decision.tables:
        yield _table(name, table)
    if not decision.tables:
        value = _value(decision.value)
        yield Bilingual(f"“{name}”的结果是 {value}。", f"“{name}” gives {value}.")
    if decision.note:
        yield Bilingual(f"“{name}”：{decision.note}", f"“{name}”: {decision.note_english}")


def _table(name: str, table: TableExplanation) -> Bilingual:
    inputs = [f"{each.label} = {_value(each.value)}" for each in table.inputs]
    chinese = ["，".join(inputs), *map(_rule, table.matched), table.note.removesuffix("。")]
    english = [", ".join(inputs), *map(_rule_english, table.matched), _inside(table.note_english)]
    return Bilingual(f"“{name}”：{'；'.join(filter(None, chinese))}。", f"“{name}”: {'; '.join(filter(None, english))}.")


def _inside(note: str) -> str:
    """An English sentence as the end of another."""
    return note[:1].lower() + note[1:].removesuffix(".")


def _rule(rule: MatchedRule) -> str:
    notes = "，".join(text for _, text in rule.annotations)
    return f"符合第 {rule.number} 条规则" + (f"（{notes}）" if notes else "") + f"，得 {_value(rule.output)}"


def _rule_english(rule: MatchedRule) -> str:
    notes = ", ".join(text for _, text in rule.annotations)
    return f"rule {rule.number} matches" + (f" ({notes})" if notes else "") + f" and gives {_value(rule.output)}"


def _value(value: Any) -> str:
    try:
        text = feel.format([value])[1:-1]
    except feel.FeelLimit:
        return "…"
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
