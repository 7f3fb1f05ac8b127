"""The deadline clock of a case, a part of a case or a task: a value that is started, paused, resumed, extended and stopped.

Law: 行政许可法 art. 42 (limits and extension), 45 (what does not count), 82 (working days). A clock never ticks by itself: whoever asks
says what time it is. The due instant is always computed anew from start, limit, extensions and pauses, so that a newly published
holiday table only needs ``recount``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from engine.domain.calendar import SHANGHAI, Mode, WorkCalendar
from engine.domain.clock_kind import ARTICLE_45, SPECIAL_PROCEDURES, ClockKind, cause_label, rests
from engine.domain.duration import Duration
from engine.domain.errors import Refused
from engine.domain.sentence import Sentence
from engine.domain.soon import amber_before

SAID_IN_HOURS = 120
"""Minutes from which a limit, or what is over it, is told in hours."""


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest of the clock. ``basis`` = id of the legal basis, ``number`` = of the letter that told the applicant, ``needed`` = the time it
    said would be needed (art. 45), ISO 8601."""

    cause: str
    from_at: datetime
    to_at: datetime | None = None
    basis: str = ""
    number: str = ""
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """One more period, approved by the head (art. 42). ``number`` = of the letter that told the applicant why."""

    by: Duration
    at: datetime
    reason: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineClock:
    """``due_at`` is right for the calendar it was last counted with; while a pause is open it is the instant it would have without it."""

    kind: ClockKind
    limit: Duration
    mode: Mode
    started_at: datetime
    due_at: datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None

    @classmethod
    def start(
        cls, kind: ClockKind, limit: Duration | str, at: datetime, calendar: WorkCalendar, mode: Mode = "working"
    ) -> DeadlineClock:
        """Raises Invalid if ``limit`` is not a duration."""
        length = Duration.of(limit)
        return cls(ClockKind(kind), length, mode, at.astimezone(UTC), calendar.add(at, length, mode))

    @property
    def is_paused(self) -> bool:
        return self.stopped_at is None and any(pause.to_at is None for pause in self.pauses)

    def pause(self, cause: str, at: datetime, basis: str = "", number: str = "", needed: str = "") -> DeadlineClock:
        """Several causes may rest the clock at once; the time counts once. Raises Refused if it may not or already rests for ``cause``."""
        self._must_run(at)
        if self.kind not in rests(cause):
            raise Refused("{cause}不能暂停{clock}", cause=cause_label(cause), clock=self.kind.label)
        if any(pause.cause == cause and pause.to_at is None for pause in self.pauses):
            raise Refused("{clock}已因{cause}暂停", cause=cause_label(cause), clock=self.kind.label)
        return replace(self, pauses=(*self.pauses, Pause(cause, at.astimezone(UTC), None, basis, number, needed)))

    def numbered(self, cause: str, number: str) -> DeadlineClock:
        """The rest that runs for ``cause`` was told to the applicant by the letter of this number."""
        told = (replace(p, number=number) if p.cause == cause and p.to_at is None and not p.number else p for p in self.pauses)
        return replace(self, pauses=tuple(told))

    def resume(self, cause: str, at: datetime, calendar: WorkCalendar) -> DeadlineClock:
        """Ends the pause for ``cause``; the due instant moves when nothing else rests it. Raises Refused if it is not paused for that."""
        self._must_run(at)
        running = [pause for pause in self.pauses if pause.cause == cause and pause.to_at is None]
        if not running:
            raise Refused("{clock}没有因{cause}暂停", cause=cause_label(cause), clock=self.kind.label)
        ended = replace(running[0], to_at=max(at.astimezone(UTC), running[0].from_at))
        pauses = tuple(ended if pause is running[0] else pause for pause in self.pauses)
        return replace(self, pauses=pauses).recount(calendar)

    def extend(self, by: Duration | str, at: datetime, calendar: WorkCalendar, reason: str = "", number: str = "") -> DeadlineClock:
        """One more period. Raises Refused if the clock was extended before, has stopped, or the limit has already passed."""
        self._must_run(at)
        if self.extensions:
            raise Refused("{clock}已延长过一次，不能再次延长", clock=self.kind.label)
        if at > self.due_at and not self.is_paused:
            raise Refused("{clock}已经届满，不能再延长", clock=self.kind.label)
        return replace(self, extensions=(Extension(Duration.of(by), at.astimezone(UTC), reason, number),)).recount(calendar)

    def stop(self, at: datetime, calendar: WorkCalendar) -> DeadlineClock:
        """What was measured is done; open pauses end with it. Raises Refused if it has stopped before."""
        self._must_run(at)
        moment = at.astimezone(UTC)
        if not self.is_paused:
            return replace(self, stopped_at=moment)
        pauses = tuple(replace(p, to_at=max(moment, p.from_at)) if p.to_at is None else p for p in self.pauses)
        return replace(self, pauses=pauses, stopped_at=moment).recount(calendar)

    def recount(self, calendar: WorkCalendar) -> DeadlineClock:
        """The same clock with its due instant counted on ``calendar``, for instance after the year's holidays were published."""
        due = calendar.add(self.started_at, self.limit, self.mode)
        for extension in self.extensions:
            due = calendar.add(due, extension.by, self.mode)
        for rest in self.rested():
            if rest.to_at is not None and rest.from_at <= due:
                due = self._moved(due, rest.from_at, rest.to_at, calendar)
        return replace(self, due_at=due)

    def rested(self) -> list[Pause]:
        """The pauses in order, overlapping ones merged; the last may still be open."""
        merged: list[Pause] = []
        for pause in sorted(self.pauses, key=lambda p: p.from_at):
            last = merged[-1] if merged else None
            if last is None or (last.to_at is not None and last.to_at < pause.from_at):
                merged.append(pause)
            elif last.to_at is not None:
                merged[-1] = replace(last, to_at=pause.to_at and max(last.to_at, pause.to_at))
        return merged

    def days_between(self, a: datetime, b: datetime, calendar: WorkCalendar) -> int:
        first, last = _day(a), _day(b)
        return calendar.working_days_between(first, last) if self.mode == "working" else (last - first).days

    def time_between(self, a: datetime, b: datetime, calendar: WorkCalendar) -> timedelta:
        return calendar.working_time_between(a, b) if self.mode == "working" else b - a

    def _moved(self, due: datetime, from_at: datetime, to_at: datetime, calendar: WorkCalendar) -> datetime:
        if self.limit.is_whole_days:
            days = self.days_between(from_at, to_at, calendar)
            return calendar.add(due, f"P{days}D", self.mode) if days > 0 else due
        rest = self.time_between(from_at, to_at, calendar)
        return calendar.add(due, Duration.parse(f"PT{rest // timedelta(seconds=1)}S"), self.mode) if rest else due

    def _must_run(self, at: datetime) -> None:
        if self.stopped_at is not None:
            raise Refused("{clock}已停止计时", clock=self.kind.label)
        if at < self.started_at:
            raise ValueError("a clock cannot be touched before it started")

    def light(self, now: datetime, calendar: WorkCalendar) -> Light:
        """red = past due; amber = due before the next working day begins (``soon.amber_before``), as in lists and on the board.

        A stopped clock is red or green for ever; a resting one keeps the colour it had when the rest began.
        """
        moment = self._reading_at(now)
        if moment > self.due_at:
            return Light.RED
        if self.stopped_at is not None:
            return Light.GREEN
        return Light.AMBER if self.due_at < amber_before(moment, calendar) else Light.GREEN

    def explain(self, now: datetime, calendar: WorkCalendar, bases: Mapping[str, str] = MappingProxyType({})) -> Sentence:
        """One Chinese line: ``第 6 个工作日，共 20 个；已扣除专家评审 4 天，行政许可法第 45 条``. ``bases``: id of a basis → how it is cited."""
        said, *more = self.explanation(now, calendar, bases)
        for each in more:
            said = Sentence("{said}；{more}", said=said, more=each)
        return said

    def explanation(self, now: datetime, calendar: WorkCalendar, bases: Mapping[str, str] = MappingProxyType({})) -> tuple[Sentence, ...]:
        """Where the clock stands, what was left out for which cause by which law, what was added, what rests it now, whether its end is
        provisional."""
        lines = [self._position(self._reading_at(now), calendar)]
        for (cause, basis), days in self._deducted(now, calendar).items():
            facts = {"cause": cause_label(cause), "days": days, "law": ARTICLE_45 if cause in SPECIAL_PROCEDURES else bases.get(basis, "")}
            lines.append(Sentence("已扣除{cause} {days} 天，{law}", **facts) if facts["law"] else Sentence("已扣除{cause} {days} 天", **facts))
        for extension in self.extensions:
            days = int(extension.by.days + extension.by.weeks * 7)
            lines.append(Sentence("已延长 {days} 天，行政许可法第 42 条", days=days))
        for pause in self.pauses:
            if pause.to_at is None:
                since = pause.from_at.astimezone(SHANGHAI)
                facts = {"cause": cause_label(pause.cause), "month": since.month, "day": since.day}
                lines.append(Sentence("{cause}期间暂停计时（自 {month} 月 {day} 日起）", **facts))
        if calendar.leans_on_provisional(self.started_at, self.due_at):
            lines.append(Sentence("到期日为暂定，当年放假安排尚未公布"))
        return tuple(lines)

    @property
    def _counts_days(self) -> bool:
        return self.limit.is_whole_days and not self.limit.is_zero

    def _reading_at(self, now: datetime) -> datetime:
        """The instant at which the clock stands: when it stopped, when the running rest began, else now."""
        if self.stopped_at is not None:
            return self.stopped_at
        resting = [rest.from_at for rest in self.rested() if rest.to_at is None]
        return max(self.started_at, resting[0] if resting else now)

    def _total(self, calendar: WorkCalendar) -> int:
        """The whole limit: in days if it is counted in days, else in minutes; rests and days off left out."""
        return self._used(self.due_at, calendar)

    def _left(self, moment: datetime, calendar: WorkCalendar) -> int:
        if self._counts_days:
            return self.days_between(moment, self.due_at, calendar)
        return self.time_between(moment, self.due_at, calendar) // timedelta(minutes=1)

    def _used(self, moment: datetime, calendar: WorkCalendar) -> int:
        ended = [(rest.from_at, min(rest.to_at, moment)) for rest in self.rested() if rest.to_at and rest.from_at < moment]
        if self._counts_days:
            rested = sum(self.days_between(a, b, calendar) for a, b in ended)
            return self.days_between(self.started_at, moment, calendar) - rested
        worked = self.time_between(self.started_at, moment, calendar)
        return (worked - sum((self.time_between(a, b, calendar) for a, b in ended), timedelta())) // timedelta(minutes=1)

    def _position(self, moment: datetime, calendar: WorkCalendar) -> Sentence:
        facts: dict[str, Any] = {"used": self._used(moment, calendar), "total": self._total(calendar)}
        late = moment > self.due_at
        if not self._counts_days:
            facts["late"] = -self._left(moment, calendar)
            unit = "hours" if facts["late" if late else "total"] >= SAID_IN_HOURS else "minutes"
            if unit == "hours":
                facts = {name: f"{minutes / 60:.1f}".removesuffix(".0") for name, minutes in facts.items()}
            said = f"{unit}_late" if late else unit
        elif late:
            facts["late"] = self.days_between(self.due_at, moment, calendar)
            said = "late" if facts["late"] else "late_today"
        elif self.stopped_at is not None:
            said = "stopped"
        else:
            said = "running" if facts["used"] > 0 else "first_day"
        return Sentence(_POSITIONS[self.mode][said].template, **facts)

    def _deducted(self, now: datetime, calendar: WorkCalendar) -> dict[tuple[str, str], int]:
        """(cause, id of its basis) → days that do not count for it."""
        days: dict[tuple[str, str], int] = {}
        for pause in self.pauses:
            spent = self.days_between(pause.from_at, pause.to_at or max(now, pause.from_at), calendar)
            if spent > 0:
                days[pause.cause, pause.basis] = days.get((pause.cause, pause.basis), 0) + spent
        return days


