"""Names, paths, filters, contexts, iteration and functions: DMN 1.5, 10.3.2.5–10.3.2.15, as cases of our own."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel
from tests.engine.feel.specification import cases

FILTERS = """
[1, 2, 3][1] → 1
[1, 2, 3][-1] → 3
[1, 2, 3][0] → null
[1, 2, 3][4] → null
[1, 2, 3][item > 1] → [2, 3]
[1, 2, 3][item > 1][1] → 2
[][1] → null
[][item > 1] → []
null[1] → null
"a"[1] → "a"
100[item = 100] → [100]
[{a: 1, b: 2}, {a: 2, b: 3}][a = 2] → [{a: 2, b: 3}]
[{a: 1, b: 2}, {a: 2, b: 3}][a = 2].b → [3]
[{a: 1}, {a: 2}].a → [1, 2]
[{a: 1}, {b: 2}].a → [1, null]
[{item: 5}, {item: 6}][item > 5] → [{item: 6}]
{n: 2, r: [10, 20, 30][n]}.r → 20
[[1, 2], [3]][count(item) = 2] → [[1, 2]]
[1, 2, 3][true] → [1, 2, 3]
[1, 2, 3][null] → []
"""

CONTEXTS = """
{a: 1}.a → 1
{a: 1}.b → null
{a: {b: {c: 3}}}.a.b.c → 3
{a: 1, b: a + 1}.b → 2
{"a b": 1, c: a b + 1}.c → 2
{a-b: 1, c: a-b + 1}.c → 2
{a: 1, a: 2} → null
{} → {}
null.a → null
"text".length → null
{f: function(x) x * 2, r: f(4)}.r → 8
{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(5)}.r → 120
{f: function(x) x}.f(3) → 3
"""

ITERATION = """
for x in [1, 2] return x * 2 → [2, 4]
for x in 1..3 return x → [1, 2, 3]
for x in 3..1 return x → [3, 2, 1]
for x in -1..1 return x → [-1, 0, 1]
for x in [1..3] return x → [1, 2, 3]
for x in (1..3) return x → [2]
for x in [1, 2], y in [3, 4] return x * y → [3, 4, 6, 8]
for x in 1..2, y in x..2 return [x, y] → [[1, 1], [1, 2], [2, 2]]
for x in 5 return x → [5]
for x in null return x → null
for x in [] return x → []
for x in 1..4 return if x = 1 then 1 else x * partial[-1] → [1, 2, 6, 24]
for x in [1, 2] return partial → [[], [[]]]
for d in @"2020-02-28"..@"2020-03-01" return d.day → [28, 29, 1]
some x in [1, 2] satisfies x > 1 → true
some x in [1, 2] satisfies x > 2 → false
some x in [] satisfies x > 2 → false
every x in [1, 2] satisfies x > 0 → true
every x in [1, 2] satisfies x > 1 → false
every x in [] satisfies x > 1 → true
some x in [1, null] satisfies x > 1 → null
some x in [1, 2], y in [2, 3] satisfies x + y = 5 → true
every x in null satisfies true → null
"""

FUNCTIONS = """
(function(a, b) a + b)(1, 2) → 3
(function(a, b) a - b)(b: 1, a: 5) → 4
(function(a, b) [a, b])(b: 1) → [null, 1]
(function(a, b) [a, b])(c: 1) → null
(function(a) a)(1, 2) → null
(function(a: number) a)("x") → null
(function(a: number) a)([5]) → 5
(function(a: list<number>) count(a))(5) → 1
(function(a) external {java: {class: "java.lang.Math"}})(1) → null
{k: 3, f: function(x) x + k, r: f(1)}.r → 4
substring(start position: 2, string: "abc") → "bc"
substring(string: "abc", wrong: 2) → null
missing(1) → null
string length("a", "b") → null
(function(a: date and time) a.hour)(@"2020-01-01") → 0
"""


@pytest.mark.parametrize(("text", "expected"), cases(FILTERS))
def test_filters_pick_by_place_or_condition(text: str, expected: str) -> None:
    assert feel.format([feel.evaluate(text, {})])[1:-1] == expected


@pytest.mark.parametrize(("text", "expected"), cases(CONTEXTS))
def test_contexts_and_paths(text: str, expected: str) -> None:
    assert feel.format([feel.evaluate(text, {})])[1:-1] == expected


@pytest.mark.parametrize(("text", "expected"), cases(ITERATION))
def test_for_some_and_every(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(FUNCTIONS))
def test_functions_take_arguments_by_place_or_name(text: str, expected: str) -> None:
    assert feel.format([feel.evaluate(text, {})])[1:-1] == expected


NAMED: dict[str, Any] = {
    "Applicant Age": 51,
    "Pre-bureau risk": "LOW",
    "a-b": 9,
    "a": 5,
    "b": 3,
    "if only": 4,
    "profit and loss": 7,
    "in": 2,
    "申请人": {"姓名": "王", "营业执照-编号": "91", "证照 / 编号": "X"},
    "Line 1": "x",
    "金额（元）": 12,
    "count": 8,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Applicant Age + 1", "52"),
        ("Applicant   Age + 1", "52"),
        ("Pre-bureau risk", "LOW"),
        ("a-b", "9"),
        ("a - b", "9"),
        ("a -b + a", "14"),
        ("if only + 1", "5"),
        ("profit and loss + 1", "8"),
        ("申请人.姓名", "王"),
        ("申请人.营业执照-编号", "91"),
        ("申请人.证照 / 编号", "X"),
        ("Line 1", "x"),
        ("金额（元） > 10", "true"),
        ("count + 1", "9"),
        ('[申请人][姓名 = "王"].姓名', '["王"]'),
    ],
)
def test_names_with_blanks_operators_and_keywords_are_read_when_the_context_has_them(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, NAMED)) == expected


@pytest.mark.parametrize(("text", "hint"), [("金额 ＞ 3", ">"), ("status = “A”", '"'), ("（1）", "("), ("x = 'a'", '"')])
def test_chinese_punctuation_is_refused_with_the_mark_to_use_instead(text: str, hint: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.parse(text)
    assert f"请改用半角符号 {hint} " in str(caught.value)


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("1", 1, True),
        ("1, 2", 2, True),
        ("< 5", 4, True),
        ("< 5", "a", None),
        (">= 5", 5, True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("[1..5)", 5, False),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(< 5)", "a", None),
        ('"a"', "a", True),
        ("null", None, True),
        ("null", 1, False),
        ("true", False, False),
        ("limit", 7, True),
        ("> limit", 8, True),
        ("allowed", "x", True),
        ("? > 3 and ? < 9", 5, True),
        ("? > 3 and ? < 9", 10, False),
        ('starts with(?, "ab")', "abc", True),
        ("limit > 3", "anything", True),
        ("limit > 30", "anything", False),
        ('date("2020-01-01")', feel.evaluate('date("2020-01-01")', {}), True),
        ("count(?) = 2", [1, 2], True),
        ('list contains(?, "x")', ["x"], True),
        ("[1, 2]", [1, 2], True),
        ("{a: 1}.a", 1, True),
        ("not(true)", False, True),
        ("(< 3)", 2, True),
    ],
)
def test_unary_tests_ask_about_one_value(tests: str, value: object, expected: bool | None) -> None:
    assert feel.unary_tests(tests, value, {"limit": 7, "allowed": ["x", "y"]}) is expected
