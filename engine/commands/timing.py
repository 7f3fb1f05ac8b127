"""Starting, resting and stopping a case's clocks (domain.md 2A.1; which cause rests which clock: engine.domain.clock_kind)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.clock_kind import rests
from engine.domain.deadline import ClockKind, DeadlineClock
from engine.domain.events import ClockPaused, ClockResumed, ClockStarted
from engine.store import clocks


def start(
    work: Work, case: Case, kind: ClockKind, limit: Any, at: datetime, *, subject: str = clocks.CASE, mode: Any = "working"
) -> DeadlineClock | None:
    """None when the item sets no such limit. A clock of the same subject and kind is begun anew."""
    if not limit:
        return None
    own = DeadlineClock.start(kind, limit, at, work.calendar, mode)
    clocks.put(work.tx, case, subject, own)
    if subject == clocks.CASE:
        work.emit(ClockStarted(case_id=case.case_id, kind=kind.value, subject=subject, due_at=own.due_at.isoformat()))
    return own


def stop(work: Work, case_id: str, *kinds: ClockKind, subject: str = clocks.CASE) -> None:
    """Stops those that run; no kinds = all of the subject."""
    for whose, own in clocks.running_in(work.tx, case_id):
        if whose == subject and (not kinds or own.kind in kinds):
            clocks.put(work.tx, work.case(case_id), subject, own.stop(max(work.now, own.started_at), work.calendar))


def stop_everything(work: Work, case_id: str) -> None:
    for subject, own in clocks.running_in(work.tx, case_id):
        clocks.put(work.tx, work.case(case_id), subject, own.stop(max(work.now, own.started_at), work.calendar))


def pause(work: Work, case_id: str, cause: str, process: Any) -> None:
    """Rest every running clock of the case that this cause may rest."""
    basis = next((p.basis for p in process.item.pauses if p.cause == cause), "")
    for subject, own in clocks.running_in(work.tx, case_id):
        rested = any(p.cause == cause and p.to_at is None for p in own.pauses)
        if subject == clocks.CASE and own.kind in rests(cause) and not rested:
            clocks.put(work.tx, work.case(case_id), clocks.CASE, own.pause(cause, work.now, basis))
            work.emit(ClockPaused(case_id=case_id, cause=cause, basis=basis))


def resume(work: Work, case_id: str, cause: str) -> None:
    for subject, own in clocks.running_in(work.tx, case_id):
        if any(p.cause == cause and p.to_at is None for p in own.pauses):
            clocks.put(work.tx, work.case(case_id), subject, own.resume(cause, work.now, work.calendar))
            work.emit(ClockResumed(case_id=case_id, cause=cause))
