"""Gaps and contradictions of decision tables are found before publishing, each with an example."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, input_data, model, table


def found(columns: str, *rules: str, policy: str = "UNIQUE", kinds: tuple[str, ...] = ("gap", "overlap")) -> list[str]:
    problems = dmn.parse(model(decision("x", table(columns, *rules, policy=policy)))).problems()
    return [each.message.partition("：")[2] for each in problems if each.kind in kinds]


@pytest.mark.parametrize(
    ("columns", "rules", "expected"),
    [
        ("a | r", ("< 18 | 1", ">= 18 | 2"), []),
        ("a | r", ("< 18 | 1", "> 18 | 2"), ["没有规则覆盖：a = 18。"]),
        ("a | r", ("<= 17 | 1", ">= 18 | 2"), ["没有规则覆盖：a = 17.5。"]),
        ("a | r", ("[0..10] | 1", "[10..20] | 2", "< 0 | 3", "> 20 | 4"), ["与第 1 条规则冲突，例如 a = 10。"]),
        ("a | r", ("true | 1",), ["没有规则覆盖：a = false。"]),
        ("a | r", ("true | 1", "false | 2"), []),
        ('a = "x", "y" | r', ('"x" | 1',), ['没有规则覆盖：a = "y"。']),
        ('a = "x", "y" | r', ('"x", "y" | 1',), []),
        ("a | r", ('"x" | 1',), ["没有规则覆盖：a 为其他值。"]),
        ("a | r", ('"x" | 1', 'not("x") | 2'), []),
        ("a ; b | r", ("> 1 ; true | 1", "<= 1 ; - | 2"), ["没有规则覆盖：a = 2，b = false。"]),
        ("a ; b | r", ("> 1 ; - | 1", "- ; true | 2", "<= 1 ; false | 3"), ["与第 1 条规则冲突，例如 a = 2，b = true。"]),
        ("d | r", ('<= @"2020-01-31" | 1', '>= @"2020-02-01" | 2'), []),
        ("d | r", ('< date("2020-01-31") | 1', '> date("2020-01-31") | 2'), ["没有规则覆盖：d = 2020-01-31。"]),
        ("a = [0..100] | r", ("< 50 | 1", ">= 50 | 2"), []),
        ("a | r", ("1 | 1", "!= 1 | 2"), []),
        ("a | r", ("null | 1", "not(null) | 2"), []),
        ("a | r", ("null | 1", "- | 2"), ["与第 1 条规则冲突，例如 a = null。"]),
        ("a | r", ("null | 1", 'not("x") | 2', '"x" | 3'), ["与第 1 条规则冲突，例如 a = null。"]),
        ("a | r", ("null | 1", "not(> 5) | 2", "> 5 | 3"), []),
        ("a | r", ("> 5 | 1", "<= 5, null | 2"), []),
        ("a | r", ("null | 1", "> 5 | 2"), ["没有规则覆盖：a = 4。"]),
        ('a = "x", "y" | r', ('"x" | 1', 'not("x") | 2'), []),
        ("a | r", ("(0..10] | 1", "(10..20] | 2", "<= 0 | 3", ">= 20 | 4"), ["与第 2 条规则冲突，例如 a = 20。"]),
        ("a | r", ("]0..10[ | 1", "<= 0 | 3", ">= 10 | 4"), []),
        ("a | r", ('< @"10:00:00" | 1', '> @"10:00:00" | 2'), ["没有规则覆盖：a = 10:00:00。"]),
        ("a | r", ('>= @"00:00:00" | 1',), []),
        ("a | r", ('>= @"08:00:00" | 1',), ["没有规则覆盖：a = 04:00:00。"]),
        ("a | r", ('<= @"08:00:00" | 1',), ["没有规则覆盖：a = 16:00:00。"]),
        ("a | r", ('<= @"P1M" | 1', '>= @"P2M" | 2'), []),
        ("a | r", ('<= @"P1M" | 1', '>= @"P4M" | 2'), ["没有规则覆盖：a = P2M。"]),
        ("a | r", ('<= @"P1D" | 1', '>= @"P2D" | 2'), ["没有规则覆盖：a = P1DT12H。"]),
        ("a | r", ('<= @"2020-01-01" | 1', '>= @"2020-01-04" | 2'), ["没有规则覆盖：a = 2020-01-02。"]),
        ("a | r", ('< date and time("2020-01-01T00:00:00") | 1',), ["没有规则覆盖：a = 2020-01-01T00:00:00。"]),
        (
            "a ; b ; c | r",
            ("1 ; - ; - | 1", "!= 1 ; true ; - | 2", '!= 1 ; false ; "x" | 3'),
            ["没有规则覆盖：a = 0，b = false，c 为其他值。"],
        ),
        ("a ; b | r", ("f(?) ; true | 1", "f(?) ; false | 2"), []),
        ("a ; b | r", ("f(?) ; true | 1", "f(?) ; true | 2"), ["没有规则覆盖：b = false。", "与第 1 条规则冲突，例如 b = true。"]),
    ],
)
def test_gaps_and_contradictions_are_found_with_an_example(columns: str, rules: tuple[str, ...], expected: list[str]) -> None:
    assert found(columns, *rules) == expected


def test_a_default_fills_every_gap_and_lists_of_results_have_none() -> None:
    assert found("a | r =  else 5", "1 | 1") == []
    assert found("a | r", "1 | 1", policy="COLLECT") == []


def test_rules_that_agree_do_not_contradict_under_any() -> None:
    assert found("a | r", "> 1 | 5", "> 2 | 5", "<= 1 | 6", policy="ANY") == []
    assert found("a | r", "> 1 | 5", "> 2 | 6", "<= 1 | 6", policy="ANY") == ["与第 1 条规则冲突，例如 a = 3。"]


def test_a_column_that_cannot_be_checked_is_named() -> None:
    assert found("a ; b | r", "> limit ; true | 1", "- ; false | 2", kinds=("unchecked_column",)) == [
        "该列含有需要计算的单元格，未参与缺漏和冲突检查。"
    ]


TYPES = """<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"x", "y"</text></allowedValues></itemDefinition>
<itemDefinition name="tOwn"><typeRef>tKind</typeRef></itemDefinition>
<itemDefinition name="tCase"><itemComponent name="kind"><typeRef>tOwn</typeRef></itemComponent></itemDefinition>"""


@pytest.mark.parametrize(
    ("input_", "kind", "column", "typed"),
    [("k", "tKind", "k", ""), ("k", "tOwn", "k", ""), ("c", "tCase", "c.kind", ""), ("k", "", "k", "tKind"), ("k", "", "k", "tOwn")],
)
def test_the_values_there_are_may_come_from_the_type_of_the_input(input_: str, kind: str, column: str, typed: str) -> None:
    drawn = table(f"{column} | r", '"x" | 1').replace("<inputExpression>", f'<inputExpression typeRef="{typed}">')
    problems = dmn.parse(model(TYPES, input_data(input_, kind), decision("x", drawn, f"i_{input_}"))).problems()
    assert [each.english for each in problems] == [f'“x”: no rule covers {column} = "y".']


def test_a_table_too_large_to_be_searched_through_says_so() -> None:
    draw = random.Random(7)
    cells = ["true", "false", "-", "-", "-", "-"]
    rules = [" ; ".join(draw.choice(cells) for _ in range(24)) + " | 1" for _ in range(600)]
    columns = " ; ".join(f"c{place}" for place in range(24))
    said = found(f"{columns} | r", *rules, policy="FIRST", kinds=("gap", "check_stopped"))
    assert said and (len(said) == 10 or said[-1] == "决策表太大，缺漏检查没有做完。")
    wide = " ; ".join(f"c{place}" for place in range(3000))
    assert found(f"{wide} | r", " ; ".join(["true"] * 3000) + " | 1", kinds=("check_stopped",)) == ["决策表太大，缺漏检查没有做完。"]


CELLS = {
    "a": ("-", "1", "2, 4", "> 2", "<= 1", "[1..3)", "(2..4]", "not(1)", "not([2..4])", "!= 2", "null", "not(null)"),
    "b": ("-", '"x"', '"x", "y"', 'not("x")', "null", "not(null)", 'not("x", null)'),
    "c": ("-", "true", "false", "not(true)"),
    "d": ("-", '@"2020-01-02"', '< @"2020-01-02"', '>= @"2020-01-03"', '[@"2020-01-01"..@"2020-01-02"]'),
}
NUMBERS = [Decimal(half) / 2 for half in range(-2, 12)]
DAYS = [datetime.date(2019, 12, 30) + datetime.timedelta(days=day) for day in range(1, 6)]
RULES = st.lists(st.tuples(*(st.sampled_from(CELLS[column]) for column in "abcd")), min_size=1, max_size=4)


def values_of(column: str, rules: list[tuple[str, ...]]) -> list[Any]:
    """Values for every region the cells of a column can tell apart; null only where a cell speaks of it."""
    place = "abcd".index(column)
    known: dict[str, list[Any]] = {"a": NUMBERS, "b": ["x", "y", "other"], "c": [True, False], "d": DAYS}
    return known[column] + ([None] if any("null" in rule[place] for rule in rules) else [])


def read(example: str) -> dict[str, Any]:
    """The inputs an English example names; what it does not name may be anything."""
    named = dict.fromkeys("abcd", "other")
    for part in example.split(", "):
        name, _, words = part.partition(" = ")
        if words:
            named[name] = feel.evaluate(f'@"{words}"' if name == "d" else words, {})
    return named


@settings(max_examples=60, deadline=None)
@given(RULES)
def test_gaps_and_contradictions_are_those_that_trying_every_value_finds(rules: list[tuple[str, ...]]) -> None:
    drawn = dmn.parse(model(decision("x", table("a ; b ; c ; d | r", *(" ; ".join(cells) + " | 1" for cells in rules)))))
    uncovered, pairs = False, set()
    for values in product(*(values_of(column, rules) for column in "abcd")):
        matched = matching(drawn, dict(zip("abcd", values, strict=True)))
        uncovered |= not matched
        pairs |= set(combinations(matched, 2))
    problems = drawn.problems()
    gaps = [each.english for each in problems if each.kind == "gap"]
    assert bool(gaps) == uncovered
    for gap in gaps:
        assert matching(drawn, read(gap.partition("no rule covers ")[2].removesuffix("."))) == []
    overlaps = [(each.rule, each.english) for each in problems if each.kind == "overlap"]
    assert {(int(said.split("contradicts rule ")[1].split(",")[0]), rule) for rule, said in overlaps} == pairs


def matching(drawn: dmn.Model, inputs: dict[str, Any]) -> list[int]:
    explained = drawn.evaluate("x", inputs, explain=True).explanation[-1].tables[0]
    return [rule.number for rule in explained.matched]
