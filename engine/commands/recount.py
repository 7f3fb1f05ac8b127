"""A newly published calendar: every open clock, and every task limit and timer that hangs on one, is counted anew.

Some cases at a time, each lot a transaction of its own: the first with the calendar itself, the others as jobs one after the other, so that
a province's change keeps nobody from his cases. Counting a clock again changes nothing, so a lot may come twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands import timing
from engine.commands.work import Job, Work
from engine.domain.deadline import DeadlineClock
from engine.domain.events import CalendarRecomputed
from engine.domain.viewer import Viewer
from engine.store import clocks, journal

BATCH = 100  # cases


@dataclass(frozen=True, kw_only=True)
class RecountClocks:
    """The next lot, of cases whose ids sort behind ``after``. Only the system, in the name of the officer who published the ``year``;
    ``moved``: due dates that have moved so far."""

    command_id: str
    year: int
    after: str
    moved: int
    officer_id: str
    officer_name: str


@dataclass(frozen=True)
class Recounted:
    """``moved``: due dates that have moved; ``goes_on``: jobs count the rest."""

    moved: int
    goes_on: bool


def begin_recount(work: Work, year: int) -> Recounted:
    """In the transaction that has just changed the calendar."""
    work.__dict__.pop("calendar", None)
    return _recount(work, year, "", 0)


def recount_clocks(command: RecountClocks, work: Work) -> None:
    work.viewer.require_system()
    work.viewer = Viewer.officer(command.officer_id, command.officer_name, ())
    done = _recount(work, command.year, command.after, command.moved)
    if not done.goes_on:
        facts = {"year": command.year, "clocks_changed": done.moved}
        journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "ClocksRecounted", facts)


def _recount(work: Work, year: int, after: str, moved: int) -> Recounted:
    """Case by case in order of id, so two of these cannot block each other."""
    lot = clocks.cases_running(work.tx, after, BATCH)
    moved += sum(_recount_case(work, case_id) for case_id in lot)
    if len(lot) < BATCH:
        return Recounted(moved, goes_on=False)
    arguments = {
        "year": year,
        "after": lot[-1],
        "moved": moved,
        "officer_id": work.viewer.officer_id or "",
        "officer_name": work.viewer.name,
    }
    work.enqueue(Job(key=f"recount:{work.command_id}:{lot[-1]}", kind="recount_clocks", arguments=arguments))
    return Recounted(moved, goes_on=True)


def _recount_case(work: Work, case_id: str) -> int:
    """How many of its due dates moved. Only a case of which one does is taken; then its clocks are read again, for they may have moved."""
    if not _moving(work, case_id):
        return 0
    case, moved = work.case(case_id), 0
    for subject, own, anew in _moving(work, case_id):
        clocks.put(work.tx, case, subject, anew)
        timing.follow(work, case_id, subject, anew.due_at)
        moved += 1
        due = {"was_due_at": own.due_at.isoformat(), "due_at": anew.due_at.isoformat()}
        work.emit(CalendarRecomputed(case_id=case_id, kind=own.kind.value, subject=subject, **due))
    return moved


def _moving(work: Work, case_id: str) -> list[tuple[str, DeadlineClock, DeadlineClock]]:
    """(subject, clock, the same counted anew) of those that fall due at another instant now."""
    counted = [(subject, own, own.recount(work.calendar)) for subject, own in clocks.running_in(work.tx, case_id) if own.mode == "working"]
    return [each for each in counted if each[2].due_at != each[1].due_at]
