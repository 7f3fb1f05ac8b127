"""The working-day functions ask the city's calendar, and the clock is the environment's."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engine import feel
from engine.domain.calendar import OfficeHours, WorkCalendar

MIDNIGHT = datetime.datetime(2026, 11, 20, 16, 30, tzinfo=datetime.UTC)
CITY = feel.Environment(now=lambda: MIDNIGHT, calendar=WorkCalendar({}, OfficeHours.parse("09:00-12:00", "14:00-18:00")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('working day(@"2026-11-20")', True),
        ('working day(@"2026-11-21")', False),
        ('working day(@"2026-11-20T10:00:00+08:00")', True),
        ('working days between(@"2026-11-20", @"2026-11-27")', 5),
        ('working days between(start: @"2026-11-20", end: @"2026-11-23")', 1),
        ('add working days(@"2026-11-20", 1)', datetime.date(2026, 11, 23)),
        ('add working days(date: @"2026-11-20", days: 5)', datetime.date(2026, 11, 27)),
        ('add working days(@"2026-11-20", -1)', None),
        ('add working days(@"2026-11-20", 1.5)', None),
        ('add working days(@"20000-11-20", 1)', None),
        ('add working days(@"2026-11-21", 0)', datetime.date(2026, 11, 23)),
        ('string(add working days(@"2026-11-20T10:00:00+08:00", 1))', "2026-11-23T18:00:00@Asia/Shanghai"),
        ("today()", datetime.date(2026, 11, 21)),
        ("now().hour", 0),
        ("now().timezone", "Asia/Shanghai"),
    ],
)
def test_working_days_are_the_citys(text: str, expected: Any) -> None:
    assert feel.evaluate(text, {}, CITY) == expected


def test_without_a_calendar_the_working_day_functions_give_null() -> None:
    for text in ('working day(@"2026-11-20")', 'working days between(@"2026-11-20", @"2026-11-27")', 'add working days(@"2026-11-20", 1)'):
        assert feel.evaluate(text, {}) is None


def test_the_extensions_are_marked() -> None:
    assert {"working day", "working days between", "add working days"} <= feel.EXTENSIONS <= feel.BUILTIN_NAMES