_POSITIONS = {
    "working": {
        "running": Sentence("第 {used} 个工作日，共 {total} 个"),
        "first_day": Sentence("次日起算，共 {total} 个工作日"),
        "stopped": Sentence("用 {used} 个工作日办结，共 {total} 个"),
        "late": Sentence("已超期 {late} 个工作日，共 {total} 个"),
        "late_today": Sentence("今天已超期，共 {total} 个工作日"),
        "minutes": Sentence("已用 {used} 个工作分钟，共 {total} 个工作分钟"),
        "minutes_late": Sentence("已超期 {late} 个工作分钟，共 {total} 个工作分钟"),
        "hours": Sentence("已用 {used} 个工作小时，共 {total} 个工作小时"),
        "hours_late": Sentence("已超期 {late} 个工作小时，共 {total} 个工作小时"),
    },
    "calendar": {
        "running": Sentence("第 {used} 天，共 {total} 天"),
        "first_day": Sentence("次日起算，共 {total} 天"),
        "stopped": Sentence("用 {used} 天办结，共 {total} 天"),
        "late": Sentence("已超期 {late} 天，共 {total} 天"),
        "late_today": Sentence("今天已超期，共 {total} 天"),
        "minutes": Sentence("已用 {used} 分钟，共 {total} 分钟"),
        "minutes_late": Sentence("已超期 {late} 分钟，共 {total} 分钟"),
        "hours": Sentence("已用 {used} 小时，共 {total} 小时"),
        "hours_late": Sentence("已超期 {late} 小时，共 {total} 小时"),
    },
}


def _day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()
