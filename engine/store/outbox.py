"""Jobs: written in the transaction of the events that cause them, worked after it. The row is the truth.

    ready ──claim──► running ──► done
      ▲                 ├── put_off, take_back ──► ready again, later
      └── retry ── failed ◄── give_up, take_back when its patience is out

Whoever carries the news of a job to a worker (``engine.jobs``), only a claim lets it be worked: a conditional UPDATE that one worker wins,
for as long as its lease. Two jobs of one case never run at the same instant: the database refuses a second running row of a case.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from engine.store import rows
from engine.store.schema import job
from engine.store.seal import Seal

PATIENCE = 8  # attempts before an operator is asked
BACK_OFF = (
    timedelta(seconds=1),
    timedelta(seconds=3),
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
)
SPREAD = 0.5  # of a wait: at most so much longer, for each job and attempt by itself
_OTHER = job.alias("other")


def back_off(job_id: str, attempts: int) -> timedelta:
    """How long a job waits after its ``attempts``-th failure, counted from 1.

    Jobs that failed together wait unequally long: what a poison job took down with its worker is not beside it for ever.
    """
    spread = SPREAD * sha256(f"{job_id}:{attempts}".encode()).digest()[0] / 256
    return BACK_OFF[min(attempts, len(BACK_OFF)) - 1] * (1 + spread)


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
    row = {
        "job_id": job_id,
        "kind": kind,
        "case_id": case_id,
        "division_code": division_code,
        "arguments_sealed": seal.close(arguments),
        "status": "ready",
        "run_at": now,
        "attempts": 0,
        "created_at": now,
    }
    rows.write_down(tx, job, row)


def _case_is_free() -> Any:
    """No other job of this job's case is running (a job without a case meets none)."""
    return ~select(_OTHER.c.job_id).where(_OTHER.c.case_id == job.c.case_id, _OTHER.c.status == "running").exists()


def waiting(tx: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Jobs that may be begun now, the longest due first."""
    due = select(job).where(job.c.status == "ready", job.c.run_at <= now, _case_is_free())
    return list(tx.execute(due.order_by(job.c.run_at, job.c.job_id).limit(limit)))


def claim(tx: Connection, job_id: str, now: datetime, lease: timedelta) -> Row[Any] | None:
    """Take the job until the lease is over; None for all but one worker, before its time, and while another job of its case runs.

    Where two workers take two jobs of one case at the same instant, the second meets the unique index and has lost a race.
    """
    statement = update(job).where(job.c.job_id == job_id, job.c.status == "ready", job.c.run_at <= now, _case_is_free())
    taken = statement.values(status="running", claimed_until=now + lease, attempts=job.c.attempts + 1)
    return tx.execute(taken.returning(job)).first()


def finish(tx: Connection, claimed: Row[Any], now: datetime) -> bool:
    return _settle(tx, claimed, status="done", done_at=now, error=None)


def put_off(tx: Connection, claimed: Row[Any], error: str, now: datetime) -> bool:
    return _settle(tx, claimed, status="ready", run_at=now + back_off(claimed.job_id, claimed.attempts), error=error)


def give_up(tx: Connection, claimed: Row[Any], error: str) -> bool:
    """To the dead letters: an operator sees it with its reason and may have it tried again."""
    return _settle(tx, claimed, status="failed", error=error)


def _settle(tx: Connection, claimed: Row[Any], **values: Any) -> bool:
    """False when the claim is no longer this worker's: its lease ran out and somebody else took the job back."""
    own = {"job_id": claimed.job_id, "status": "running", "attempts": claimed.attempts, "claimed_until": claimed.claimed_until}
    return rows.change(tx, job, own, claimed_until=None, **values) == 1


def lapsed(tx: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Jobs whose worker died, or hangs beyond its lease."""
    held = select(job).where(job.c.status == "running", job.c.claimed_until < now)
    return list(tx.execute(held.order_by(job.c.claimed_until).limit(limit)))


def take_back(tx: Connection, held: Row[Any], error: str, lost_at: datetime) -> bool:
    """Push a job ahead that a worker lost; to the dead letters when that happened too often. False if it was settled meanwhile."""
    if held.attempts >= PATIENCE:
        return give_up(tx, held, error)
    return put_off(tx, held, error, lost_at)


def is_known(tx: Connection, job_id: str) -> bool:
    return rows.first(tx, job, job_id=job_id) is not None


def running(tx: Connection, job_id: str) -> Row[Any] | None:
    return rows.first(tx, job, job_id=job_id, status="running")


def retry(tx: Connection, job_id: str, now: datetime) -> bool:
    """An operator's retry: false when the job is not a failed one."""
    return rows.change(tx, job, {"job_id": job_id, "status": "failed"}, status="ready", run_at=now, attempts=0) == 1


def next_run_at(tx: Connection) -> datetime | None:
    return tx.execute(select(func.min(job.c.run_at)).where(job.c.status == "ready")).scalar()
