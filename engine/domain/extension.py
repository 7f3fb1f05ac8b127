"""One more period for a case (行政许可法 art. 42): who decides it, when it may be given, and which clocks move with it.

The head of the lead department gives it, once, before the legal limit is over; where several departments handle a case together it is the
head of the government of that level, whose paper is named. The promise moves with the legal limit, and so do the departments' parts and
the officers' steps that run at that moment: what the case is given more time for is done in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.domain.calendar import WorkCalendar
from engine.domain.clock_kind import ClockKind
from engine.domain.deadline import DeadlineClock
from engine.domain.duration import Duration
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus

CASE = "case"
MOST_REASON = 500


@dataclass(frozen=True)
class Moved:
    """A clock before and after."""

    subject: str
    before: DeadlineClock
    after: DeadlineClock


def why_not(status: CaseStatus, most: Duration | None, clocks: Iterable[tuple[str, DeadlineClock]], now: datetime) -> Sentence | None:
    """What stands against extending this case now; None = it may be extended."""
    own = next((clock for subject, clock in clocks if subject == CASE and clock.kind == ClockKind.STATUTORY), None)
    if most is None:
        return Sentence("这个事项的实施清单没有规定可以延期。")
    if status != CaseStatus.ACCEPTED or own is None or own.stopped_at is not None:
        return Sentence("只有已受理、尚未作出决定的办件可以延期。")
    if own.extensions:
        return Sentence("这个办件已经延期过一次，法律只允许延期一次（行政许可法第四十二条）。")
    if now > own.due_at and not own.is_paused:
        return Sentence("法定时限已经届满，不能再延期：延期要在届满之前批准（行政许可法第四十二条）。")
    return None


def moved(
    clocks: Iterable[tuple[str, DeadlineClock]], steps: Mapping[str, bool], by: Duration, at: datetime, calendar: WorkCalendar
) -> list[Moved]:
    """Every clock that an extension moves. ``steps``: subject of an open step → whether it follows (an officer's, without a rule of silence).

    What is already past its own limit, or was extended before, stays as it is: more time does not undo lateness.
    """
    found = []
    for subject, clock in clocks:
        if clock.stopped_at is not None or clock.extensions or not _leans(subject, clock, steps):
            continue
        if at > clock.due_at and not clock.is_paused:
            continue
        found.append(Moved(subject, clock, clock.extend(by, at, calendar)))
    return found


def _leans(subject: str, clock: DeadlineClock, steps: Mapping[str, bool]) -> bool:
    if subject == CASE:
        return clock.kind in (ClockKind.STATUTORY, ClockKind.PROMISED)
    return steps.get(subject, False) if subject.startswith("task:") else True
