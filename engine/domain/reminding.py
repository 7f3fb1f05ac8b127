"""When a step reminds whoever has it: ``remind="-PT4H, P0D, P1D"``, times before and after its limit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.domain.calendar import WorkCalendar
from engine.domain.duration import Duration
from engine.domain.errors import Invalid

MOST = 10
_FURTHEST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Reminder:
    """``early``: before the limit by this length; else after it, or at it when the length is zero. Counted as the limit is."""

    text: str
    early: bool
    length: Duration

    @property
    def late(self) -> bool:
        return not self.early and not self.length.is_zero

    @property
    def _days(self) -> float:
        return float(self.length.weeks * 7 + self.length.days) + float(self.length.seconds) / 86_400

    @property
    def place(self) -> float:
        """Its place in the order of time."""
        return -self._days if self.early else self._days

    def moment(self, due_at: datetime, calendar: WorkCalendar, mode: str) -> datetime:
        if self.length.is_zero:
            return due_at
        return (calendar.before if self.early else calendar.add)(due_at, self.length, mode)  # type: ignore[arg-type]


def parse_reminders(properties: Mapping[str, str]) -> tuple[Reminder, ...]:
    """The property ``remind`` in the order of time. Raises Invalid."""
    text = properties.get("remind", "")
    parts = [part.strip() for part in re.split("[,，]", text) if part.strip()]
    if not parts:
        return ()
    if not properties.get("limit"):
        raise Invalid("remind 是相对时限的提醒，要同时写 limit")
    found = tuple(sorted((_one(part, properties.get("calendar") or "working") for part in parts), key=lambda each: each.place))
    if len(found) > MOST:
        raise Invalid("remind 最多写 {most} 次", most=MOST)
    if len({each.place for each in found}) < len(found):
        raise Invalid("remind 里有两次提醒在同一时刻")
    if found[-1].late and properties.get("on_timeout", "").startswith("deem:"):
        raise Invalid("on_timeout 写了 deem，到时限就办结了，remind 不能再写时限之后的“{text}”", text=found[-1].text[:40])
    return found


def _one(text: str, mode: str) -> Reminder:
    early = text.startswith("-")
    length = Duration.parse(text.removeprefix("-").removeprefix("+"))
    if length.months or (length.weeks and mode == "working"):
        raise Invalid("remind 里的“{text}”只能写天、小时和分钟，例如 -PT4H、P0D、P1D", text=text[:40])
    reminder = Reminder(text, early and not length.is_zero, length)
    if abs(reminder.place) > _FURTHEST_DAYS:
        raise Invalid("remind 里的“{text}”离时限超过 {most} 天", text=text[:40], most=_FURTHEST_DAYS)
    return reminder
