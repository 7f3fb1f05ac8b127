"""Literals, operators and logic: DMN 1.5, 10.3.1 and 10.3.2, as cases of our own."""

from __future__ import annotations

import pytest

from engine import feel
from tests.engine.feel.specification import cases

NUMBERS = """
1 → 1
-1 → -1
.5 → 0.5
1.10 → 1.1
1.5e3 → 1500
2E-3 → 0.002
0.1 + 0.2 → 0.3
1 / 3 → 0.3333333333333333333333333333333333
2 / 3 → 0.6666666666666666666666666666666667
10 / 0 → null
0 / 0 → null
1 - 2 - 3 → -4
2 + 3 * 4 → 14
(2 + 3) * 4 → 20
100 / 10 / 5 → 2
2 ** 3 → 8
2 ** 3 ** 2 → 64
-2 ** 2 → 4
2 ** -1 → 0.5
4 ** 0.5 → 2
(-8) ** 0.5 → null
0 ** 0 → 1
--5 → 5
-(2 + 3) → -5
- null → null
-"a" → null
1 + null → null
1 + "a" → null
true + 1 → null
9999999999999999999999999999999999 + 1 → 10000000000000000000000000000000000
1e6144 * 10 → null
1 ** -5 → 1
"""

STRINGS = """
"a" + "b" → ab
"a" - "b" → null
"中" + "文" → 中文
"\\u4e2d" → 中
"\\U01F40E" → 🐎
"a\\"b" → a"b
"\\d" → \\d
"a\\\\b" → a\\b
"""

LOGIC = """
true and true → true
true and null → null
false and null → false
null and null → null
true and 1 → null
true or null → true
false or null → null
false or "a" → null
not(true) → false
not(null) → null
not(1) → null
not([true]) → null
{not: function(x) "hidden", r: not(true)}.r → hidden
null or true → true
null or false → null
1 or 2 → null
[true] = true → null
null = true → false
null = 1 → false
true and false or true → true
if true then 1 else 2 → 1
if null then 1 else 2 → 2
if "a" then 1 else 2 → 2
if 1 > 2 then 1 else if 2 > 1 then 3 else 4 → 3
"""

COMPARISONS = """
1 = 1.0 → true
1 = "1" → null
null = null → true
1 = null → false
null != null → false
1 != 2 → true
1 != "a" → null
"a" < "b" → true
1 < "a" → null
1 < null → null
true < false → null
[1, 2] = [1, 2] → true
[1, 2] = [2, 1] → false
{a: 1, b: 2} = {b: 2, a: 1} → true
{a: 1} = {a: 2} → false
1 between 1 and 3 → true
4 between 1 and 3 → false
null between 1 and 3 → null
@"2020-01-01" < @"2020-01-02" → true
@"2020-01-01" < date and time("2020-01-02T00:00:00") → null
@"2020-01-01T12:00:00Z" = @"2020-01-01T20:00:00+08:00" → true
@"2020-01-01T12:00:00Z" = @"2020-01-01T20:00:00@Asia/Shanghai" → true
@"2020-01-01T12:00:00Z" < @"2020-01-01T12:00:01" → true
@"2020-01-01T12:00:00+08:00" >= @"2020-01-01T12:00:00" → true
@"12:00:00" > @"11:59:59Z" → true
@"2020-01-01T12:00:00Z" = @"2020-01-01T12:00:00" → false
[3..1] → null
["a"..1] → null
@"PT60M" = @"PT1H" → true
@"P1Y" = @"P12M" → true
@"P1Y" > @"P11M" → true
@"P1Y" > @"P1D" → null
[1..3] = [1..3] → true
[1..3] = [1..3) → false
"""

MEMBERSHIP = """
1 in [1, 2] → true
3 in [1, 2] → false
1 in (1, 2) → true
1 in [1..3] → true
1 in (1..3] → false
3 in [1..3) → false
1 in ]1..3[ → false
2 in ]1..3[ → true
5 in > 3 → true
5 in (< 3, > 4) → true
5 in (3) → false
5 in ([1..2], [4..6]) → true
5 in [[1..2], [4..6]] → true
null in [1, null] → true
"a" in "a" → true
[1, 2] in [[1, 2], [3]] → true
1 in [] → false
"b" in ["a".."c"] → true
5 in (? > 3) → true
5 in (? > 7, 1) → false
@"2020-02-01" in [@"2020-01-01"..@"2020-03-01"] → true
not(5 in [1..3]) and 2 in (2) → true
2 in ([1, 2, 3])[item > 1] → true
"""

TYPES = """
1 instance of number → true
"a" instance of string → true
true instance of boolean → true
null instance of number → false
null instance of Any → false
1 instance of Any → true
@"2020-01-01" instance of date → true
@"2020-01-01" instance of date and time → false
@"2020-01-01T00:00:00" instance of date and time → true
@"12:00:00" instance of time → true
@"P1D" instance of days and time duration → true
@"P1M" instance of years and months duration → true
[1] instance of list → null
[1] instance of list<number> → true
["a"] instance of list<number> → false
[1, null] instance of list<number> → true
{a: 1} instance of context → null
{a: 1} instance of context<a: number> → true
{a: "x"} instance of context<a: number> → false
{a: 1, b: 2} instance of context<a: number> → true
[1..2] instance of range<number> → true
["a".."b"] instance of range<number> → false
(function(a) a) instance of function<number> -> number → true
(function(a) a) instance of function<number, number> -> number → false
(function(a: number) a) instance of function<number> -> number → true
(function(a: number) a) instance of function<number> -> string → false
(function(a: number) a) instance of function<string> -> number → false
(function(a: Any) "b") instance of function<number> -> string → true
(function(a: context<b: number>) a.b) instance of function<context<b: number, c: number>> -> Any → true
(function(a: context<b: number, c: number>) a.b) instance of function<context<b: number>> -> Any → false
(function() [1]) instance of function<> -> list<number> → true
(function() "a") instance of function<> -> number → false
(function() if 1 = 1 then "a" else 2) instance of function<> -> number → true
1 + 1 instance of number → null
"""


@pytest.mark.parametrize(("text", "expected"), cases(NUMBERS))
def test_numbers_are_decimals_of_34_digits(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(STRINGS))
def test_strings_are_read_with_their_escapes(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(LOGIC))
def test_logic_has_three_values(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(COMPARISONS))
def test_only_values_of_one_kind_compare(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(MEMBERSHIP))
def test_in_asks_lists_ranges_and_tests(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


@pytest.mark.parametrize(("text", "expected"), cases(TYPES))
def test_instance_of_asks_the_type(text: str, expected: str) -> None:
    assert feel.format(feel.evaluate(text, {})) == expected


def test_comments_are_passed_over() -> None:
    assert feel.evaluate("1 /* two\nlines */ + // three\n 2", {}) == 3
