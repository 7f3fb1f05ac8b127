"""A length of time as the files write it: ISO 8601 (``P2D``, ``PT30M``, ``P0.5D``, ``P1M``). What a day is, the calendar decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from engine.domain.errors import Invalid

_NUMBER = r"(\d{1,7}(?:[.,]\d{1,6})?)"
_SHAPE = re.compile(
    rf"P(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?P<time>T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.ASCII,
)
# Longer than any limit of law; keeps a hostile file from making a calendar count for hours.
_LONGEST_DAYS = 36_600


@dataclass(frozen=True, slots=True)
class Duration:
    """Months, weeks, days (may be a fraction) and seconds, kept apart because only a calendar can turn one into another."""

    months: int = 0
    weeks: int = 0
    days: Decimal = Decimal(0)
    seconds: Decimal = Decimal(0)

    @classmethod
    @lru_cache(maxsize=1000)
    def parse(cls, text: str) -> Duration:
        """Raises Invalid if ``text`` is not an ISO 8601 duration, is negative, has fractions of months or weeks, or exceeds 100 years."""
        found = _SHAPE.fullmatch(text.strip())
        groups = [g for i, g in enumerate(found.groups()) if i != 4] if found else []
        if not found or not any(groups) or found["time"] == "T":
            raise Invalid("“{text}”不是 ISO 8601 时长，例如 P2D（2 天）、PT30M（30 分钟）、P1M（1 个月）", text=text[:40])
        years, months, weeks, days, hours, minutes, seconds = (Decimal((g or "0").replace(",", ".")) for g in groups)
        if any(part % 1 for part in (years, months, weeks)):
            raise Invalid("时长“{text}”的年、月、周不能有小数", text=text[:40])
        parsed = cls(int(years) * 12 + int(months), int(weeks), days, hours * 3600 + minutes * 60 + seconds)
        if parsed._roughly_days() > _LONGEST_DAYS:
            raise Invalid("时长“{text}”超过 100 年", text=text[:40])
        return parsed

    @classmethod
    def of(cls, value: Duration | str) -> Duration:
        return value if isinstance(value, Duration) else cls.parse(value)

    @property
    def is_whole_days(self) -> bool:
        """Counted in days, weeks or months only, so that it ends with a day and not at a minute."""
        return not self.seconds and self.days % 1 == 0

    @property
    def is_zero(self) -> bool:
        return not (self.months or self.weeks or self.days or self.seconds)

    @property
    def time(self) -> timedelta:
        """The hours, minutes and seconds."""
        return timedelta(microseconds=int(self.seconds * 1_000_000))

    def _roughly_days(self) -> Decimal:
        return self.months * 31 + self.weeks * 7 + self.days + self.seconds / 86_400

    def __str__(self) -> str:
        if not (self.months or self.weeks or self.seconds):  # nearly all that the law sets
            return f"P{_plain(self.days)}D"
        years, months = divmod(self.months, 12)
        hours, rest = divmod(self.seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        day_part = _written(((years, "Y"), (months, "M"), (self.weeks, "W"), (self.days, "D")))
        time_part = _written(((hours, "H"), (minutes, "M"), (seconds, "S")))
        return f"P{day_part}T{time_part}" if time_part else f"P{day_part or '0D'}"


def _written(parts: tuple[tuple[int | Decimal, str], ...]) -> str:
    return "".join(f"{_plain(number)}{letter}" for number, letter in parts if number)


def _plain(number: int | Decimal) -> str:
    return format(Decimal(number).normalize(), "f")
