"""What holds for every value and every text."""

from __future__ import annotations

import datetime
import decimal
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel

SETTINGS = settings(max_examples=60, deadline=None)

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6)
strings = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=20)
scalars = st.one_of(st.none(), st.booleans(), numbers, strings)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(strings, inner, max_size=4)), max_leaves=12
)
dates = st.dates(min_value=datetime.date(2, 1, 1), max_value=datetime.date(9998, 12, 31))
words = st.sampled_from(
    '1 2.5 x y 申请人 "a" ( ) [ ] { } , : . .. + - * / ** = != < <= > >= and or not if then else for in return some every '
    'satisfies between instance of function null true false @"P1D" date count item partial ? @ \' “ external list<number>'.split(" ")
)


@SETTINGS
@given(st.lists(words, max_size=25).map(" ".join) | st.text(max_size=40))
def test_any_text_is_an_expression_or_a_feel_error(text: str) -> None:
    for run in (lambda: feel.evaluate(text, {"x": 1, "y": [1, 2]}), lambda: feel.unary_tests(text, 1, {"x": 1})):
        try:
            run()
        except feel.FeelError as error:
            assert str(error) and error.english


@SETTINGS
@given(values)
def test_a_value_that_goes_in_comes_out(value: Any) -> None:
    assert feel.evaluate("x", {"x": value}) == value


@SETTINGS
@given(st.one_of(st.none(), st.booleans(), numbers))
def test_what_string_writes_can_be_read_back(value: Any) -> None:
    assert feel.evaluate(feel.format(value), {}) == value


@SETTINGS
@given(numbers, numbers)
def test_arithmetic_is_decimal_arithmetic(left: Decimal, right: Decimal) -> None:
    context = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
    found = feel.evaluate("[a + b, a - b, a * b]", {"a": left, "b": right})
    assert found == [context.add(left, right), context.subtract(left, right), context.multiply(left, right)]


@SETTINGS
@given(numbers, numbers, numbers)
def test_a_range_test_is_two_comparisons(value: Decimal, low: Decimal, high: Decimal) -> None:
    names = {"v": value, "a": min(low, high), "b": max(low, high)}
    assert feel.evaluate("v in [a..b)", names) is feel.evaluate("v >= a and v < b", names)
    assert feel.unary_tests("[a..b)", value, names) is feel.evaluate("v in [a..b)", names)


@SETTINGS
@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_not_of_and_is_or_of_nots(left: bool | None, right: bool | None) -> None:
    names = {"a": left, "b": right}
    assert feel.evaluate("not(a and b)", names) is feel.evaluate("not(a) or not(b)", names)


@SETTINGS
@given(dates, st.integers(min_value=-300, max_value=300))
def test_days_added_and_taken_away_lead_back(date: datetime.date, days: int) -> None:
    names = {"d": date, "n": datetime.timedelta(days=days)}
    assert feel.evaluate("(d + n) - n", names) == date
    assert feel.evaluate("(d + n) - d", names) == feel.DaysTime(days * 86_400 * 10**9)


@SETTINGS
@given(dates, dates)
def test_days_between_dates_are_those_of_the_calendar(first: datetime.date, second: datetime.date) -> None:
    found = feel.evaluate("(a - b).days", {"a": first, "b": second})
    assert found == (first - second).days
    assert feel.evaluate("[d.weekday, week of year(d), day of year(d)]", {"d": first}) == [
        first.isoweekday(),
        first.isocalendar().week,
        first.timetuple().tm_yday,
    ]


@SETTINGS
@given(st.lists(numbers, min_size=1, max_size=12))
def test_sorting_keeps_every_element(elements: list[Decimal]) -> None:
    assert feel.evaluate("sort(l, function(a, b) a < b)", {"l": elements}) == sorted(elements)
    assert feel.evaluate("[min(l), max(l), count(l)]", {"l": elements}) == [min(elements), max(elements), len(elements)]


@SETTINGS
@given(strings, st.integers(min_value=1, max_value=25))
def test_a_string_is_its_beginning_and_its_rest(text: str, place: int) -> None:
    names = {"s": text, "n": place}
    parts = feel.evaluate('{a: if n > 1 then substring(s, 1, n - 1) else "", b: substring(s, n), r: a + b}.r', names)
    assert parts == text or place > len(text)


@SETTINGS
@given(st.text(alphabet="ab()[]{}|*+?.\\d-^$1,ipc", max_size=14), st.text(alphabet="ab1-\n", max_size=8))
def test_any_pattern_matches_or_is_null(pattern: str, text: str) -> None:
    for call in ("matches(t, p)", 'replace(t, p, "x")', "split(t, p)"):
        try:
            feel.evaluate(call, {"t": text, "p": pattern})
        except feel.FeelLimit:
            assert len(pattern) > 3
