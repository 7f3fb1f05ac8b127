"""Jobs: written in the transaction of the events that cause them, worked after it. The row is the truth."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from engine.store import rows
from engine.store.schema import job
from engine.store.seal import Seal

LEASE = timedelta(minutes=2)  # a worker that dies gives its job back after this
PATIENCE = 8  # attempts before an operator is asked


def enqueue(
    tx: Connection,
    seal: Seal,
    job_id: str,
    kind: str,
    arguments: dict[str, Any],
    now: datetime,
    case_id: str | None,
    division_code: str | None,
) -> None:
    rows.add(
        tx,
        job,
        job_id=job_id,
        kind=kind,
        case_id=case_id,
        division_code=division_code,
        arguments_sealed=seal.close(arguments),
        status="ready",
        run_at=now,
        attempts=0,
        created_at=now,
    )


def _claimable(now: datetime) -> Any:
    ready = and_(job.c.status == "ready", job.c.run_at <= now)
    return or_(ready, and_(job.c.status == "running", job.c.claimed_until < now))


def waiting(tx: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    return list(tx.execute(select(job).where(_claimable(now)).order_by(job.c.run_at, job.c.job_id).limit(limit)))


def claim(tx: Connection, job_id: str, now: datetime) -> bool:
    """Take the job for LEASE by conditional UPDATE; true for exactly one worker."""
    statement = update(job).where(job.c.job_id == job_id, _claimable(now))
    return tx.execute(statement.values(status="running", claimed_until=now + LEASE, attempts=job.c.attempts + 1)).rowcount == 1


def find(tx: Connection, job_id: str) -> Row[Any]:
    row = rows.first(tx, job, job_id=job_id)
    assert row is not None, job_id
    return row


def finish(tx: Connection, job_id: str, now: datetime) -> None:
    rows.change(tx, job, {"job_id": job_id}, status="done", done_at=now, claimed_until=None, error=None)


def put_off(tx: Connection, job_id: str, error: str, run_at: datetime) -> None:
    rows.change(tx, job, {"job_id": job_id}, status="ready", run_at=run_at, error=error, claimed_until=None)


def give_up(tx: Connection, job_id: str, error: str) -> None:
    rows.change(tx, job, {"job_id": job_id}, status="failed", error=error, claimed_until=None)


def retry(tx: Connection, job_id: str, now: datetime) -> bool:
    """An operator's retry: false when the job is not a failed one."""
    return rows.change(tx, job, {"job_id": job_id, "status": "failed"}, status="ready", run_at=now, attempts=0) == 1


def next_run_at(tx: Connection) -> datetime | None:
    row = tx.execute(select(job).where(job.c.status == "ready").order_by(job.c.run_at).limit(1)).first()
    return None if row is None else row.run_at
