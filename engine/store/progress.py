"""What a moving case leaves for people and machines: tasks, timers, service calls, message waits, incidents, department items, notices."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, literal, select

from engine.domain.case import Case
from engine.domain.errors import NotYet
from engine.store import rows
from engine.store.asked import OWN
from engine.store.schema import case_item, incident, job, message_wait, public_notice, service_call, task, timer

OPEN, DONE, RETURNED, CANCELLED = "open", "done", "returned", "cancelled"
RESTING = "resting"
RESTS = ("bpmn", "limit", "remind")
"""Kinds of timer that rest with a suspended case; those that watch the law's clocks go on."""
HELD = "held"
"""Opened, and waiting for somebody who is heard first (前加签): nobody can finish it now."""


def add_task(tx: Connection, *, status: str = OPEN, **values: Any) -> None:
    rows.add(tx, task, status=status, **values)


def find_task(tx: Connection, task_id: str) -> Row[Any] | None:
    return rows.first(tx, task, task_id=task_id)


def tasks_of(tx: Connection, case_id: str, **where: Any) -> list[Row[Any]]:
    return rows.every(tx, task, "opened_at", "task_id", case_id=case_id, **where)


def last_done(tx: Connection, case_id: str, most: int) -> list[Row[Any]]:
    """The tasks officers finished or sent back last, the last one first; of one instant, the one opened last first (t11 before t7)."""
    return tx.ask(_last_done, most, own=case_id)


def _last_done(most: int) -> Select[Any]:
    own = select(task).where(task.c.case_id == OWN, task.c.status.in_((DONE, RETURNED)), task.c.department != "applicant")
    return own.order_by(task.c.done_at.desc(), func.length(task.c.runtime_id).desc(), task.c.runtime_id.desc()).limit(most)


def roles_done(tx: Any, case_id: str, officer_id: str) -> frozenset[str]:
    """The roles in which this officer, or a substitute in his name, has finished tasks of the case or sent them back."""
    done = tx.told(task, case_id)
    if done is None:
        done = [(row.role, row.done_by, row.done_for) for row in rows.every(tx, task, case_id=case_id, status=(DONE, RETURNED))]
    return frozenset(role for role, *officers in done if officer_id in officers)


def departments_done(tx: Connection, case_id: str) -> frozenset[str]:
    """The departments that have finished a task of the case or sent it back, the applicant's among them."""
    own = select(task.c.department).where(task.c.case_id == case_id, task.c.status.in_((DONE, RETURNED))).distinct()
    return frozenset(tx.execute(own).scalars())


def follows_the_case(row: Any) -> bool:
    """Whether the step's time moves with the case's: an officer's does; the applicant's own, and what the law answers for the silent, do not."""
    return row.groups != ["applicant"] and not (row.on_timeout or "").startswith("deem:")


def end_task(tx: Connection, task_id: str, status: str, **values: Any) -> bool:
    """False when the task was neither open nor held any more."""
    return rows.change(tx, task, {"task_id": task_id, "status": (OPEN, HELD)}, status=status, **values) == 1


def turn_task(tx: Connection, task_id: str, before: str, after: str) -> None:
    """Open to held, or back."""
    rows.change(tx, task, {"task_id": task_id, "status": before}, status=after)


def hold_task(tx: Connection, task_id: str, officer_id: str, name: str) -> bool:
    """Claim by conditional UPDATE: false when somebody else holds it or it is done."""
    return rows.change(tx, task, {"task_id": task_id, "status": OPEN, "claimed_by": None}, claimed_by=officer_id, claimed_name=name) == 1


def drop_task(tx: Connection, task_id: str, officer_id: str) -> bool:
    return rows.change(tx, task, {"task_id": task_id, "status": OPEN, "claimed_by": officer_id}, claimed_by=None, claimed_name=None) == 1


def see_task(tx: Connection, task_id: str, now: datetime) -> bool:
    """False when somebody has looked at it before."""
    return rows.change(tx, task, {"task_id": task_id, "status": OPEN, "seen_at": None}, seen_at=now) == 1


def void_task(tx: Connection, task_id: str, now: datetime) -> None:
    """What was concluded in it does not count any more; it stays readable."""
    rows.change(tx, task, {"task_id": task_id}, voided_at=now)


def set_task_due(tx: Connection, task_id: str, due_at: datetime) -> None:
    rows.change(tx, task, {"task_id": task_id}, due_at=due_at)


def add_timer(tx: Connection, **values: Any) -> None:
    rows.add(tx, timer, status="pending", **values)


def find_timer(tx: Connection, timer_id: str) -> Row[Any] | None:
    return rows.first(tx, timer, timer_id=timer_id)


def take_timer(tx: Connection, timer_id: str, now: datetime) -> Row[Any] | None:
    """The due timer, now marked fired; None when another worker had it or it was cancelled. Raises NotYet before it is due."""
    row = rows.first(tx, timer, timer_id=timer_id)
    if row is not None and row.status == "pending" and row.due_at > now:
        raise NotYet("计时器还没有到期。")
    fired = row is not None and rows.change(tx, timer, {"timer_id": timer_id, "status": "pending"}, status="fired", fired_at=now) == 1
    return row if fired else None


def cancel_timers(tx: Connection, case: Case, **where: Any) -> None:
    """Those that wait; in a suspended case also those that rest. One that was set by the same act never was."""
    for status in ("pending", RESTING) if case.suspended_at is not None else ("pending",):
        rows.sweep(tx, timer, {"case_id": case.case_id, "status": status, **where}, keep_new=False, status="cancelled")


