"""Boxed expressions (DMN 1.5, 10.2) inside each other, beside the FEEL they stand for."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engine import dmn, feel
from tests.engine.dmn.drawing import decision, knowledge, model, table, text
from tests.engine.dmn.test_models import entry, value


def test_a_box_may_hold_any_other() -> None:
    rows = f"<row>{text('1')}{text('2')}</row><row>{text('3')}{text('4')}</row>"
    relation = f'<relation><column name="a"/><column name="b"/>{rows}</relation>'
    kept = f"<filter><in>{relation}</in><match>{text('b > 2')}</match></filter>"
    loop = f'<for iteratorVariable="行 号"><in>{kept}</in><return>{text("行 号.a * n")}</return></for>'
    choice = f"<conditional><if>{table('n | r', '> 1 | true')}</if><then>{loop}</then><else><list>{text('0')}</list></else></conditional>"
    function = f'<functionDefinition><formalParameter name="n"/>{choice}</functionDefinition>'
    assert value(f"<context>{entry('f', function)}{entry('', text('[f(2), f(1)]'))}</context>") == [[6], [0]]


@pytest.mark.parametrize(("condition", "expected"), [("true", 1), ("false", 2), ("null", 2), ('"text"', 2), ("missing > 1", 2), ("1 +", 2)])
def test_only_true_takes_the_first_branch(condition: str, expected: int) -> None:
    drawn = f"<conditional><if>{text(condition)}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>"
    assert value(drawn) == expected


@pytest.mark.parametrize(
    ("items", "match", "expected"),
    [
        ("[1, 2, 3]", "item > 1", [2, 3]),
        ("[1, 2, 3]", "-1", 3),
        ("[1, 2, 3]", "4", None),
        ("[1, 2, 3]", "0", None),
        ("[]", "1", None),
        ("[]", "true", []),
        ("null", "true", []),
        ("5", "item = 5", [5]),
        ("[1, 2]", '"text"', []),
        ("[1, null]", "item = null", [None]),
        ("[{item: 1}, {item: 2}]", "item > 1", [{"item": 2}]),
        ("[{a: 1}, {a: 2}]", "item.a > 1", [{"a": 2}]),
        ("[{a: 1}, {b: 2}]", "a = 1", [{"a": 1}]),
        ("[1, 2, 3]", "n", 2),
    ],
)
def test_a_boxed_filter_is_feels_filter(items: str, match: str, expected: Any) -> None:
    assert value(f"<filter><in>{text(items)}</in><match>{text(match)}</match></filter>", n=2) == expected
    assert feel.evaluate(f"({items})[{match}]", {"n": 2}) == expected


@pytest.mark.parametrize(
    ("kind", "items", "body", "expected"),
    [
        ("for", "[1, 2]", "i + n", [11, 12]),
        ("for", "[1..3]", "i", [1, 2, 3]),
        ("for", "5", "i", [5]),
        ("for", "[]", "i", []),
        ("for", "null", "i", None),
        ("for", "[1, 2, 3]", "if count(partial) < 2 then 1 else partial[-1] + partial[-2]", [1, 1, 2]),
        ("some", '["a", 2]', "i > 1", True),
        ("some", '["a", 0]', "i > 1", None),
        ("some", "[]", "true", False),
        ("every", '["a", 0]', "i > 1", False),
        ("every", '["a", 2]', "i > 1", None),
        ("every", "[]", "false", True),
        ("every", "null", "true", None),
    ],
)
def test_boxed_iterators_are_feels_iterators(kind: str, items: str, body: str, expected: Any) -> None:
    part = "return" if kind == "for" else "satisfies"
    assert value(f'<{kind} iteratorVariable="i"><in>{text(items)}</in><{part}>{text(body)}</{part}></{kind}>', n=10) == expected
    assert feel.evaluate(f"{kind} i in {items} {part} {body}", {"n": 10}) == expected


@pytest.mark.parametrize(
    ("called", "bindings", "expected"),
    [
        ("abs", {"n": "-3"}, 3),
        ("sum", {"list": "[1, 2]"}, 3),
        ("sum", {}, None),
        ("abs", {"m": "-3"}, None),
        ("missing", {"n": "1"}, None),
        ("string", {"from": "1"}, "1"),
        ("date and time", {"from": '"2020-01-02T03:04:05"'}, datetime.datetime(2020, 1, 2, 3, 4, 5)),
        ("function(a, b) a - b", {"b": "1", "a": "3"}, 2),
        ("function(a, b) b", {"a": "3"}, None),
        ("5", {}, None),
    ],
)
def test_an_invocation_calls_whatever_function_its_expression_gives(called: str, bindings: dict[str, str], expected: Any) -> None:
    drawn = "".join(f'<binding><parameter name="{name}"/>{text(words)}</binding>' for name, words in bindings.items())
    assert value(f"<invocation>{text(called)}{drawn}</invocation>") == expected


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_functions_in_another_language_are_null(kind: str) -> None:
    named = entry("class", text('"java.lang.Math"')) + entry("method signature", text('"cos(double)"'))
    function = f'<functionDefinition kind="{kind}"><formalParameter name="n"/><context>{named}</context></functionDefinition>'
    assert value(f"<context>{entry('cos', function)}{entry('', text('cos(1)'))}</context>") is None


def test_a_function_that_calls_itself_for_ever_ends_in_a_sentence() -> None:
    drawn = model(knowledge("f", "n", text("f(n + 1)"), "b_f"), decision("x", text("f(1)"), "b_f"))
    with pytest.raises(feel.FeelLimit):
        dmn.parse(drawn).evaluate("x", {})
