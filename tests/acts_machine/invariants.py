"""What must hold after every act (design.md §5): rows and state say the same, nothing is doubled or left over, and the case can still end."""

from __future__ import annotations

from collections import Counter
from typing import Any

from engine import runtime
from engine.runtime.codec import load
from engine.runtime.run import Run
from engine.store import clocks, journal, transaction
from tests.acts_machine.office import Office, Standing
from tests.engine.runtime.desk import CALENDAR
from tests.engine.runtime.doubled import waiting_twice

VALUES = {"answers": {}, "situation": {}, "materials": {}, "case": {}, "item": {}}
MOST_MOVES = 400


def check(office: Office, case_id: str) -> Standing:
    standing = office.standing(case_id)
    run = opened(standing)
    held = [token.internal_data for token in run.tasks.values()]
    now = run.advance(b"")
    assert now.incidents == (), now.incidents
    ids = sorted(row.runtime_id for row in standing.open_tasks)
    assert ids == sorted(task.task_id for task in now.open_tasks), "a task row is open iff its BPMN task is ready"
    assert all(row.claimed_by is None or row.claimed_name for row in standing.open_tasks)
    lent = [row for row in standing.open_tasks if row.owned_by is not None]
    assert all(row.claimed_by not in (None, row.owned_by) for row in lent), "a delegated task has one holder, who is not its owner"
    limits = Counter(row.timer_id for row in standing.timers if row.kind == "limit")
    due = {f"{row.task_id}-limit": row.due_at for row in standing.timed_tasks}
    still = {timer_id for timer_id, at in due.items() if at > office.clock.now()}
    assert still <= limits.keys() <= due.keys(), "each open task with a limit has its timer until it is due, and nothing else has"
    running = sorted(each["timer"] for each in held if "timer" in each)
    assert running == sorted(row.runtime_id for row in standing.timers if row.kind == "bpmn"), "no timer lost, doubled or left over"
    assert sorted(each["call"] for each in held if "call" in each) == sorted(row.runtime_id for row in standing.calls)
    assert sorted(f"{case_id}-{each['wait']}" for each in held if "wait" in each) == sorted(row.wait_id for row in standing.waits)
    assert all(row.status == ("resting" if standing.case.suspended_at else "pending") for row in standing.timers) or standing.case.suspended_at
    assert waiting_twice(run) == [], "two tokens where the drawing has one"
    able_to_end(office, standing)
    return standing


def check_the_whole(office: Office, case_id: str) -> None:
    """What is dear to look at, once a case: the chain, and the clocks of tasks."""
    with transaction.reading(office.engine.database) as tx:
        standing = office.standing(case_id)
        assert journal.first_broken(tx, office.engine.parts.seal, standing.case) is None
        timed = {f"task:{row.task_id}" for row in standing.timed_tasks}
        assert {subject for subject, _ in clocks.running_in(tx, case_id) if subject.startswith("task:")} == timed


def opened(standing: Standing) -> Run:
    run = Run(standing.definition, runtime.Context(VALUES, standing.case.updated_at, CALENDAR), 0)
    load(run, standing.state)
    return run


def able_to_end(office: Office, standing: Standing) -> None:
    """Looked at once for each state of a shape: whether it ends depends on nothing else."""
    known = (standing.case.process_id, standing.state)
    if known not in office.ends:
        can_end(standing)
        office.ends.add(known)


def can_end(standing: Standing) -> None:
    """Straight on from here, on a copy nobody keeps."""
    state, ended = standing.state, not standing.timers and not standing.open_tasks and not opened(standing).tasks
    calls = [row.runtime_id for row in standing.calls]
    waits = [(row.wait_id.rpartition("-")[2], row.name) for row in standing.waits]
    timers = [row.runtime_id for row in standing.timers if row.kind == "bpmn"]
    tasks = opened(standing).advance(b"").open_tasks
    for _ in range(MOST_MOVES):
        if ended:
            return
        move = _next(tasks, calls, waits, timers)
        assert move is not None, "the case cannot end"
        advance = runtime.advance(standing.definition, state, move, runtime.Context(VALUES, standing.case.updated_at, CALENDAR))
        assert advance.incidents == (), advance.incidents
        state, ended, tasks = advance.state, advance.ended, advance.open_tasks
        for effect in advance.effects:
            _note(effect, calls, waits, timers)
    raise AssertionError("the case does not end")


def _next(tasks: Any, calls: list[str], waits: list[tuple[str, str]], timers: list[str]) -> Any:
    for task in (task for task in tasks if not task.held):
        return runtime.Complete(task.task_id, task.outcomes[0].id if task.outcomes else None)
    if calls:
        return runtime.Reply(calls.pop(), {})
    paid = [wait for wait in waits if wait[1] == "paid"]
    if paid:
        waits.remove(paid[0])
        return runtime.Receive("paid")
    return runtime.Fire(timers.pop()) if timers else None


def _note(effect: Any, calls: list[str], waits: list[tuple[str, str]], timers: list[str]) -> None:
    match effect:
        case runtime.CallService():
            calls.append(effect.call_id)
        case runtime.CancelCall():
            _forget(calls, effect.call_id)
        case runtime.SetTimer():
            timers.append(effect.timer_id)
        case runtime.CancelTimer():
            _forget(timers, effect.timer_id)
        case runtime.AwaitMessage():
            waits.append((effect.wait_id, effect.name))
        case runtime.CancelMessage():
            waits[:] = [wait for wait in waits if wait[0] != effect.wait_id]


def _forget(known: list[str], gone: str) -> None:
    if gone in known:
        known.remove(gone)
