"""Rows of human tasks and of the departments' own parts, opened and settled as the process moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.commands import letter, timing
from engine.commands.context import local_day
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.deadline import ClockKind
from engine.domain.events import SupplementRequested, TaskCancelled, TaskOpened
from engine.domain.sight import Sight
from engine.domain.status import CaseStatus
from engine.runtime import OpenTask, Step
from engine.store import cases, office, progress

APPLICANT = "applicant"


def open_task(work: Work, case: Case, process: Any, opened: OpenTask, values: Mapping[str, Any]) -> None:
    """A row for a task that has become ready, its clock and, where silence has an effect, its timer."""
    step: Step = process.definition.steps[opened.element_id]
    task_id = f"{case.case_id}-{opened.task_id}"
    department, _, role = opened.who[0].partition(":")
    due_at = _due(work, case, step, task_id)
    holder = _sender(work, case, opened) or _assigned(work, step, opened.who, Sight(opened.variables, values))
    progress.add_task(
        work.tx,
        task_id=task_id,
        case_id=case.case_id,
        division_code=case.division_code,
        runtime_id=opened.task_id,
        element_id=step.id,
        name=step.name,
        groups=list(opened.who),
        department=department,
        role=role,
        form=step.form or None,
        outcomes=[[o.id, o.label] for o in step.outcomes],
        act=step.act or None,
        on_timeout=step.limit.on_timeout if step.limit else None,
        opened_at=work.now,
        due_at=due_at,
        claimed_by=holder.officer_id if holder is not None else None,
        claimed_name=holder.name if holder is not None else None,
    )
    if due_at is not None:
        progress.add_timer(
            work.tx,
            timer_id=f"{task_id}-limit",
            case_id=case.case_id,
            division_code=case.division_code,
            kind="limit",
            runtime_id=task_id,
            element_id=step.id,
            due_at=due_at,
        )
    work.emit(TaskOpened(case_id=case.case_id, element_id=step.id, task_id=task_id, step=step.name, department=department, role=role))
    if step.act == "supplement":
        _ask_supplement(work, case.case_id, step, task_id, due_at, values)


def _sender(work: Work, case: Case, opened: OpenTask) -> Any:
    """A task that had an earlier step done again comes back to the officer who asked for that, if he still holds the post."""
    before = progress.find_task(work.tx, f"{case.case_id}-{opened.was}") if opened.was else None
    row = office.find_officer(work.tx, officer_id=before.done_by) if before is not None and before.done_by else None
    fits = row is not None and row.active and any(post.group in opened.who for post in office.posts_of(work.tx, row.officer_id))
    return row if fits else None


def _assigned(work: Work, step: Step, who: Sequence[str], values: Mapping[str, Any]) -> Any:
    """The officer whose login ``camunda:assignee`` gives, if there is one and his posts fit; else the task waits in the pool."""
    if step.assignee is None:
        return None
    login = step.assignee.value(values, letter.environment(work))
    row = office.find_officer(work.tx, login=login) if isinstance(login, str) else None
    fits = row is not None and row.active and any(post.group in who for post in office.posts_of(work.tx, row.officer_id))
    return row if fits else None


def _due(work: Work, case: Case, step: Step, task_id: str) -> datetime | None:
    if step.limit is None:
        return None
    kind = ClockKind.SUPPLEMENT if step.act == "supplement" else ClockKind.STEP
    own = timing.start(work, case, kind, step.limit.duration, work.now, subject=f"task:{task_id}", mode=step.limit.calendar)
    return None if own is None else own.due_at


def _ask_supplement(work: Work, case_id: str, step: Step, task_id: str, due_at: datetime | None, values: Mapping[str, Any]) -> None:
    request = cases.all_answers(work.tx, work.parts.seal, case_id).get("supplement_request") or {"defects": []}
    case = work.case(case_id)
    if case.status in {CaseStatus.SUBMITTED, CaseStatus.ACCEPTED}:
        case = work.put(case.ask_supplement())
    timing.stop(work, case_id, ClockKind.NOTICE)
    if step.letter:
        until = None if due_at is None else local_day(due_at)
        number = letter.issue(work, case, step.letter, {**values, "supplement_due_on": until}, step.id)
        if step.pause:
            timing.told_by(work, case_id, step.pause, number)
    work.emit(
        SupplementRequested(
            case_id=case_id,
            element_id=step.id,
            task_id=task_id,
            department=request.get("asked_by", ""),
            number_of_defects=len(request["defects"]),
            due_on="" if due_at is None else due_at.isoformat(),
        )
    )


def settle(work: Work, case_id: str, task_id: str) -> None:
    """A task has ended in whatever way: its clock stops, its timer goes."""
    timing.stop(work, case_id, subject=f"task:{task_id}")
    progress.cancel_timers(work.tx, work.case(case_id), runtime_id=task_id, kind="limit")


def call_off(work: Work, case_id: str, task_id: str, step: Step) -> None:
    """The process does not need the step any more, or takes it up again later."""
    if step.item:
        timing.stop(work, case_id, subject=f"item:{step.item}")
    if progress.end_task(work.tx, task_id, progress.CANCELLED, done_at=work.now):
        settle(work, case_id, task_id)
        work.emit(TaskCancelled(case_id=case_id, element_id=step.id, task_id=task_id, step=step.name))
    if step.act == "supplement" and work.case(case_id).status == CaseStatus.SUPPLEMENTING:
        work.put(work.case(case_id).supplement())


def open_item(work: Work, case: Case, item: str) -> None:
    """A department's part begins; begun again, it keeps its first beginning and its clock runs anew."""
    spec = next((d for d in work.process(case).item.departments if d.id == item), None)
    before = progress.find_item(work.tx, case.case_id, item)
    own = timing.start(work, case, ClockKind.PROMISED, spec.promised, work.now, subject=f"item:{item}") if spec else None
    progress.put_item(
        work.tx,
        case,
        item,
        department_name=work.department_names.get(item, item),
        opened_at=before.opened_at if before else work.now,
        due_at=own.due_at if own else None,
        done_at=None,
        outcome=None,
        outcome_label=None,
    )


def close_item(work: Work, case_id: str, step: Step, outcome: str | None) -> None:
    label = next((o.label for o in step.outcomes if o.id == outcome), None)
    if progress.find_item(work.tx, case_id, step.item) is not None:
        progress.change_item(work.tx, case_id, step.item, done_at=work.now, outcome=outcome, outcome_label=label)
    timing.stop(work, case_id, subject=f"item:{step.item}")
