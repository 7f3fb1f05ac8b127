"""The days on which a hearing may be held (行政许可法 art. 47, 48): told seven working days before, within twenty of the request."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.domain.calendar import SHANGHAI, WorkCalendar

NOTICE_DAYS, HELD_WITHIN = 7, "P20D"


def earliest(today: date, calendar: WorkCalendar) -> date:
    """The first day that seven working days after today's notice reaches."""
    day = today
    while calendar.working_days_between(today, day) < NOTICE_DAYS:
        day += timedelta(days=1)
    return day


def latest(asked_at: datetime, calendar: WorkCalendar) -> date:
    return calendar.add(asked_at, HELD_WITHIN, "working").astimezone(SHANGHAI).date()
