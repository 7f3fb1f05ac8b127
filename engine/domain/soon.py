"""When something is about to be late: the same two moments for lights, for today's risks and for who is told that a limit comes near."""

from __future__ import annotations

from datetime import UTC, datetime, time

from engine.domain.calendar import SHANGHAI, WorkCalendar


def amber_before(now: datetime, calendar: WorkCalendar) -> datetime:
    """What is due before this instant is ▲ now: less than one working day is left, that is, its day is over before the next one that is worked."""
    day = calendar.next_working_day(now.astimezone(SHANGHAI).date())
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def risk_until(now: datetime, calendar: WorkCalendar) -> datetime:
    """Closing time of the next working day: what is due until then will be late by tomorrow's evening if nobody does anything."""
    return calendar.add(now, "P1D")
