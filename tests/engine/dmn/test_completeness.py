"""Gaps and contradictions of decision tables are found before publishing, each with an example."""

from __future__ import annotations

import time

import pytest

from engine import dmn
from tests.engine.dmn.drawing import decision, model, table


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


def test_a_large_table_is_checked_in_bounded_time() -> None:
    rules = [f'[{i}..{i + 7}) ; {"><"[i % 2]} {i} ; "k{i % 9}" ; {i % 5} ; != {i} | 1' for i in range(1000)]
    drawn = dmn.parse(model(decision("x", table("a ; b ; c ; d ; e | r", *rules))))
    started = time.thread_time()
    assert drawn.problems()
    assert time.thread_time() - started < 5
