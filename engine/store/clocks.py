"""Rows of ``clock`` as values of ``engine.domain.deadline``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from engine.domain.case import Case
from engine.domain.deadline import ClockKind, DeadlineClock, Duration, Extension, Pause
from engine.store import rows
from engine.store.asked import OWN
from engine.store.schema import clock

CASE = "case"


def value(row: Row[Any]) -> DeadlineClock:
    return DeadlineClock(
        kind=ClockKind(row.kind),
        limit=Duration.parse(row.limit_text),
        mode=row.calendar_mode,
        started_at=row.started_at,
        due_at=row.due_at,
        pauses=tuple(
            Pause(p["cause"], _at(p["from_at"]), _at(p["to_at"]), p["basis"], p["number"], p.get("needed", "")) for p in row.pauses
        ),
        extensions=tuple(Extension(Duration.parse(e["by"]), _at(e["at"]), e["reason"], e.get("number", "")) for e in row.extensions),
        stopped_at=row.stopped_at,
    )


def put(tx: Connection, case: Case, subject: str, own: DeadlineClock) -> None:
    rows.put(
        tx,
        clock,
        {"case_id": case.case_id, "subject": subject, "kind": own.kind.value},
        division_code=case.division_code,
        limit_text=str(own.limit),
        calendar_mode=own.mode,
        started_at=own.started_at,
        due_at=own.due_at,
        stopped_at=own.stopped_at,
        pauses=[
            {"cause": p.cause, "from_at": _text(p.from_at), "to_at": _text(p.to_at), "basis": p.basis, "number": p.number, "needed": p.needed}
            for p in own.pauses
        ],
        extensions=[{"by": str(e.by), "at": _text(e.at), "reason": e.reason, "number": e.number} for e in own.extensions],
    )


def of_case(tx: Connection, case_id: str) -> dict[tuple[str, str], DeadlineClock]:
    """(subject, kind) → clock, of the case and of departments' parts. Tasks' own are as many as there were tasks: ask by ``of_subject``."""
    return {(row.subject, row.kind): value(row) for row in tx.ask(_of_case, own=case_id)}


def _of_case() -> Select[Any]:
    return select(clock).where(clock.c.case_id == OWN, ~clock.c.subject.startswith("task:")).order_by(clock.c.started_at)


def of_subject(tx: Connection, case_id: str, subject: str) -> list[DeadlineClock]:
    return [value(row) for row in rows.every(tx, clock, "started_at", case_id=case_id, subject=subject)]


def running_in(tx: Connection, case_id: str, subject: str | None = None) -> list[tuple[str, DeadlineClock]]:
    """(subject, clock) of those that have not stopped, of this ``subject`` or whosever they are."""
    running = rows.every(tx, clock, "started_at", case_id=case_id, stopped_at=None)
    return [(row.subject, value(row)) for row in running if subject in (None, row.subject)]


def cases_running(tx: Connection, after: str, limit: int) -> list[str]:
    """Cases with clocks that have not stopped and lean on the calendar, the first ones whose ids sort behind ``after``."""
    own = select(clock.c.case_id).distinct().where(clock.c.stopped_at.is_(None), clock.c.calendar_mode == "working", clock.c.case_id > after)
    return list(tx.execute(own.order_by(clock.c.case_id).limit(limit)).scalars())


def _at(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
