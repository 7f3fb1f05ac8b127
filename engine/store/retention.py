"""What passes: rows that were needed to get something done, and are not once it is done. In transactions too small to be noticed.

What the law keeps is never touched: cases, answers, tasks with their opinions, materials, clocks, letters, notices, messages sent, the journal
and who looked at what. What goes:

* jobs that are done; those given up stay until an operator has settled them;
* timers that have fired or were called off, when their moment has passed too: no worker asks for such a timer any more;
* what an officer had typed into a task that is done, taken back or not there any more, by whomever;
* attempts to sign in or look up a case, which only count for minutes;
* commands of cases that ended. A command sent again gets its first result for as long as its row is there. Who sends one again is a
  browser whose page was left open (an officer's session ends after twelve hours), a client of the API that heard no answer (minutes, days),
  or a job retried by an operator (weeks). A case that is under way keeps all of its commands, so within half a year after its last step
  nothing can be done twice; later a repeated command meets the case's status and is refused by that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, and_, delete, or_, select

from engine.store.indexes import DONE
from engine.store.schema import cases, command_log, job, task, timer
from engine.store.schema_desk import task_draft
from engine.store.schema_office import attempt
from engine.store.transaction import reading, writing

BATCH = 1000
ATTEMPTS = timedelta(days=30)
ENDED = ("closed", "archived", "refused", "withdrawn", "terminated")


@dataclass(frozen=True)
class Gone:
    """How many rows of each kind went."""

    jobs: int
    timers: int
    attempts: int
    commands: int
    drafts: int = 0


def retain(database: Engine, now: datetime, jobs: timedelta, commands: timedelta, batch: int = BATCH) -> Gone:
    """Drop what is done for longer than that. May be stopped at any time, run again, and run beside everything else."""
    return Gone(
        jobs=_drop(database, job, and_(DONE, job.c.done_at < now - jobs), batch),
        timers=_drop_timers(database, now - jobs, batch),
        attempts=_drop(database, attempt, attempt.c.at < now - ATTEMPTS, batch),
        commands=_drop(database, command_log, _past(now - commands), batch),
        drafts=_drop_drafts(database, batch),
    )


def _drop_drafts(database: Engine, batch: int) -> int:
    """A handful, of tasks that ended unfinished: sent back, called off, ended with their case. Finishing one drops its drafts at once."""
    gone = 0
    with reading(database) as tx:
        waits = select(task.c.task_id).where(task.c.task_id == task_draft.c.task_id, task.c.status.in_(("open", "held")))
        left = list(tx.execute(select(task_draft.c.task_id).where(~waits.exists()).distinct()).scalars())
    for start in range(0, len(left), batch):
        with writing(database) as tx:
            gone += tx.execute(delete(task_draft).where(task_draft.c.task_id.in_(left[start : start + batch]))).rowcount
    return gone


def _past(before: datetime) -> ColumnElement[bool]:
    over = select(cases.c.case_id).where(cases.c.case_id == command_log.c.case_id, cases.c.status.in_(ENDED), cases.c.updated_at < before)
    return and_(command_log.c.at < before, or_(command_log.c.case_id.is_(None), over.exists()))


def _drop(database: Engine, table: Table, which: ColumnElement[bool], batch: int) -> int:
    (key,) = table.primary_key.columns
    gone = 0
    while True:
        with writing(database) as tx:
            some = select(key).where(which).limit(batch)
            number = tx.execute(delete(table).where(key.in_(some))).rowcount
        gone += number
        if number < batch:
            return gone


def _drop_timers(database: Engine, before: datetime, batch: int) -> int:
    """By their ids, which begin with the case's and so with the time it was begun: what stays behind is read once, not at every batch."""
    gone = 0
    for ids in _timers(database, f"{int(before.timestamp() * 1000):012x}", batch):
        with writing(database) as tx:
            passed = and_(timer.c.timer_id.in_(ids), timer.c.status != "pending", timer.c.due_at < before)
            gone += tx.execute(delete(timer).where(passed)).rowcount
    return gone


def _timers(database: Engine, until: str, batch: int) -> Iterator[list[Any]]:
    last = ""
    while True:
        with reading(database) as tx:
            some = select(timer.c.timer_id).where(timer.c.timer_id > last, timer.c.timer_id < until)
            ids = list(tx.execute(some.order_by(timer.c.timer_id).limit(batch)).scalars())
        if not ids:
            return
        yield ids
        last = ids[-1]
