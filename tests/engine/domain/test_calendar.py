from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.calendar import SHANGHAI, OfficeHours, WorkCalendar, YearTable, add_months
from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from tests.engine.domain.example_calendar import CALENDAR, local

instants = st.integers(0, 700 * 24 * 60).map(lambda minutes: local("2025-01-01T00:00") + timedelta(minutes=minutes))


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2025-10-11", "2026-02-24"])
def test_makeup_days_and_plain_weekdays_are_worked(day: str) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-23", "2026-10-07", "2025-01-28", "2026-11-21"])
def test_holidays_and_weekends_are_not_worked(day: str) -> None:
    assert not CALENDAR.is_working_day(date.fromisoformat(day))


def test_twenty_working_days_across_spring_festival_count_the_makeup_saturdays() -> None:
    assert CALENDAR.add(local("2026-02-12T10:00"), "P20D") == local("2026-03-18T17:30")


def test_half_an_hour_asked_at_ten_past_five_ends_on_the_next_working_morning() -> None:
    assert CALENDAR.add(local("2026-11-20T17:10"), "PT30M") == local("2026-11-23T08:40")


@pytest.mark.parametrize("given_at", ["2026-11-20T00:00", "2026-11-20T09:00", "2026-11-20T23:59", "2026-11-21T12:00", "2026-11-22T08:00"])
def test_one_day_given_on_friday_or_at_the_weekend_is_due_when_monday_closes(given_at: str) -> None:
    assert CALENDAR.add(local(given_at), "P1D") == local("2026-11-23T17:30")


def test_half_a_day_is_half_the_office_minutes_of_that_day() -> None:
    assert CALENDAR.add(local("2026-11-20T08:30"), "P0.5D") == local("2026-11-20T13:45")
    assert CALENDAR.add(local("2026-11-20T16:00"), "P0.5D") == local("2026-11-23T10:45")
    assert CALENDAR.add(local("2026-11-20T18:00"), "P0.5D") == local("2026-11-23T13:45")


def test_a_day_and_a_half_is_a_day_and_then_half_of_the_next() -> None:
    assert CALENDAR.add(local("2026-11-19T09:00"), "P1.5D") == local("2026-11-23T13:45")


def test_zero_days_end_when_the_office_closes() -> None:
    assert CALENDAR.add(local("2026-11-20T09:00"), "P0D") == local("2026-11-20T17:30")
    assert CALENDAR.add(local("2026-11-20T19:00"), "P0D") == local("2026-11-23T17:30")


def test_working_months_end_when_a_working_day_closes() -> None:
    assert CALENDAR.add(local("2026-01-31T09:00"), "P1M") == local("2026-02-28T17:30")
    assert CALENDAR.add(local("2026-09-01T09:00"), "P1M") == local("2026-10-08T17:30")


def test_calendar_days_end_at_midnight_of_the_last_day_whatever_day_it_is() -> None:
    assert CALENDAR.add(local("2026-11-20T09:00"), "P20D", "calendar") == local("2026-12-10T23:59:59")
    assert CALENDAR.add(local("2026-01-31T09:00"), "P1M", "calendar") == local("2026-02-28T23:59:59")
    assert CALENDAR.add(local("2026-11-20T09:00"), "P1W", "calendar") == local("2026-11-27T23:59:59")


def test_calendar_hours_are_plain_hours() -> None:
    assert CALENDAR.add(local("2026-11-20T17:10"), "PT30M", "calendar") == local("2026-11-20T17:40")
    assert CALENDAR.add(local("2026-11-20T09:00"), "P0.5D", "calendar") == local("2026-11-20T21:00")


def test_due_instants_are_utc() -> None:
    assert CALENDAR.add(local("2026-11-20T09:00"), "P1D").tzinfo is UTC


def test_weeks_of_working_days_are_refused_because_nobody_counts_them_alike() -> None:
    with pytest.raises(Invalid):
        CALENDAR.add(local("2026-11-20T09:00"), "P1W")


def test_an_instant_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add(datetime(2026, 11, 20), "P1D")


def test_a_year_without_a_table_has_weekends_only_and_is_provisional() -> None:
    assert CALENDAR.is_working_day(date(2027, 1, 1))
    assert CALENDAR.leans_on_provisional(date(2026, 12, 1), date(2027, 1, 8))
    assert not CALENDAR.leans_on_provisional(local("2026-12-01T09:00"), local("2026-12-31T17:30"))


def test_a_table_may_be_marked_provisional_itself() -> None:
    calendar = WorkCalendar({2027: YearTable(provisional=True)}, CALENDAR.office_hours)
    assert calendar.leans_on_provisional(date(2027, 2, 1), date(2027, 2, 1))


