"""The built-in functions: DMN 1.5, 10.3.4, as cases of our own."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel.known import FUNCTIONS
from tests.engine.feel.specification import cases

LISTS = """
list contains([1, 2, null], null) → true
list contains([1, 2], 3) → false
count([1, 2]) → 2
count([]) → 0
count(null) → null
min([3, 1, 2]) → 1
min(3, 1, 2) → 1
min([]) → null
min(["b", "a"]) → "a"
max([@"2020-01-01", @"2021-01-01"]) → 2021-01-01
max(1, "a") → null
sum([1, 2.5]) → 3.5
sum(1, 2) → 3
sum([]) → null
sum([@"PT1H", @"PT2H"]) → PT3H
mean([1, 2, 3]) → 2
mean([]) → null
all([true, true]) → true
all([]) → true
all([true, null]) → null
all([false, null]) → false
any([false, true]) → true
any([]) → false
any(false, null) → null
sublist([4, 5, 6], 1, 2) → [4, 5]
sublist([4, 5, 6], -2) → [5, 6]
sublist([4, 5, 6], 4) → null
append([1], 2, 3) → [1, 2, 3]
append([1], null) → [1, null]
append(1, 2) → [1, 2]
concatenate([1, 2], [3]) → [1, 2, 3]
insert before([1, 3], 1, 2) → [2, 1, 3]
insert before([1, 3], 5, 2) → null
remove([1, 2, 3], 2) → [1, 3]
remove([1, 2, 3], -1) → [1, 2]
reverse([1, 2, 3]) → [3, 2, 1]
index of([1, 2, 3, 2], 2) → [2, 4]
union([1, 2], [2, 3]) → [1, 2, 3]
distinct values([1, 2, 1, null, null]) → [1, 2, null]
flatten([[1, 2], [[3]], 4]) → [1, 2, 3, 4]
product([2, 3, 4]) → 24
median([8, 2, 5, 3, 4]) → 4
median([6, 1, 2, 3]) → 2.5
median([]) → null
stddev([2, 4, 7, 5]) → 2.081665999466132735282297706979931
stddev([1]) → null
mode([6, 3, 9, 6, 6]) → [6]
mode([6, 1, 9, 6, 1]) → [1, 6]
mode([]) → []
list replace([2, 4, 7, 8], 3, 6) → [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) → [5, 5, 7, 8]
sort([3, 1, 2], function(x, y) x < y) → [1, 2, 3]
sort(precedes: function(x, y) x > y, list: [3, 1, 2]) → [3, 2, 1]
"""

NUMBERS = """
decimal(1 / 3, 2) → 0.33
decimal(1.5, 0) → 2
decimal(2.5, 0) → 2
floor(1.5) → 1
floor(-1.56, 1) → -1.6
ceiling(1.5) → 2
ceiling(-1.56, 1) → -1.5
round up(5.5, 0) → 6
round up(-5.5, 0) → -6
round up(1.121, 2) → 1.13
round down(5.5, 0) → 5
round half up(5.5, 0) → 6
round half up(-5.5, 0) → -6
round half down(5.5, 0) → 5
round half down(1.126, 2) → 1.13
round half up(123, -2) → 100
decimal(1, 7000) → null
abs(-10) → 10
abs(@"-PT5H") → PT5H
modulo(12, 5) → 2
modulo(-12, 5) → 3
modulo(12, -5) → -3
modulo(10.1, 4.5) → 1.1
modulo(1, 0) → null
sqrt(16) → 4
sqrt(-1) → null
log(0) → null
decimal(log(10), 8) → 2.30258509
decimal(exp(5), 8) → 148.4131591
exp(1000000) → null
odd(5) → true
even(2) → true
odd(null) → null
"""

CONTEXTS = """
get value({a: 1}, "a") → 1
get value({a: 1}, "b") → null
get value({a: {b: 2}}, ["a", "b"]) → 2
get entries({a: 1, b: 2}) → [{key: "a", value: 1}, {key: "b", value: 2}]
context([{key: "a", value: 1}, {key: "b", value: 2}]) → {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "a", value: 2}]) → null
context put({a: 1}, "b", 2) → {a: 1, b: 2}
context put({a: {b: 1}}, ["a", "b"], 2) → {a: {b: 2}}
context put({a: {b: 1}}, ["a", "c"], 2) → {a: {b: 1, c: 2}}
context put({}, ["a", "b"], 2) → null
context put({a: 1}, ["a", "b"], 2) → null
context merge([{a: 1}, {b: 2}, {a: 3}]) → {a: 3, b: 2}
"""

RANGES = """
before(1, 10) → true
before(10, 1) → false
before(1, [1..10]) → false
before(1, (1..10]) → true
before([1..10], 10) → false
before([1..10), 10) → true
before([1..10), [10..20]) → true
after([11..20], 10) → true
after(20, [1..10]) → true
meets([1..5], [5..10]) → true
meets([1..5), [5..10]) → false
met by([5..10], [1..5]) → true
overlaps([1..5], [3..8]) → true
overlaps([1..5), [5..8]) → false
overlaps before([1..5], [3..8]) → true
overlaps before([3..8], [1..5]) → false
overlaps after([3..8], [1..5]) → true
finishes(10, [1..10]) → true
finishes([5..10], [1..10]) → true
finished by([1..10], 10) → true
includes([1..10], 5) → true
includes((1..10], 1) → false
includes([1..10], [4..6]) → true
during(5, [1..10]) → true
during([4..6], [1..10]) → true
starts(1, [1..10]) → true
starts([1..5], [1..10]) → true
started by([1..10], 1) → true
coincides([1..5], [1..5]) → true
coincides(5, 5) → true
before(1, "a") → null
before(1, null) → null
before(point: 1, range: [2..3]) → true
[1..3].start → 1
[1..3).end included → false
"""

TEMPORAL = """
@"2020-02-29".year → 2020
@"2020-02-29".weekday → 6
@"2020-02-29T10:11:12+08:00".hour → 10
@"10:11:12.5".second → 12.5
@"10:11:12+08:00".time offset → PT8H
@"10:11:12@Asia/Shanghai".timezone → "Asia/Shanghai"
@"P1DT2H3M4S".hours → 2
@"P1DT2H3M4S".years → null
@"P1Y2M".months → 2
@"2020-01-31" + @"P1M" → 2020-02-29
@"2020-01-31" - @"P2M" → 2019-11-30
@"2020-01-01" + @"PT36H" → 2020-01-02
@"2020-01-01T10:00:00" + @"PT36H" → 2020-01-02T22:00:00
@"2020-01-02" - @"2020-01-01" → P1D
@"2020-01-01T10:00:00Z" - @"2020-01-01T10:00:00+08:00" → PT8H
@"2020-01-01T10:00:00Z" - @"2020-01-01T10:00:00" → null
@"10:00:00" + @"PT15H" → 01:00:00
@"10:00:00" - @"09:30:00" → PT30M
@"P1D" * 1.5 → P1DT12H
2 * @"P1M" → P2M
@"P1D" / 2 → PT12H
@"P1D" / @"PT1H" → 24
@"P1Y" / @"P1M" → 12
@"P1D" + @"P1M" → null
@"2020-03-29T00:30:00@Europe/Paris" + @"PT3H" → 2020-03-29T04:30:00@Europe/Paris
day of year(@"2020-12-31") → 366
day of week(@"2020-02-29") → "Saturday"
month of year(@"2020-02-29") → "February"
week of year(@"2005-01-01") → 53
week of year(@"2003-12-29") → 1
is(@"10:00:00Z", @"10:00:00") → false
is(@"10:00:00Z", @"10:00:00+00:00") → true
is(1, 1.0) → true
is(null, null) → true
date and time("2020-01-01T12:00:00Z", "x") → null
date and time(@"2020-01-01T12:00:00Z", "Asia/Shanghai") → 2020-01-01T20:00:00@Asia/Shanghai
"""

EXTENSIONS = """
get or else(null, 1) → 1
get or else(0, 1) → 0
is defined(null) → false
is defined(0) → true
last day of month(@"2020-02-03") → 2020-02-29
working day(@"2020-02-03") → null
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *cases(LISTS),
        *cases(NUMBERS),
        *cases(CONTEXTS),
        *cases(RANGES),
        *cases(TEMPORAL),
        *cases(EXTENSIONS),
    ],
)
def test_a_built_in_function_gives_what_the_standard_says(text: str, expected: str) -> None:
    found = feel.evaluate(text, {})
    assert (f'"{found}"' if isinstance(found, str) else feel.format(found)) == expected


@pytest.mark.parametrize("name", sorted(feel.BUILTIN_NAMES))
def test_a_built_in_function_called_with_nothing_sensible_gives_null_or_a_value_but_never_fails(name: str) -> None:
    for arguments in ("", "null", "null, null", "null, null, null", '"a"', "1, 2, 3, 4, 5, 6, 7, 8", "[], {}", "{}", "[1..2]", "1, []"):
        feel.evaluate(f"{name}({arguments})", {})


def test_the_parser_knows_every_built_in_name_that_holds_a_keyword() -> None:
    assert {name for name in feel.BUILTIN_NAMES if feel.special(name)} == FUNCTIONS
