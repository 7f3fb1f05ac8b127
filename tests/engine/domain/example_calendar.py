"""The holiday tables of 2025 and 2026 (State Council notices) and usual office hours, for every test that counts days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.domain.calendar import SHANGHAI, OfficeHours, WorkCalendar, YearTable


def days(year: int, *spans: str) -> frozenset[date]:
    """``days(2026, "01-01..01-03", "02-14")``."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("..")
        start, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        found.update(start + timedelta(days=i) for i in range((end - start).days + 1))
    return frozenset(found)


def local(text: str) -> datetime:
    """An instant in Shanghai: ``local("2026-11-20T09:00")``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


CALENDAR = WorkCalendar(
    {
        2025: YearTable(
            days(2025, "01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08"),
            days(2025, "01-26", "02-08", "04-27", "09-28", "10-11"),
        ),
        2026: YearTable(
            days(2026, "01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"),
            days(2026, "01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
        ),
    },
    OfficeHours.parse("08:30-12:00", "13:30-17:30"),
)
