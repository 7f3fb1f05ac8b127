"""The timers of a step's reminders: armed when it opens, moved with its limit, each fired once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.commands.work import Work
from engine.domain.case import Case
from engine.runtime import Step
from engine.store import progress

REMIND = "remind"


def arm(work: Work, case: Case, step: Step, task_id: str, due_at: datetime) -> None:
    """A timer for each reminder whose moment is still to come."""
    for number, each in enumerate(step.remind):
        moment = each.moment(due_at, work.calendar, _mode(step))
        if moment > work.now:
            progress.add_timer(
                work.tx,
                timer_id=_timer_id(task_id, number),
                case_id=case.case_id,
                division_code=case.division_code,
                kind=REMIND,
                runtime_id=task_id,
                element_id=step.id,
                due_at=moment,
            )


def follow(work: Work, case_id: str, task_id: str, due_at: datetime) -> None:
    """The limit has moved: what has not reminded yet moves with it, and what was left out as past may have its time again."""
    row = progress.find_task(work.tx, task_id)
    case = work.case(case_id)
    step = work.process(case).definition.steps.get(row.element_id) if row is not None else None
    if step is None:
        return
    for number, each in enumerate(step.remind):
        moment, timer_id = each.moment(due_at, work.calendar, _mode(step)), _timer_id(task_id, number)
        if progress.find_timer(work.tx, timer_id) is not None:
            progress.set_timer_due(work.tx, timer_id, moment)
        elif moment > work.now:
            values = {"timer_id": timer_id, "case_id": case_id, "division_code": case.division_code, "runtime_id": task_id}
            progress.add_timer(work.tx, **values, kind=REMIND, element_id=step.id, due_at=moment)


def moment(work: Work, step: Step, timer: Any, due_at: datetime) -> datetime:
    """When this timer reminds, for a limit at ``due_at``."""
    return step.remind[_number(timer)].moment(due_at, work.calendar, _mode(step))


def is_last(step: Step, timer: Any) -> bool:
    return _number(timer) == len(step.remind) - 1


def after_the_limit(step: Step) -> bool:
    """Whether the last reminder comes after the limit: then what silence leads to waits for it."""
    return bool(step.remind) and step.remind[-1].late


def _number(timer: Any) -> int:
    return int(timer.timer_id.rpartition("-")[2])


def _timer_id(task_id: str, number: int) -> str:
    return f"{task_id}-{REMIND}-{number}"


def _mode(step: Step) -> str:
    return step.limit.calendar if step.limit is not None else "working"
