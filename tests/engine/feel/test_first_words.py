"""The shortest tour of the public door."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from engine import feel

CASE = {
    "amount": 1500,
    "status": "A",
    "申请人": {"年龄": 30, "姓名": "王"},
    "Full Name": "王 小明",
    "Pre-bureau risk": "LOW",
    "materials": [{"id": "a", "copies": 1}, {"id": "b", "copies": 2}],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('amount > 1000 and status in ("A","B")', True),
        ("申请人.年龄 + 1", Decimal(31)),
        ('Full Name + "!"', "王 小明!"),
        ('Pre-bureau risk = "LOW"', True),
        ("materials[copies > 1].id", ["b"]),
        ("materials[1].id", "a"),
        ("for m in materials return m.copies * 10", [Decimal(10), Decimal(20)]),
        ('date("2020-01-31") + duration("P1M")', datetime.date(2020, 2, 29)),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), b: f(5)}.b", Decimal(120)),
        ('substring(string: "abc", start position: 2)', "bc"),
        ("missing.name", None),
        ('1 = "a"', None),
        ("-2 ** 2", Decimal(4)),
        ("5 in ]1..5[", False),
    ],
)
def test_an_expression_gives_what_the_standard_says(text: str, expected: object) -> None:
    assert feel.evaluate(text, CASE) == expected


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [("1 +", 4, "表达式"), ("[1,2", 5, "“]”"), ('x = "abc', 5, "以双引号结束的文本"), ("if a then", 10, "表达式")],
)
def test_a_syntax_error_names_the_column_and_what_was_expected(text: str, column: int, expected: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.parse(text)
    assert (caught.value.column, caught.value.expected) == (column, expected)
    assert f"第 {column} 列" in str(caught.value)
    assert f"column {column}" in caught.value.english


def test_the_names_an_expression_takes_from_its_context_are_known() -> None:
    assert feel.parse("a > 1 and f(b) and count(x) = y[z > 1].w and today() > d").names == {"a", "f", "b", "x", "y", "d"}
    assert feel.parse("y[z > 1]").possible_names == {"z"}


def test_the_marker_of_an_expression_is_not_feel() -> None:
    assert feel.strip_marker(" = a + 1 ") == "a + 1"


def test_today_is_the_day_in_china() -> None:
    midnight = datetime.datetime(2026, 11, 20, 17, 0, tzinfo=datetime.UTC)
    environment = feel.Environment(now=lambda: midnight)
    assert feel.evaluate("today()", {}, environment) == datetime.date(2026, 11, 21)


def test_python_objects_keep_their_attributes_to_themselves() -> None:
    assert feel.evaluate("x.real", {"x": 3}) is None
    assert feel.evaluate("x.keys", {"x": {}}) is None
