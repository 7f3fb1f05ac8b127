"""What an event waits for or makes happen, ready to run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from engine.domain.duration import Duration
from engine.domain.errors import Invalid
from engine.runtime.formula import Fault, Formula, kind_of

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.runtime.token import Token

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Schedule:
    """When a timer is due next. ``every`` and ``left`` belong to a cycle: its interval and how often it fires still, None = for ever."""

    due_at: datetime
    every: str | None = None
    left: int | None = 0


@dataclass(frozen=True)
class Timing:
    """``kind`` duration, date or cycle; ``value`` ISO 8601 text or a formula that gives it; ``mode`` counts days."""

    kind: str
    value: str | Formula
    mode: Literal["working", "calendar"]

    def schedule(self, run: Run, token: Token) -> Schedule:
        """Raises Fault if the formula gives no ISO 8601 value of the right kind."""
        if not isinstance(self.value, Formula):
            return self._schedule(run, self.value)
        value = run.variables.value(token, self.value)
        try:
            return self._schedule(run, value)
        except Fault:
            needed = "日期或日期时间" if self.kind == "date" else "ISO 8601 时长，例如 P2D"
            raise Fault(f"计时 {self.value.text[:120]} 的结果是 {kind_of(value)}，应是{needed}") from None

    def _schedule(self, run: Run, value: Any) -> Schedule:
        if self.kind == "date":
            return Schedule(_instant(value))
        if self.kind == "duration":
            return Schedule(self._after(run, run.context.now, _text(value)))
        repeat, start, every = parse_cycle(_text(value))
        first = _instant(start) if start else self._after(run, run.context.now, every)
        return Schedule(first, every, repeat)

    def again(self, run: Run, due_at: datetime, every: str, left: int | None) -> Schedule | None:
        """The next turn of a cycle; a turn that was missed is skipped, not made up."""
        if left is not None and left <= 1:
            return None
        following = self._after(run, due_at, every)
        if following <= run.context.now:
            following = self._after(run, run.context.now, every)
        return Schedule(following, every, None if left is None else left - 1)

    def _after(self, run: Run, instant: datetime, duration: str) -> datetime:
        try:
            return run.context.calendar.add(instant, duration, self.mode).astimezone(UTC)
        except (Invalid, OverflowError, ValueError) as wrong:
            raise Fault(f"计时：{wrong}") from None


def parse_cycle(text: str) -> tuple[int | None, str | None, str]:
    """``R3/PT10H``, ``R/2026-01-01T09:00:00+08:00/P1D`` → (times or None for ever, start or None, duration). Raises Fault."""
    parts = text.split("/")
    count = parts[0][1:]
    every = parts[-1]
    if len(parts) not in (2, 3) or parts[0][:1] != "R" or not (count == "" or (count.isascii() and count.isdigit())) or len(count) > 6:
        raise Fault(f"周期“{text[:60]}”应写成 R3/P1D（三次）或 R/P1D（一直重复）")
    try:
        if Duration.parse(every).is_zero:
            raise Fault(f"周期“{text[:60]}”的间隔是零")
    except Invalid as wrong:
        raise Fault(str(wrong)) from None
    if len(parts) == 3:
        _instant(parts[1])
    if count and int(count) == 0:
        raise Fault(f"周期“{text[:60]}”一次也不触发")
    return (int(count) if count else None), (parts[1] if len(parts) == 3 else None), every


def check_timing(kind: str, text: str) -> None:
    """Whether a written timer can be read. Raises Fault."""
    if kind == "date":
        _instant(text)
    elif kind == "cycle":
        parse_cycle(text)
    else:
        try:
            Duration.parse(text)
        except Invalid as wrong:
            raise Fault(str(wrong)) from None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    shown = str(value)
    if value is None or isinstance(value, bool) or not shown.startswith(("P", "R")):
        raise Fault("不是 ISO 8601 时长")
    return shown


def _instant(value: Any) -> datetime:
    """A text or FEEL date(-time) as an instant; without a zone it is Shanghai's, a date is its first minute."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise Fault(f"“{value[:60]}”不是 ISO 8601 日期时间，例如 2026-11-20T09:00:00+08:00") from None
    if isinstance(value, datetime):
        try:
            return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).astimezone(UTC)
        except (OverflowError, ValueError):
            raise Fault("计时的日期超出了可用范围") from None
    if isinstance(value, date):
        return datetime.combine(value, time(), SHANGHAI).astimezone(UTC)
    raise Fault("不是日期或日期时间")


@dataclass(frozen=True)
class Trigger:
    """``kind``: timer message signal error escalation. ``name`` of a message or signal; ``code`` of an error, None catches all."""

    kind: str
    name: str = ""
    code: str | None = None
    timing: Timing | None = None
    code_variable: str | None = None
    message_variable: str | None = None

    def catches(self, kind: str, key: str) -> bool:
        """Whether a thrown error, escalation or signal is meant."""
        return self.kind == kind and (self.name == key if kind == "signal" else self.code in (None, key))


