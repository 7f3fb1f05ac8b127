"""Decision tables: DMN 1.5, chapter 8, as cases of our own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn
from tests.engine.dmn.drawing import decision, model, table

RULES = ('>= 18 | "adult" # over 18', '>= 60 | "senior"', '< 18 | "child"')


def decide(drawn: str, **inputs: Any) -> Any:
    return dmn.parse(model(decision("x", drawn))).evaluate("x", inputs)


def explain(drawn: str, **inputs: Any) -> dmn.TableExplanation:
    found = dmn.parse(model(decision("x", drawn))).evaluate("x", inputs, explain=True)
    return found.explanation[-1].tables[0]


@pytest.mark.parametrize(
    ("policy", "age", "expected"),
    [
        ("UNIQUE", 20, "adult"),
        ("UNIQUE", 70, None),
        ("FIRST", 70, "adult"),
        ("PRIORITY", 70, "senior"),
        ("PRIORITY", 20, "adult"),
        ("ANY", 20, "adult"),
        ("ANY", 70, None),
        ("RULE ORDER", 70, ["adult", "senior"]),
        ("OUTPUT ORDER", 70, ["senior", "adult"]),
        ("COLLECT", 70, ["adult", "senior"]),
        ("COLLECT", 5, ["child"]),
        ("UNIQUE", None, None),
        ("UNIQUE", "text", None),
    ],
)
def test_each_hit_policy_makes_its_result(policy: str, age: Any, expected: Any) -> None:
    assert decide(table('age | r = "senior", "adult", "child"', *RULES, policy=policy), age=age) == expected


def test_any_accepts_several_rules_that_agree() -> None:
    assert decide(table("a | r", '> 1 | "x"', '> 2 | "x"', policy="ANY"), a=3) == "x"


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3), ("", [10, 20, 30])])
def test_collect_aggregates(aggregation: str, expected: Any) -> None:
    drawn = table("a | r", "> 1 | 10", "> 2 | 20", "> 3 | 30", policy="COLLECT", aggregation=aggregation)
    assert decide(drawn, a=5) == expected


def test_several_outputs_are_a_context_and_take_the_priority_of_the_first_column_first() -> None:
    drawn = table('a | r = "H", "L" ; n = 1, 2', '- | "L" ; 1', '- | "H" ; 2', '- | "H" ; 1', policy="PRIORITY")
    assert decide(drawn, a=1) == {"r": "H", "n": 1}
    ordered = table('a | r = "H", "L" ; n', '- | "L" ; 1', '- | "H" ; 2', policy="OUTPUT ORDER")
    assert decide(ordered, a=1) == [{"r": "H", "n": 2}, {"r": "L", "n": 1}]


def test_without_a_match_the_default_is_the_result() -> None:
    assert decide(table('a | r =  else "none"', '1 | "one"'), a=2) == "none"
    assert decide(table("a | r", '1 | "one"'), a=2) is None


def test_an_output_may_compute_with_the_inputs() -> None:
    assert decide(table("a ; b | r", "> 1 ; - | a * b"), a=3, b=4) == Decimal(12)


def test_cells_may_name_other_variables_and_the_input_itself() -> None:
    drawn = table("a | r", '> limit | "over"', '? = limit and other = "x" | "equal"')
    assert decide(drawn, a=5, limit=3, other="y") == "over"
    assert decide(drawn, a=3, limit=3, other="x") == "equal"


def test_a_value_outside_the_allowed_values_is_explained() -> None:
    drawn = table('a = "x", "y" | r', "- | 1")
    assert decide(drawn, a="x") == 1
    assert decide(drawn, a="z") is None
    assert "不在允许的取值之内" in explain(drawn, a="z").note


def test_the_explanation_names_rules_inputs_and_annotations() -> None:
    found = explain(table("age ; city | r", '>= 18 ; - | "a" # 第十二条', '>= 60 ; "杭州" | "b"', policy="COLLECT"), age=70, city="杭州")
    assert [(rule.id, rule.number, rule.output) for rule in found.matched] == [("r1", 1, "a"), ("r2", 2, "b")]
    assert found.matched[0].annotations == (("", "第十二条"),)
    assert [(each.label, each.value) for each in found.inputs] == [("age", 70), ("city", "杭州")]


def test_two_matches_under_unique_are_null_and_explained() -> None:
    found = explain(table("age | r", *RULES), age=70)
    assert "却有 2 条" in found.note and "2 did" in found.note_english
    assert [rule.number for rule in found.matched] == [1, 2]


def test_first_explains_only_the_rule_that_decided() -> None:
    assert [rule.number for rule in explain(table("age | r", *RULES, policy="FIRST"), age=70).matched] == [1]


def test_a_large_table_finds_the_same_rules_as_asking_each_in_turn() -> None:
    rules = [f'"k{n % 7}", "z" ; [{n}..{n + 9}) ; {"-" if n % 3 else f"!= {n}"} | {n}' for n in range(120)]
    model_ = dmn.parse(model(decision("x", table("k ; n ; m | r", *rules, policy="COLLECT"))))
    for k, n, m in [("k1", 15, 15), ("z", 60, 60), ("k3", 3, 9), ("q", 5, 5), (None, None, None), ("z", 119, 1)]:
        expected = [Decimal(i) for i in range(120) if k in (f"k{i % 7}", "z") and n is not None and i <= n < i + 9 and (i % 3 or m != i)]
        assert (model_.evaluate("x", {"k": k, "n": n, "m": m}) or []) == expected


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (table("a | r", "1 | 1", policy="BEST"), "hitPolicy"),
        (table("a | r", "1 ; 2 | 1"), "格数"),
        ('<decisionTable id="t"><input/></decisionTable>', "没有输出列"),
        ('<literalExpression expressionLanguage="groovy"><text>1</text></literalExpression>', "只用 FEEL"),
    ],
)
def test_what_cannot_be_run_is_refused_with_a_mend(drawn: str, words: str) -> None:
    with pytest.raises(dmn.DmnError) as caught:
        dmn.parse(model(decision("x", drawn)))
    assert words in str(caught.value) and caught.value.mend and caught.value.english
