"""The working calendar as the database holds it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from engine.domain.calendar import OfficeHours, WorkCalendar, YearTable
from engine.store import office

OFFICE_HOURS = ["09:00-12:00", "13:30-17:30"]  # until the city sets its own


def read_calendar(tx: Connection) -> WorkCalendar:
    years = {
        row.year: YearTable(
            frozenset(map(date.fromisoformat, row.holidays)), frozenset(map(date.fromisoformat, row.makeup_days)), row.provisional
        )
        for row in office.calendar_years(tx)
    }
    return WorkCalendar(years, OfficeHours.parse(*office.read_setting(tx, "office_hours", OFFICE_HOURS)))
