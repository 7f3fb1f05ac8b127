"""The rows that a moving case leaves, against its BPMN state and its journal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engine.domain.status import CaseStatus
from engine.store import clocks
from engine.store.calendar import read_calendar
from engine.store.schema import clock
from tests.crash.evidence import Evidence, grouped
from tests.crash.invariants.finding import Finding

DUE_WITHIN = timedelta(seconds=5)


def one_live_state_per_case(evidence: Evidence) -> Finding:
    """A case handed in has one process state, a draft none; it has ended exactly when the case is at an end."""
    found, states = Finding(), {row.case_id: row for row in evidence.rows["process_state"]}
    for case in evidence.rows["cases"]:
        state, final = states.get(case.case_id), CaseStatus(case.status).is_final
        found.that(
            (state is not None) == (case.submitted_at is not None), f"case {case.case_id} ({case.status}): state {state is not None}"
        )
        if state is not None:
            ended = evidence.standings[case.case_id].ended
            found.that(
                ended == bool(state.ended) == final, f"case {case.case_id} is {case.status}, its state ended: {ended}, {state.ended}"
            )
    return found


def a_task_is_open_iff_its_bpmn_task_is_ready(evidence: Evidence) -> Finding:
    return _alike(evidence, "task", "open", "tasks")


def no_task_is_both_open_and_done(evidence: Evidence) -> Finding:
    """By the journal each task was opened once, and finished or cancelled once if its row says so, else not at all."""
    found = Finding()
    opened, done, cancelled = (evidence.about(f"Task{word}", "task_id") for word in ("Opened", "Completed", "Cancelled"))
    for row in evidence.rows["task"]:
        times = tuple(len(each.get(row.task_id, ())) for each in (opened, done, cancelled))
        wanted = {"open": (1, 0, 0), "done": (1, 1, 0), "cancelled": (1, 0, 1)}[row.status]
        found.that(times == wanted, f"task {row.task_id} is {row.status}; opened, completed, cancelled {times} times")
        found.that((row.done_at is None) == (row.status == "open"), f"task {row.task_id} is {row.status}, done at {row.done_at}")
    known = {row.task_id for row in evidence.rows["task"]}
    for task_id in {*opened, *done, *cancelled} - known:
        found.that(False, f"task {task_id} stands in the journal and has no row")
    return found


def every_due_timer_fired_once(evidence: Evidence) -> Finding:
    """None is due and pending; each fired one left one event, the others none; the state waits for exactly the pending ones."""
    found = _alike(evidence, "timer", "pending", "timers", kind="bpmn")
    fired, overdue = evidence.about("TimerFired", "timer_id"), evidence.about("TaskOverdue", "task_id")
    for row in evidence.rows["timer"]:
        times = len(fired.get(row.timer_id, ())) if row.kind == "bpmn" else len(overdue.get(row.runtime_id, ()))
        found.that(times == (row.status == "fired"), f"timer {row.timer_id} is {row.status}, its event stands {times} times")
        late = row.status == "pending" and row.due_at < evidence.now - DUE_WITHIN
        found.that(not late, f"timer {row.timer_id} was due at {row.due_at} and has not fired")
    return found


def a_limit_runs_while_its_task_is_open(evidence: Evidence) -> Finding:
    """The timer of a task's limit is pending only for an open task, and every open task with a limit has its timer, fired or pending."""
    found, tasks = Finding(), {row.task_id: row for row in evidence.rows["task"]}
    limits = {row.runtime_id: row for row in evidence.rows["timer"] if row.kind == "limit"}
    for task_id, timer in limits.items():
        status = tasks[task_id].status if task_id in tasks else "missing"
        found.that(timer.status != "pending" or status == "open", f"the limit of task {task_id} still runs, the task is {status}")
    for task_id, task in tasks.items():
        if task.status == "open" and task.due_at is not None:
            found.that(task_id in limits and limits[task_id].status != "cancelled", f"open task {task_id} has lost its limit")
    return found


def calls_waits_and_incidents_stand_as_the_state_says(evidence: Evidence) -> Finding:
    found = _alike(evidence, "service_call", "waiting", "calls")
    for more in (_alike(evidence, "incident", "open", "incidents"), _alike_waits(evidence)):
        found.checked += more.checked
        found.breaches += more.breaches
    return found


def a_pause_never_moves_a_due_date_earlier(evidence: Evidence) -> Finding:
    """A clock that has rested is due when it would have been, or later; a case at an end has no clock running."""
    found, final = Finding(), {row.case_id for row in evidence.rows["cases"] if CaseStatus(row.status).is_final}
    calendar = read_calendar(evidence.tx)
    for row in evidence.tx.execute(select(clock)):
        own, told = clocks.value(row), f"clock {row.case_id} {row.subject} {row.kind}"
        if own.pauses:
            found.that(own.due_at >= calendar.add(own.started_at, own.limit, own.mode), f"{told} was moved earlier")
        if row.case_id in final:
            found.that(own.stopped_at is not None, f"{told} runs in a case at its end")
    return found


def _alike(evidence: Evidence, table: str, status: str, of_state: str, **where: str) -> Finding:
    """The rows in this status are those that the case's state names."""
    found = Finding()
    rows = [
        row for row in evidence.rows[table] if row.status == status and all(getattr(row, name) == value for name, value in where.items())
    ]
    by_case = grouped(rows, lambda row: row.case_id)
    for case_id, standing in evidence.standings.items():
        named, there = getattr(standing, of_state), {row.runtime_id for row in by_case.get(case_id, ())}
        found.checked += len(named | there)
        if named != there:
            found.breaches.append(f"case {case_id}: {table} {status} {sorted(there)}, by its state {sorted(named)}")
    for case_id in set(by_case) - set(evidence.standings):
        found.that(False, f"case {case_id} has {table} {status} and no state")
    return found


def _alike_waits(evidence: Evidence) -> Finding:
    found, rows = Finding(), grouped(evidence.rows["message_wait"], lambda row: row.case_id)
    for case_id, standing in evidence.standings.items():
        there = {row.wait_id.removeprefix(f"{case_id}-") for row in rows.get(case_id, ())}
        found.that(there == standing.waits, f"case {case_id} awaits messages {sorted(there)}, by its state {sorted(standing.waits)}")
    return found
