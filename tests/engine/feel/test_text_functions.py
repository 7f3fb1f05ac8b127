"""Strings, patterns and conversions: DMN 1.5, 10.3.4.1 and 10.3.4.3, as cases of our own."""

from __future__ import annotations

import pytest

from engine import feel
from tests.engine.feel.specification import cases

STRINGS = r"""
substring("foobar", 3) → "obar"
substring("foobar", 3, 3) → "oba"
substring("foobar", -2, 1) → "a"
substring("foobar", 3.8) → "obar"
substring("foobar", 0) → null
substring("\U01F40Eab", 2) → "ab"
string length("foo") → 3
string length("\U01F40Eab") → 3
string length(null) → null
upper case("aBc4") → "ABC4"
lower case("aBc4") → "abc4"
substring before("foobar", "bar") → "foo"
substring before("foobar", "xyz") → ""
substring before("foobar", "") → ""
substring after("foobar", "ob") → "ar"
substring after("", "a") → ""
substring after("foo", "") → "foo"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]") → "[1=ab][2=]cd"
replace("abracadabra", "a.*?a", "*") → "*c*bra"
replace("AbC", "b", "*", "i") → "A*C"
replace("abracadabra", ".*?", "$1") → null
replace("a.b", ".", "-", "q") → "a-b"
replace("abc", "b", "$") → null
replace("abc", "(", "") → null
contains("foobar", "of") → false
contains("foobar", "ob") → true
starts with("foobar", "fo") → true
ends with("foobar", "r") → true
matches("foobar", "^fo*b") → true
matches("abc", "x") → false
matches("Foo", "foo", "i") → true
matches("foo", "f", "z") → null
matches("11010119900307001X", "^\d{17}[\dX]$") → true
matches("x-1", "^[a-z-[aeiou]]-\d$") → true
matches("a", "(?=a)") → null
matches("a\nb", "a.b") → false
matches("a\nb", "a.b", "s") → true
split("John Doe", "\s") → ["John", "Doe"]
split("a;b;;c", ";") → ["a", "b", "", "c"]
split("abc", "x") → ["abc"]
string join(["a", "b"], "-") → "a-b"
string join(["a", null, "b"]) → "ab"
string join([], "-") → ""
string join([1]) → null
"""

CONVERSION = r"""
string(1.10) → "1.1"
string(true) → "true"
string(null) → null
string([1, "a", null]) → "[1, "a", null]"
string({a: [1], "b c": "x"}) → "{a: [1], "b c": "x"}"
string(@"2020-01-01") → "2020-01-01"
string(@"PT25H") → "P1DT1H"
string([1..3)) → "[1..3)"
number("1.5") → 1.5
number("1 000,5", " ", ",") → 1000.5
number("1,000.5", ",", ".") → 1000.5
number("1.000", ".", null) → 1000
number("1,5", ",", ",") → null
number("abc") → null
number(5) → 5
number("1e3") → 1000
date("2020-02-30") → null
date("2020-2-3") → null
date("2020-02-29T00:00:00") → null
date(2020, 2, 29) → 2020-02-29
date(year: 2020, month: 2, day: 29) → 2020-02-29
date(@"2020-02-29T10:00:00") → 2020-02-29
date("-0044-03-15") → -0044-03-15
date("999999999-12-31") → 999999999-12-31
date("1000000000-12-31") → null
time("23:59:59") → 23:59:59
time("24:00:00") → null
time("12:00:00.5") → 12:00:00.5
time("12:00:00@Asia/Shanghai") → 12:00:00@Asia/Shanghai
time("12:00:00@Nowhere/City") → null
time("12:00:00+08:00@Asia/Shanghai") → null
time(12, 30, 15.5, @"PT8H") → 12:30:15.5+08:00
time(12, 30, 0, null) → 12:30:00
time(@"2020-01-01T12:00:00Z") → 12:00:00Z
time(@"2020-01-01") → 00:00:00Z
date and time("2020-01-01T10:00:00+08:00") → 2020-01-01T10:00:00+08:00
date and time("2020-01-01") → 2020-01-01T00:00:00
date and time(@"2020-01-01", @"10:00:00Z") → 2020-01-01T10:00:00Z
date and time("2020-01-01T10:00:00@Europe/Paris") → 2020-01-01T10:00:00@Europe/Paris
duration("P1Y2M") → P1Y2M
duration("P14M") → P1Y2M
duration("PT90M") → PT1H30M
duration("P1DT2H3M4.5S") → P1DT2H3M4.5S
duration("-P1D") → -P1D
duration("P1Y1D") → null
duration("P") → null
duration("P1DT") → null
duration("P0D") → PT0S
years and months duration(@"2011-12-22", @"2013-08-24") → P1Y8M
years and months duration(@"2013-08-24", @"2011-12-22") → -P1Y8M
years and months duration(@"2020-01-31", @"2020-02-29") → P0M
@"nothing" → null
range("[18..21)") → [18..21)
range("(@\"2020-01-01\"..@\"2020-12-31\"]") → (2020-01-01..2020-12-31]
range("[1 + 1..3]") → null
range("<5") → null
range("(..5]") → (<= 5)
range("[1..)") → (>= 1)
range("[..5]") → null
range("[1..]") → null
range("(..)") → null
range("[null..5]") → null
range("[1..null)") → null
range("(..5]") = (<= 5) → true
range("(..5)") = (null..5) → true
"""


@pytest.mark.parametrize(("text", "expected"), [*cases(STRINGS), *cases(CONVERSION)])
def test_a_function_on_text_gives_what_the_standard_says(text: str, expected: str) -> None:
    found = feel.evaluate(text, {})
    assert (f'"{found}"' if isinstance(found, str) else feel.format(found)) == expected