def rest_timers(tx: Connection, case_id: str) -> None:
    for kind in RESTS:
        rows.sweep(tx, timer, {"case_id": case_id, "status": "pending", "kind": kind}, status=RESTING)


def rest_fired(tx: Connection, timer_id: str) -> None:
    """It was due while the case was suspended: it fires after that."""
    rows.change(tx, timer, {"timer_id": timer_id, "status": "fired"}, status=RESTING, fired_at=None)


def timers_of(tx: Connection, case_id: str, status: str) -> list[Row[Any]]:
    return rows.every(tx, timer, "due_at", "timer_id", case_id=case_id, status=status)


def wake_timer(tx: Connection, timer_id: str, due_at: datetime) -> None:
    rows.change(tx, timer, {"timer_id": timer_id}, status="pending", due_at=due_at)


def due_timers(tx: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """The longest due first; not those that a job stands for, because they could not be fired."""
    due = select(timer).where(timer.c.status == "pending", timer.c.due_at <= now, _has_no_job())
    return list(tx.execute(due.order_by(timer.c.due_at, timer.c.timer_id).limit(limit)))


def timer_is_due(tx: Connection, timer_id: str) -> bool:
    return tx.execute(select(timer.c.timer_id).where(timer.c.timer_id == timer_id, timer.c.status == "pending", _has_no_job())).first() is not None


def timer_job(timer_id: str) -> str:
    """Id of the job that fires this timer when the poller could not."""
    return f"timer:{timer_id}"


def _has_no_job() -> Any:
    return ~select(job.c.job_id).where(job.c.job_id == literal("timer:") + timer.c.timer_id).exists()


def next_due(tx: Connection, case_ids: tuple[str, ...] | None = None) -> Row[Any] | None:
    """The earliest pending timer."""
    query = select(timer).where(timer.c.status == "pending").order_by(timer.c.due_at, timer.c.timer_id).limit(1)
    return tx.execute(query if case_ids is None else query.where(timer.c.case_id.in_(case_ids))).first()


def pending_timers(tx: Connection, kind: str) -> list[Row[Any]]:
    return rows.every(tx, timer, "due_at", kind=kind, status="pending")


def set_timer_due(tx: Connection, timer_id: str, due_at: datetime) -> None:
    rows.change(tx, timer, {"timer_id": timer_id, "status": "pending"}, due_at=due_at)


def add_call(tx: Connection, **values: Any) -> None:
    rows.add(tx, service_call, status="waiting", **values)


def find_call(tx: Connection, call_id: str) -> Row[Any] | None:
    return rows.first(tx, service_call, call_id=call_id)


def end_call(tx: Connection, call_id: str, status: str, **values: Any) -> bool:
    return rows.change(tx, service_call, {"call_id": call_id, "status": "waiting"}, status=status, **values) == 1


def last_calls(tx: Connection, case_id: str, topics: str, most: int) -> list[Row[Any]]:
    """The last calls whose topic begins so, oldest first."""
    return tx.ask(_last_calls, topics, most, own=case_id)[::-1]


def _last_calls(topics: str, most: int) -> Select[Any]:
    own = select(service_call).where(service_call.c.case_id == OWN, service_call.c.topic.startswith(topics, autoescape=True))
    return own.order_by(service_call.c.opened_at.desc(), service_call.c.call_id.desc()).limit(most)


def calls_since(tx: Connection, case_id: str, at: datetime) -> set[str]:
    """Elements whose service was called since then."""
    return {row.element_id for row in rows.every(tx, service_call, case_id=case_id) if row.opened_at >= at}


def add_wait(tx: Connection, **values: Any) -> None:
    rows.add(tx, message_wait, **values)


def drop_waits(tx: Connection, case_id: str, **where: Any) -> None:
    rows.clear(tx, message_wait, case_id=case_id, **where)


def waits_for(tx: Connection, case_id: str, name: str) -> bool:
    return rows.first(tx, message_wait, case_id=case_id, name=name) is not None


def add_incident(tx: Connection, **values: Any) -> None:
    rows.add(tx, incident, status="open", **values)


def find_incident(tx: Connection, incident_id: str) -> Row[Any] | None:
    return rows.first(tx, incident, incident_id=incident_id)


def open_incidents(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, incident, "opened_at", case_id=case_id, status="open")


def resolve_incident(tx: Connection, incident_id: str, now: datetime, by: str) -> bool:
    return (
        rows.change(tx, incident, {"incident_id": incident_id, "status": "open"}, status="resolved", resolved_at=now, resolved_by_name=by)
        == 1
    )


def put_item(tx: Connection, case: Case, item: str, **values: Any) -> None:
    rows.put(tx, case_item, {"case_id": case.case_id, "item": item}, division_code=case.division_code, **values)


def change_item(tx: Connection, case_id: str, item: str, **values: Any) -> None:
    rows.change(tx, case_item, {"case_id": case_id, "item": item}, **values)


def find_item(tx: Connection, case_id: str, item: str) -> Row[Any] | None:
    return rows.first(tx, case_item, case_id=case_id, item=item)


def add_notice(tx: Connection, **values: Any) -> None:
    rows.add(tx, public_notice, **values)


def find_notice(tx: Connection, notice_id: str) -> Row[Any] | None:
    return rows.first(tx, public_notice, notice_id=notice_id)


def notice_of_call(tx: Connection, call_id: str) -> Row[Any] | None:
    return rows.first(tx, public_notice, call_id=call_id)


def end_notices(tx: Connection, case_id: str, today: date) -> None:
    """A case that has ended shows no running notice any more."""
    rows.sweep(tx, public_notice, {"case_id": case_id}, above={"ends_on": today}, ends_on=today)
