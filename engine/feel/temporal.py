"""Dates, times and date-times of FEEL: years to ±999 999 999, nanoseconds, offsets and zones kept as written.

Python's ``date`` and ``datetime`` end at the year 9999 and cannot keep the name of a zone beside an offset, so the evaluator
computes with these values; ``exchange`` turns them into Python's wherever those are large enough.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from dataclasses import dataclass

from engine.feel import limits
from engine.feel.durations import DAY, HOUR, MINUTE, SECOND, fraction

_EPOCH_SHIFT = 719_468
_ERA = 146_097
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar; construct with ``date_of`` to have it checked."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        of_year = (153 * (self.month - 3 if self.month > 2 else self.month + 9) + 2) // 5 + self.day - 1
        return era * _ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _EPOCH_SHIFT

    @property
    def weekday(self) -> int:
        """Monday is 1, Sunday 7."""
        return (self.ordinal + 3) % 7 + 1

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day. ``zone`` is None (local), an offset in seconds, or the name of a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: int | str | None = None

    @property
    def of_day(self) -> int:
        """Nanoseconds since midnight."""
        return self.hour * HOUR + self.minute * MINUTE + self.second * SECOND + self.nano

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; for a named zone without a date, those of 1 January 2000."""
        return zone_offset(self.zone, Date(2000, 1, 1), self)

    def __str__(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction(self.nano)}{zone_text(self.zone)}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date with a time of day."""

    date: Date
    time: Time

    @property
    def local(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 on the clock's face."""
        return self.date.ordinal * DAY + self.time.of_day

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC, None for a local date-time."""
        return zone_offset(self.time.zone, self.date, self.time)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def midnight(date: Date) -> DateTime:
    """A date where a date and time is wanted: its midnight in UTC (DMN 1.5, 10.3.2.9.4)."""
    return DateTime(date, Time(0, 0, 0, 0, 0))


def days_in_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def date_of(year: int, month: int, day: int) -> Date | None:
    """The day, or None if there is no such day."""
    if abs(year) > limits.YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
        return None
    return Date(year, month, day)


def date_from_ordinal(ordinal: int) -> Date | None:
    """The day that many days after 1970-01-01; None beyond the largest year."""
    if abs(ordinal) > 366 * (limits.YEAR + 2000):
        return None
    era, of_era = divmod(ordinal + _EPOCH_SHIFT, _ERA)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = of_year - (153 * shifted + 2) // 5 + 1
    year += era * 400 + (month <= 2)
    return Date(year, month, day) if abs(year) <= limits.YEAR else None


def time_from_nanoseconds(of_day: int, zone: int | str | None) -> Time:
    hour, rest = divmod(of_day, HOUR)
    minute, rest = divmod(rest, MINUTE)
    second, nano = divmod(rest, SECOND)
    return Time(hour, minute, second, nano, zone)


def time_of(hour: int, minute: int, second: int, nano: int = 0, zone: int | str | None = None) -> Time | None:
    """The time, or None if there is none or the zone is unknown."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nano < SECOND):
        return None
    if isinstance(zone, int) and abs(zone) > 18 * 3600:
        return None
    if isinstance(zone, str) and not is_zone(zone):
        return None
    return Time(hour, minute, second, nano, zone)


def datetime_from_local(local: int, zone: int | str | None) -> DateTime | None:
    days, of_day = divmod(local, DAY)
    date = date_from_ordinal(days)
    return None if date is None else DateTime(date, time_from_nanoseconds(of_day, zone))


def is_zone(name: str) -> bool:
    """Whether the time zone database knows the name. Only names are looked up, never paths."""
    if not _ZONE.fullmatch(name):
        return False
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_offset(zone: int | str | None, date: Date, time: Time) -> int | None:
    """Seconds east of UTC at a local date and time. Years Python lacks take the rules of a like year in its range."""
    if not isinstance(zone, str):
        return zone
    year = date.year if 1 < date.year < 9999 else 2000 + date.year % 400
    wall = datetime.datetime(year, date.month, date.day, time.hour, time.minute, time.second, tzinfo=zoneinfo.ZoneInfo(zone))
    offset = wall.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def zone_text(zone: int | str | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return text + (f":{seconds:02d}" if seconds else "")
