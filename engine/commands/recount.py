"""A newly published calendar: every open clock, and every task limit and timer that hangs on one, is counted anew."""

from __future__ import annotations

from engine.commands import timing
from engine.commands.work import Work
from engine.domain.events import CalendarRecomputed
from engine.store import clocks


def recount_clocks(work: Work) -> int:
    """How many due dates moved. Takes each case's lock in order of id, so two of these cannot block each other."""
    work.__dict__.pop("calendar", None)
    changed = 0
    for row in clocks.running(work.tx):
        own = clocks.value(row)
        if own.mode != "working":
            continue
        anew = own.recount(work.calendar)
        if anew.due_at == own.due_at:
            continue
        clocks.put(work.tx, work.case(row.case_id), row.subject, anew)
        timing.follow(work, row.case_id, row.subject, anew.due_at)
        changed += 1
        work.emit(
            CalendarRecomputed(
                case_id=row.case_id,
                kind=own.kind.value,
                subject=row.subject,
                was_due_at=own.due_at.isoformat(),
                due_at=anew.due_at.isoformat(),
            )
        )
    return changed
