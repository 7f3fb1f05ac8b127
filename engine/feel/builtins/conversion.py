"""10.3.4.1 Conversion functions, and ``not``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from engine.feel import numbers
from engine.feel.builtins.variant import Variant, variant
from engine.feel.durations import SECOND, DaysTime, YearsMonths, parse_duration
from engine.feel.temporal import Date, DateTime, Time, date_of, datetime_from_local, is_zone, time_of
from engine.feel.temporal_text import parse_date, parse_datetime, parse_time
from engine.feel.textual import text_of

_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def date_from_parts(year: Decimal, month: Decimal, day: Decimal) -> Date | None:
    parts = [numbers.whole(part) for part in (year, month, day)]
    return None if None in parts else date_of(*parts)  # type: ignore[arg-type]


def time_from_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Time | None:
    hours, minutes = numbers.whole(hour), numbers.whole(minute)
    if hours is None or minutes is None or not 0 <= second < 60:
        return None
    nanos = int(second * SECOND)
    zone = None if offset is None else offset.nanoseconds // SECOND
    return time_of(hours, minutes, nanos // SECOND, nanos % SECOND, zone)


def time_from_date(date: Date) -> Time:
    return Time(0, 0, 0, 0, 0)


def datetime_from_parts(*parts: Any) -> DateTime | None:
    """Year, month, day, hour, minute, second and perhaps an offset in hours or the name of a zone."""
    date = date_from_parts(*parts[:3])
    zone = parts[6] if len(parts) > 6 else None
    offset = None
    if isinstance(zone, Decimal):
        offset = DaysTime(int(zone * 3600) * SECOND)
    time = time_from_parts(*parts[3:6], offset)
    if isinstance(zone, str) and time is not None:
        time = time_of(time.hour, time.minute, time.second, time.nano, zone)
    return None if date is None or time is None else DateTime(date, time)


def in_zone(moment: DateTime, zone: str) -> DateTime | None:
    """The same instant on another zone's clock; a local moment is taken to be there already."""
    if not is_zone(zone):
        return None
    offset = moment.offset
    placed = datetime_from_local(moment.local, zone)
    if offset is None or placed is None:
        return placed
    utc = moment.local - offset * SECOND
    for _ in range(2):
        placed = datetime_from_local(utc + (placed.offset or 0) * SECOND, zone) if placed else None
    return placed


def number_from(text: str) -> Decimal | None:
    return numbers.number_of(text.strip()) if _NUMBER.fullmatch(text.strip()) else None


def number_from_grouped(text: str, grouping: str | None, point: str | None) -> Decimal | None:
    """Grouping is a blank, a comma or a full stop; the decimal separator a comma or a full stop; never the same."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or (grouping and grouping == point):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    return number_from(text)


def string_from(value: Any) -> str | None:
    return None if value is None else text_of(value)


def duration_from(text: str) -> DaysTime | YearsMonths | None:
    return parse_duration(text)


def months_between(start: Date, end: Date) -> YearsMonths:
    """Whole months from one day to another, negative backwards."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def months_between_moments(start: DateTime, end: DateTime) -> YearsMonths:
    months = (end.date.year - start.date.year) * 12 + end.date.month - start.date.month
    here, there = (start.date.day, start.time.of_day), (end.date.day, end.time.of_day)
    if months > 0 and there < here:
        months -= 1
    elif months < 0 and there > here:
        months += 1
    return YearsMonths(months)


def _mixed(start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    dates = [moment.date if isinstance(moment, DateTime) else moment for moment in (start, end)]
    return months_between(*dates)


def negation(value: Any) -> bool | None:
    return not value if isinstance(value, bool) else None


TABLE: dict[str, tuple[Variant, ...]] = {
    "date": (
        variant("from: string", parse_date),
        variant("from: date", lambda date: date),
        variant("from: datetime", lambda moment: moment.date),
        variant("year: number, month: number, day: number", date_from_parts),
    ),
    "time": (
        variant("from: string", parse_time),
        variant("from: time", lambda time: time),
        variant("from: datetime", lambda moment: moment.time),
        variant("from: date", time_from_date),
        variant("hour: number, minute: number, second: number, [offset: daystime?]", time_from_parts),
    ),
    "date and time": (
        variant("from: string", parse_datetime),
        variant("from: datetime", lambda moment: moment),
        variant("from: date", lambda date: DateTime(date, Time(0, 0, 0))),
        variant("date: date, time: time", DateTime),
        variant("date: datetime, time: time", lambda moment, time: DateTime(moment.date, time)),
        variant("date: datetime, timezone: string", in_zone),
        variant("year: number, month: number, day: number, hour: number, minute: number, second: number", datetime_from_parts),
        variant(
            "year: number, month: number, day: number, hour: number, minute: number, second: number, offset: number",
            datetime_from_parts,
        ),
        variant(
            "year: number, month: number, day: number, hour: number, minute: number, second: number, timezone: string",
            datetime_from_parts,
        ),
    ),
    "number": (
        variant("from: number", lambda value: value),
        variant("from: string", number_from),
        variant("from: string, grouping separator: string?, decimal separator: string?", number_from_grouped),
    ),
    "string": (variant("from: any", string_from),),
    "duration": (
        variant("from: string", duration_from),
        variant("from: daystime", lambda value: value),
        variant("from: yearsmonths", lambda value: value),
    ),
    "years and months duration": (
        variant("from: date, to: date", months_between),
        variant("from: datetime, to: datetime", months_between_moments),
        variant("from: date, to: datetime", _mixed),
        variant("from: datetime, to: date", _mixed),
    ),
    "not": (variant("negand: any", negation),),
}
