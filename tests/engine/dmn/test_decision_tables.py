"""Decision tables: DMN 1.5, chapter 8, as cases of our own."""

from __future__ import annotations

import datetime
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


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_without_a_match_every_policy_gives_the_default_or_null(policy: str) -> None:
    assert decide(table("a | r", "1 | 1", policy=policy), a=2) is None
    assert decide(table("a | r =  else 5", "1 | 1", policy=policy), a=2) == 5
    assert decide(table("a | r =  else 5 ; s =  else 6", "1 | 1 ; 1", policy=policy), a=2) == {"r": 5, "s": 6}


@pytest.mark.parametrize(
    ("aggregation", "outputs", "expected"),
    [
        ("SUM", ("1", "2.5"), Decimal("3.5")),
        ("SUM", ("1", '"a"'), None),
        ("SUM", ("1", "null"), None),
        ("MIN", ('"b"', '"a"'), "a"),
        ("MAX", ('@"2020-01-01"', '@"2020-01-02"'), datetime.date(2020, 1, 2)),
        ("MAX", ("1", '"a"'), None),
        ("COUNT", ("null", "null"), 2),
        ("COUNT", ("1", "1"), 2),
        ("COUNT", ("1 ; 2", "3 ; 4"), 2),
        ("SUM", ("1 ; 2", "3 ; 4"), None),
    ],
)
def test_an_aggregation_is_that_of_feels_own_functions(aggregation: str, outputs: tuple[str, str], expected: Any) -> None:
    columns = "a | r ; s" if ";" in outputs[0] else "a | r"
    drawn = table(columns, *(f"- | {cells}" for cells in outputs), policy="COLLECT", aggregation=aggregation)
    assert decide(drawn, a=1) == expected


def test_values_that_no_column_lists_come_last_and_keep_their_order() -> None:
    drawn = 'a | r = "x", "y"', '- | "q"', '- | "y"', '- | "p"', '- | "x"'
    assert decide(table(*drawn, policy="OUTPUT ORDER"), a=1) == ["x", "y", "q", "p"]
    assert decide(table(*drawn, policy="PRIORITY"), a=1) == "x"
    assert decide(table("a | r", '- | "q"', '- | "p"', policy="PRIORITY"), a=1) == "q"


def test_the_order_of_values_may_come_from_the_type_of_the_output() -> None:
    levels = (
        '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"high", "low"</text></allowedValues></itemDefinition>'
    )
    both = '<itemDefinition name="tBoth"><itemComponent name="r"><typeRef>tLevel</typeRef></itemComponent></itemDefinition>'
    single = table("a | r", '- | "low"', '- | "high"', policy="PRIORITY")
    assert dmn.parse(model(levels, decision("x", single, kind="tLevel"))).evaluate("x", {"a": 1}) == "high"
    several = table("a | r ; s", '- | "low" ; 1', '- | "high" ; 2', policy="PRIORITY")
    assert dmn.parse(model(levels, both, decision("x", several, kind="tBoth"))).evaluate("x", {"a": 1}) == {"r": "high", "s": 2}


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("", None, True),
        ("-", None, True),
        ("null", None, True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ("[1, 2]", 2, True),
        ("[1, 2]", [1, 2], True),
        ("1, 3", 3, True),
        ("[1..3], > 10", 11, True),
        ("not(1, 2)", 3, True),
        ("not([1..3))", 3, True),
        ("list contains(?, 2)", [1, 2], True),
        ("count(?) > 1", [1], False),
        ("? > other", 6, True),
        ("> other + 1", 6, False),
        ("other in [1..5]", "any", True),
        ("? instance of string", "a", True),
        ("some n in ? satisfies n > 1", [1, 2], True),
        ('{"a": 1}', {"a": 1}, True),
        ("true", False, False),
        ("> 1", "a", False),
        ("1 +", 1, False),
        ("missing", None, True),
    ],
)
def test_a_cell_matches_as_the_standard_says(cell: str, value: Any, matches: bool) -> None:
    assert decide(table("a | r", f"{cell} | true"), a=value, other=5) is (True if matches else None)


def test_an_output_that_fails_is_null_and_the_others_stand() -> None:
    drawn = table("a | r ; s", '- | 1 + "a" ; 2')
    assert decide(drawn, a=1) == {"r": None, "s": 2}
    unreadable = dmn.parse(model(decision("x", table("a | r ; s", "- | 1 + ; 2")))).evaluate("x", {"a": 1}, explain=True)
    assert unreadable.value == {"r": None, "s": 2}
    assert "第 4 列" in unreadable.explanation[0].note and "column 4" in unreadable.explanation[0].note_english


def test_how_a_table_is_drawn_does_not_matter() -> None:
    for direction in ("Rule-as-Row", "Rule-as-Column", "CrossTable"):
        drawn = table("a | r", "1 | 2").replace("<decisionTable", f'<decisionTable preferredOrientation="{direction}" outputLabel="x"', 1)
        assert decide(drawn, a=1) == 2
