"""Starting, resting and stopping a case's clocks (domain.md 2A.1; which cause rests which clock: engine.domain.clock_kind)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.commands import reminders
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.clock_kind import SUSPENDED, cause_label, rests
from engine.domain.deadline import ClockKind, DeadlineClock
from engine.domain.errors import Refused
from engine.domain.events import ClockOverdue, ClockPaused, ClockResumed, ClockStarted
from engine.store import clocks, progress

CLOCK = "clock"  # kind of the timers that watch a clock of the case itself


def start(
    work: Work, case: Case, kind: ClockKind, limit: Any, at: datetime, *, subject: str = clocks.CASE, mode: Any = "working"
) -> DeadlineClock | None:
    """None when the item sets no such limit. A clock of the same subject and kind is begun anew."""
    if not limit:
        return None
    own = DeadlineClock.start(kind, limit, at, work.calendar, mode)
    if case.suspended_at is not None and kind in rests(SUSPENDED):
        own = own.pause(SUSPENDED, work.now)
    clocks.put(work.tx, case, subject, own)
    if subject == clocks.CASE:
        work.emit(ClockStarted(case_id=case.case_id, kind=kind.value, subject=subject, due_at=own.due_at.isoformat()))
    return own


def suspend(work: Work, case_id: str) -> None:
    """Rest what may rest for it, the departments' parts and the tasks' own limits too."""
    for subject, own in clocks.running_in(work.tx, case_id):
        if own.kind in rests(SUSPENDED):
            clocks.put(work.tx, work.case(case_id), subject, own.pause(SUSPENDED, work.now))


def wake(work: Work, case_id: str) -> None:
    """Let them run again, and what hangs on them follow."""
    for subject, own in clocks.running_in(work.tx, case_id):
        if _rests_for(own, SUSPENDED):
            anew = own.resume(SUSPENDED, work.now, work.calendar)
            clocks.put(work.tx, work.case(case_id), subject, anew)
            follow(work, case_id, subject, anew.due_at)


def stop(work: Work, case_id: str, *kinds: ClockKind, subject: str = clocks.CASE) -> list[DeadlineClock]:
    """Stops those that run; no kinds = all of the subject. Gives them as they ran."""
    stopped = [own for _, own in clocks.running_in(work.tx, case_id, subject) if not kinds or own.kind in kinds]
    for own in stopped:
        clocks.put(work.tx, work.case(case_id), subject, own.stop(max(work.now, own.started_at), work.calendar))
    return stopped


def stop_everything(work: Work, case_id: str) -> None:
    for subject, own in clocks.running_in(work.tx, case_id):
        clocks.put(work.tx, work.case(case_id), subject, own.stop(max(work.now, own.started_at), work.calendar))


def pause(work: Work, case_id: str, cause: str, process: Any, *, part: str = "", number: str = "", needed: str = "", element_id: str = "") -> bool:
    """Rest every running clock of the case that this cause may rest, and that of the department's ``part`` in which it arose.

    ``number``: of the letter that tells the applicant, ``needed``: the time it names. False when nothing began to rest. Raises Refused for
    a cause that neither art. 45 nor the item allows.
    """
    basis = process.item.pause_basis(cause)
    if basis is None:
        raise Refused("{cause}不能暂停计时：它不是法定特别程序，事项的实施清单也没有写明依据。", cause=cause_label(cause))
    subjects = {clocks.CASE, f"item:{part}"} if part else {clocks.CASE}
    began = False
    for subject, own in clocks.running_in(work.tx, case_id):
        if subject in subjects and own.kind in rests(cause) and not _rests_for(own, cause):
            clocks.put(work.tx, work.case(case_id), subject, own.pause(cause, work.now, basis, number, needed))
            began = True
    if began:
        work.emit(ClockPaused(case_id=case_id, element_id=element_id, cause=cause, basis=basis, number=number, needed=needed))
    return began


def told_by(work: Work, case_id: str, cause: str, number: str) -> None:
    """The letter of this number has told the applicant of a rest that began before it was written."""
    for subject, own in clocks.running_in(work.tx, case_id):
        if _rests_for(own, cause):
            clocks.put(work.tx, work.case(case_id), subject, own.numbered(cause, number))


def resume(work: Work, case_id: str, cause: str) -> None:
    ended = False
    for subject, own in clocks.running_in(work.tx, case_id):
        if _rests_for(own, cause):
            anew = own.resume(cause, work.now, work.calendar)
            clocks.put(work.tx, work.case(case_id), subject, anew)
            follow(work, case_id, subject, anew.due_at)
            ended = True
    if ended:
        work.emit(ClockResumed(case_id=case_id, cause=cause))


def would_rest(work: Work, case_id: str, cause: str) -> bool:
    """Whether ``pause`` for this cause would make any clock of the case rest now."""
    return any(
        subject == clocks.CASE and own.kind in rests(cause) and not _rests_for(own, cause)
        for subject, own in clocks.running_in(work.tx, case_id)
    )


def watch(work: Work, case: Case, own: DeadlineClock, element_id: str) -> None:
    """A timer that says so when this clock of the case is over; it looks at the clock again when it fires, for the clock may have moved."""
    progress.add_timer(
        work.tx,
        timer_id=f"{case.case_id}-{own.kind}-{work.draw_id()[:16]}",
        case_id=case.case_id,
        division_code=case.division_code,
        kind=CLOCK,
        runtime_id=own.kind.value,
        element_id=element_id,
        due_at=own.due_at,
    )


def unwatch(work: Work, case_id: str, kind: ClockKind) -> None:
    progress.cancel_timers(work.tx, work.case(case_id), runtime_id=kind.value, kind=CLOCK)


def over(work: Work, case: Case, kind: ClockKind, element_id: str) -> None:
    """The timer of ``watch`` has fired: the clock is over, or it has moved and is watched on."""
    own = next((one for one in clocks.of_subject(work.tx, case.case_id, clocks.CASE) if one.kind == kind and one.stopped_at is None), None)
    if own is None:
        return
    if own.due_at > work.now:
        watch(work, case, own, element_id)
        return
    work.emit(ClockOverdue(case_id=case.case_id, element_id=element_id, kind=kind.value, due_at=own.due_at.isoformat()))


def _rests_for(own: DeadlineClock, cause: str) -> bool:
    return any(p.cause == cause and p.to_at is None for p in own.pauses)


def follow(work: Work, case_id: str, subject: str, due_at: datetime) -> None:
    """What hangs on a clock whose due instant has moved: a task's row and its timer, a department's part. A limit that was over and is not
    any more will be over again: its timer waits once more."""
    kind, _, own = subject.partition(":")
    if kind == "task":
        progress.set_task_due(work.tx, own, due_at)
        limit = progress.find_timer(work.tx, f"{own}-limit")
        if limit is not None and limit.status == "fired" and due_at > work.now:
            progress.wake_timer(work.tx, limit.timer_id, due_at)
        progress.set_timer_due(work.tx, f"{own}-limit", due_at)
        reminders.follow(work, case_id, own, due_at)
    elif kind == "item":
        progress.change_item(work.tx, case_id, own, due_at=due_at)