def test_a_year_may_have_office_hours_of_its_own() -> None:
    calendar = WorkCalendar({2026: YearTable(office_hours=OfficeHours.parse("09:00-16:00"))}, CALENDAR.office_hours)
    assert calendar.add(local("2026-11-20T10:00"), "P1D") == local("2026-11-23T16:00")
    assert calendar.add(local("2026-12-31T10:00"), "P1D") == local("2027-01-01T17:30")


@pytest.mark.parametrize("spans", [("08:30-12:00", "11:00-17:30"), ("12:00-08:30",), ("8.30-12",), ()])
def test_office_hours_that_overlap_or_run_backwards_are_refused(spans: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        OfficeHours.parse(*spans)


def test_remaining_says_zero_days_on_the_due_day_and_counts_days_past_due() -> None:
    due = local("2026-11-23T17:30")
    assert CALENDAR.remaining(local("2026-11-23T16:30"), due).working_minutes == 60
    assert CALENDAR.remaining(local("2026-11-23T16:30"), due).working_days == 0
    assert CALENDAR.remaining(local("2026-11-20T17:00"), due).working_days == 1
    late = CALENDAR.remaining(local("2026-11-25T09:30"), due)
    assert (late.working_days, late.working_minutes, late.overdue) == (2, 0, True)
    late = CALENDAR.remaining(local("2026-11-24T09:30"), local("2026-11-24T08:40"))
    assert (late.working_days, late.working_minutes, late.overdue) == (0, 50, True)


def test_months_keep_to_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 30), 1) == date(2026, 12, 30)


def test_a_calendar_without_any_table_still_counts() -> None:
    bare = WorkCalendar({}, OfficeHours(((time(9), time(17)),)))
    assert bare.add(local("2030-01-04T10:00"), "P5D") == local("2030-01-11T17:00")


@given(instants, st.integers(1, 40))
def test_counting_back_the_working_days_to_a_due_day_gives_the_limit(at: datetime, days: int) -> None:
    due = CALENDAR.add(at, f"P{days}D").astimezone(SHANGHAI)
    assert CALENDAR.working_days_between(at.date(), due.date()) == days
    assert CALENDAR.is_working_day(due.date())


@given(instants, st.integers(1, 5_000))
def test_the_working_minutes_up_to_a_due_instant_are_the_minutes_of_the_limit(at: datetime, minutes: int) -> None:
    due = CALENDAR.add(at, Duration.parse(f"PT{minutes}M"))
    assert CALENDAR.working_time_between(at, due) == timedelta(minutes=minutes)
    assert CALENDAR.working_minutes_between(due, at) == -minutes


@given(instants, instants)
def test_the_working_time_between_two_instants_is_that_of_each_day_between_them_whatever_hours_a_year_has(one: datetime, other: datetime) -> None:
    hours = {year: OfficeHours.parse(*spans) for year, spans in {2025: ("09:00-12:00", "13:00-16:00"), 2026: ("08:30-17:30",)}.items()}
    own = WorkCalendar({year: replace(CALENDAR.years[year], office_hours=hours[year]) for year in hours}, CALENDAR.office_hours)
    start, end = sorted((one, other))
    counted, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in hours[day.year].spans if own.is_working_day(day) else ():
            opened, closed = (datetime.combine(day, edge, SHANGHAI) for edge in (opens, closes))
            counted += max(timedelta(), min(closed, end) - max(opened, start))
        day += timedelta(days=1)
    assert own.working_time_between(start, end) == counted == -own.working_time_between(end, start)


@given(instants, st.integers(0, 30), st.integers(0, 30))
def test_a_longer_limit_is_never_due_earlier(at: datetime, days: int, more: int) -> None:
    assert CALENDAR.add(at, f"P{days}D") <= CALENDAR.add(at, f"P{days + more}D")


@given(instants, st.integers(0, 20_000), st.sampled_from(["P1D", "P20D", "P0.5D", "PT30M", "PT7H", "P1M"]))
def test_who_begins_later_is_never_due_earlier(at: datetime, minutes: int, limit: str) -> None:
    assert CALENDAR.add(at, limit) <= CALENDAR.add(at + timedelta(minutes=minutes), limit)


LENGTHS = st.sampled_from(["P1D", "P20D", "P1.5D", "PT30M", "P0D", "P1M", "P2DT1H"])


@given(st.lists(st.tuples(instants, LENGTHS, st.sampled_from(["working", "calendar"])), max_size=8))
def test_a_calendar_that_has_counted_before_counts_as_a_new_one(asked: list[tuple[datetime, str, str]]) -> None:
    for instant, length, mode in asked:
        new = WorkCalendar(CALENDAR.years, CALENDAR.office_hours)
        assert CALENDAR.add(instant, length, mode) == new.add(instant, length, mode)  # type: ignore[arg-type]
