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
_KINDS = {str(kind): kind for kind in ClockKind}


def value(row: Row[Any]) -> DeadlineClock:
    return DeadlineClock(
        kind=_KINDS[row.kind],
        limit=Duration.parse(row.limit_text),
        mode=row.calendar_mode,
        started_at=row.started_at,
        due_at=row.due_at,
        pauses=tuple(map(_pause, row.pauses)),
        extensions=tuple(map(_extension, row.extensions)),
        stopped_at=row.stopped_at,
    )


def put(tx: Connection, case: Case, subject: str, own: DeadlineClock) -> None:
    rows.put(
        tx,
        clock,
        {"case_id": case.case_id, "subject": subject, "kind": str(own.kind)},
        division_code=case.division_code,
        limit_text=str(own.limit),
        calendar_mode=own.mode,
        started_at=own.started_at,
        due_at=own.due_at,
        stopped_at=own.stopped_at,
        pauses=list(map(_of_pause, own.pauses)),
        extensions=list(map(_of_extension, own.extensions)),
    )


def stop(tx: Connection, case: Case, subject: str, before: DeadlineClock, own: DeadlineClock) -> None:
    """It has stopped; ``before``: as it ran."""
    if own.pauses == before.pauses:
        rows.change(tx, clock, {"case_id": case.case_id, "subject": subject, "kind": str(own.kind)}, stopped_at=own.stopped_at)
    else:
        put(tx, case, subject, own)


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


def _pause(told: dict[str, Any]) -> Pause:
    return Pause(told["cause"], _at(told["from_at"]), _at(told["to_at"]), told["basis"], told["number"], told.get("needed", ""))


def _of_pause(own: Pause) -> dict[str, Any]:
    told = {"cause": own.cause, "basis": own.basis, "number": own.number, "needed": own.needed}
    return {**told, "from_at": _text(own.from_at), "to_at": _text(own.to_at)}


def _extension(told: dict[str, Any]) -> Extension:
    return Extension(Duration.parse(told["by"]), _at(told["at"]), told["reason"], told.get("number", ""))


def _of_extension(own: Extension) -> dict[str, Any]:
    return {"by": str(own.by), "at": _text(own.at), "reason": own.reason, "number": own.number}


def _at(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
