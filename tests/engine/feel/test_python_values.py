"""Python values go in and come out; FEEL's own stand in only where Python's are too small."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import feel

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Kind(enum.StrEnum):
    person = "person"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (3, Decimal(3)),
        (0.1, Decimal("0.1")),
        (10**40, Decimal(10) ** 40),
        (Decimal("NaN"), None),
        (float("inf"), None),
        (True, True),
        ((1, "a"), [Decimal(1), "a"]),
        (MappingProxyType({"a": 1}), {"a": Decimal(1)}),
        (Kind.person, "person"),
        (datetime.date(2026, 1, 2), datetime.date(2026, 1, 2)),
        (datetime.time(1, 2, 3, 4), datetime.time(1, 2, 3, 4)),
        (datetime.datetime(2026, 1, 2, 3, 4, 5), datetime.datetime(2026, 1, 2, 3, 4, 5)),
        (datetime.datetime(2026, 1, 2, tzinfo=SHANGHAI), datetime.datetime(2026, 1, 2, tzinfo=SHANGHAI)),
        (datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC), datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)),
        (datetime.timedelta(days=1, seconds=2), feel.DaysTime((86_400 + 2) * 10**9)),
        (feel.YearsMonths(14), feel.YearsMonths(14)),
        (feel.Range(Decimal(1), Decimal(2)), feel.Range(Decimal(1), Decimal(2))),
    ],
)
def test_what_goes_in_comes_out(given: Any, expected: Any) -> None:
    found = feel.evaluate("x", {"x": given})
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-01-02")', datetime.date(2026, 1, 2)),
        ('date("10000-01-02")', feel.Date(10000, 1, 2)),
        ('time("01:02:03.000001+08:00")', datetime.time(1, 2, 3, 1, datetime.timezone(datetime.timedelta(hours=8)))),
        ('time("01:02:03.000000001")', feel.Time(1, 2, 3, 1)),
        ('date and time("2026-01-02T03:04:05@Asia/Shanghai")', datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=SHANGHAI)),
        ('duration("P1Y2M")', feel.YearsMonths(14)),
        ('duration("PT1H")', feel.DaysTime(3_600 * 10**9)),
        ("[1..2)", feel.Range(Decimal(1), Decimal(2), True, False)),
    ],
)
def test_feels_own_values_stand_in_where_pythons_are_too_small(text: str, expected: Any) -> None:
    assert feel.evaluate(text, {}) == expected


def test_only_what_an_expression_mentions_is_read() -> None:
    class Fussy(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            if key != "a":
                raise AssertionError(key)
            return {"b": [1, {"c": 2}]}

        def __iter__(self) -> Any:
            raise AssertionError("nobody asked for every name")

        def __len__(self) -> int:
            return 1

    assert feel.parse("a.b[2].c + 1").evaluate(Fussy()) == 3


def test_a_function_that_comes_out_can_go_in_again() -> None:
    double = feel.evaluate("function(x) x * 2", {})
    assert feel.evaluate("f(4)", {"f": double}) == 8


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        ("王", "王"),
        (["王", 1, None], '["王", 1, null]'),
        ({"a": datetime.date(2026, 1, 2)}, "{a: 2026-01-02}"),
        (datetime.datetime(2026, 1, 2, 3, tzinfo=SHANGHAI), "2026-01-02T03:00:00@Asia/Shanghai"),
        (datetime.timedelta(hours=36), "P1DT12H"),
    ],
)
def test_format_writes_what_string_writes(value: Any, expected: str) -> None:
    assert feel.format(value) == expected
    if value is not None:
        assert feel.evaluate("string(x)", {"x": value}) == expected
