"""Dates, times and date-times read from their XML Schema form, with FEEL's ``@Zone/Name`` besides offsets."""

from __future__ import annotations

import re

from engine.feel.durations import DaysTime, YearsMonths, parse_duration
from engine.feel.temporal import Date, DateTime, Time, date_of, time_of

_DATE = re.compile(r"(-?)([0-9]{4}|[1-9][0-9]{4,8})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<oh>[0-9]{2}):(?P<om>[0-9]{2})(?::(?P<os>[0-9]{2}))?|@(?P<zone>.+))?"
)


def parse_date(text: str) -> Date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    sign, year, month, day = match.groups()
    return date_of(-int(year) if sign else int(year), int(month), int(day))


def parse_time(text: str) -> Time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, digits = match.group(1, 2, 3, 4)
    nano = int((digits or "0")[:9].ljust(9, "0"))
    zone: int | str | None = match["zone"]
    if match["utc"]:
        zone = 0
    elif match["sign"]:
        if int(match["om"]) > 59 or int(match["os"] or 0) > 59:
            return None
        zone = int(match["oh"]) * 3600 + int(match["om"]) * 60 + int(match["os"] or 0)
        zone = -zone if match["sign"] == "-" else zone
    return time_of(int(hour), int(minute), int(second), nano, zone)


def parse_datetime(text: str) -> DateTime | None:
    """A date alone is its midnight, local."""
    day, separator, clock = text.partition("T")
    date = parse_date(day)
    time = parse_time(clock) if separator else Time(0, 0, 0)
    return None if date is None or time is None else DateTime(date, time)


def at_literal(text: str) -> Date | Time | DateTime | DaysTime | YearsMonths | None:
    """What ``@"…"`` stands for: the one reading that fits, else None."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text.partition("@")[0]:
        return parse_datetime(text)
    return parse_date(text) or parse_time(text)
