"""The two durations of FEEL: days and time in nanoseconds, years and months in months."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_TEXT = re.compile(
    r"(-)?P(?:(?P<Y>[0-9]{1,18})Y)?(?:(?P<M>[0-9]{1,18})M)?(?:(?P<D>[0-9]{1,18})D)?"
    r"(?:T(?:(?P<h>[0-9]{1,18})H)?(?:(?P<m>[0-9]{1,18})M)?(?:(?P<s>[0-9]{1,18})(?:\.(?P<f>[0-9]+))?S)?)?"
)


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A days and time duration. ``nanoseconds`` may be negative."""

    nanoseconds: int

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds and nanoseconds of the amount, each with the sign of the whole."""
        sign = -1 if self.nanoseconds < 0 else 1
        days, rest = divmod(abs(self.nanoseconds), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, nanos = divmod(rest, SECOND)
        return sign * days, sign * hours, sign * minutes, sign * seconds, sign * nanos

    def __str__(self) -> str:
        days, hours, minutes, seconds, nanos = (abs(part) for part in self.parts)
        clock = f"{hours}H" * (hours > 0) + f"{minutes}M" * (minutes > 0)
        if seconds or nanos:
            clock += f"{seconds}{fraction(nanos)}S"
        text = "P" + f"{days}D" * (days > 0) + ("T" + clock if clock else "")
        return ("-" if self.nanoseconds < 0 else "") + ("PT0S" if text == "P" else text)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration. ``months`` may be negative."""

    months: int

    @property
    def parts(self) -> tuple[int, int]:
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months

    def __str__(self) -> str:
        years, months = (abs(part) for part in self.parts)
        text = "P" + f"{years}Y" * (years > 0) + f"{months}M" * (months > 0)
        return ("-" if self.months < 0 else "") + ("P0M" if text == "P" else text)


def fraction(nanos: int) -> str:
    """``.5`` for half a second's nanoseconds, nothing for none."""
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def parse_duration(text: str) -> DaysTime | YearsMonths | None:
    """An ISO 8601 duration with either years and months or days and time; None for anything else."""
    match = _TEXT.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    found = {name: int(value) for name, value in match.groupdict().items() if value is not None and name != "f"}
    sign = -1 if match.group(1) else 1
    if "Y" in found or "M" in found:
        if len(found) > ("Y" in found) + ("M" in found):
            return None
        return YearsMonths(sign * (found.get("Y", 0) * 12 + found.get("M", 0)))
    seconds = found.get("h", 0) * 3600 + found.get("m", 0) * 60 + found.get("s", 0)
    nanos = int((match.group("f") or "0")[:9].ljust(9, "0"))
    return DaysTime(sign * (found.get("D", 0) * DAY + seconds * SECOND + nanos))
