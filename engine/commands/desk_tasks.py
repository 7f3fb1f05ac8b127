"""Rows of human tasks and of the departments' own parts, opened and settled as the process moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.commands import hearing, letter, one_notice, reminders, timing
from engine.commands.context import local_day
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.clock_events import PartDone
from engine.domain.deadline import ClockKind
from engine.domain.events import HearingOffered, SupplementRequested, TaskCancelled, TaskOpened
from engine.domain.status import CaseStatus
from engine.runtime import OpenTask, Step
from engine.store import cases, clocks, office, progress

APPLICANT = "applicant"
ADDED = frozenset({"before", "after", "parallel"})
BESIDE = ADDED | {"consulted"}
"""Modes (engine.runtime.signers) of those who sign beside the step's own signers: they fill in no form of the step."""


def open_task(work: Work, case: Case, step: Step, opened: OpenTask, groups: Sequence[str], holder: Any, values: Mapping[str, Any]) -> None:
    """A row for a task that has become ready, its clock and, where silence has an effect, its timer. ``groups`` may do it, ``holder`` (an
    officer's row, or None) has it."""
    task_id = task_id_of(case, opened)
    department, _, role = groups[0].partition(":")
    due_at = _due(work, case, step, task_id, opened)
    own = {"case_id": case.case_id, "division_code": case.division_code}
    progress.add_task(
        work.tx,
        **own,
        task_id=task_id,
        process_id=case.process_id,
        runtime_id=opened.task_id,
        element_id=step.id,
        name=step.name,
        groups=list(groups),
        department=department,
        role=role,
        form=None if opened.mode in BESIDE else step.form or None,
        outcomes=[[o.id, o.label] for o in opened.outcomes],
        act=step.act or None,
        on_timeout=_on_timeout(step, opened),
        opened_at=work.now,
        due_at=due_at,
        claimed_by=holder.officer_id if holder is not None else None,
        claimed_name=holder.name if holder is not None else None,
        status=progress.HELD if opened.held else progress.OPEN,
    )
    if due_at is not None:
        progress.add_timer(
            work.tx,
            **own,
            timer_id=f"{task_id}-limit",
            kind="limit",
            runtime_id=task_id,
            element_id=step.id,
            due_at=due_at,
        )
        if step.remind:
            reminders.arm(work, case, step, task_id, due_at)
    work.emit(TaskOpened(case_id=case.case_id, element_id=step.id, task_id=task_id, step=step.name, department=department, role=role))
    _tell(work, case, step, task_id, due_at, values)


def _tell(work: Work, case: Case, step: Step, task_id: str, due_at: datetime | None, values: Mapping[str, Any]) -> None:
    """What is asked of the applicant, or (art. 47) that he may ask for a hearing, and until when."""
    if step.act == "supplement":
        _ask_supplement(work, case.case_id, step, task_id, due_at, values)
    elif step.hearing == hearing.REQUEST:
        work.emit(HearingOffered(case_id=case.case_id, element_id=step.id, until_at="" if due_at is None else due_at.isoformat()))
    if step.hearing == hearing.REQUEST and step.letter:
        letter.issue(work, case, step.letter, {**values, "hearing_due_on": None if due_at is None else local_day(due_at)}, step.id)


def _sender(work: Work, case: Case, opened: OpenTask) -> Any:
    """A task that had an earlier step done again comes back to the officer who asked for that, if he still holds the post."""
    before = progress.find_task(work.tx, f"{case.case_id}-{opened.was}") if opened.was else None
    sender = before.done_for or before.done_by if before is not None else None
    row = office.find_officer(work.tx, officer_id=sender) if sender else None
    fits = row is not None and row.active and any(post.group in opened.who for post in office.posts_of(work.tx, row.officer_id))
    return row if fits else None


def task_id_of(case: Case, opened: OpenTask) -> str:
    return f"{case.case_id}-{opened.task_id}"


def _on_timeout(step: Step, opened: OpenTask) -> str | None:
    """What the law answers for the silent is the step's own signer's; time only warns those beside him."""
    said = step.limit.on_timeout if step.limit else None
    return "warn" if said is not None and said.startswith("deem:") and opened.mode in BESIDE else said


def assigned(work: Work, case: Case, step: Step, opened: OpenTask, values: Mapping[str, Any]) -> Any:
    """The officer who sent it away and gets it back; who signs for himself; else the one whose login ``camunda:assignee`` gives, if there is
    one and his posts fit; else the task waits in the pool."""
    who = opened.who
    sender = _sender(work, case, opened)
    if sender is not None:
        return sender
    if opened.officer:
        return office.find_officer(work.tx, login=opened.officer)
    if step.assignee is None:
        return None
    login = step.assignee.value(values, letter.environment(work))
    row = office.find_officer(work.tx, login=login) if isinstance(login, str) else None
    fits = row is not None and row.active and any(post.group in who for post in office.posts_of(work.tx, row.officer_id))
    return row if fits else None


def _due(work: Work, case: Case, step: Step, task_id: str, opened: OpenTask) -> datetime | None:
    """Whoever is added gets no more time than the step has left."""
    if step.limit is None:
        return None
    theirs = clocks.of_subject(work.tx, case.case_id, f"task:{case.case_id}-{opened.host}") if opened.mode in ADDED else []
    if theirs:
        clocks.put(work.tx, case, f"task:{task_id}", replace(theirs[0], stopped_at=None))
        return theirs[0].due_at
    kind = ClockKind.SUPPLEMENT if step.act == "supplement" else ClockKind.STEP
    own = timing.start(work, case, kind, step.limit.duration, work.now, subject=f"task:{task_id}", mode=step.limit.calendar)
    return None if own is None else own.due_at


def _ask_supplement(work: Work, case_id: str, step: Step, task_id: str, due_at: datetime | None, values: Mapping[str, Any]) -> None:
    request = cases.all_answers(work.tx, work.parts.seal, case_id).get("supplement_request") or {"defects": []}
    case = work.case(case_id)
    if case.status in {CaseStatus.SUBMITTED, CaseStatus.ACCEPTED}:
        case = work.put(case.ask_supplement())
    timing.stop(work, case_id, ClockKind.NOTICE)
    number = ""
    if step.letter:
        until = None if due_at is None else local_day(due_at)
        number = letter.issue(work, case, step.letter, {**values, "supplement_due_on": until}, step.id)
        if step.pause:
            timing.told_by(work, case_id, step.pause, number)
    one_notice.remember(work, case, number)
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
    """A task has ended in whatever way: its clock stops, the timers of its limit and reminders go."""
    timing.stop(work, case_id, subject=f"task:{task_id}")
    progress.cancel_timers(work.tx, work.case(case_id), runtime_id=task_id)


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


def close_item(work: Work, case_id: str, step: Step, outcome: str | None, *, by_silence: bool = False) -> None:
    label = next((o.label for o in step.outcomes if o.id == outcome), None)
    label = f"逾期未答复，视为{label}" if label and by_silence else label
    part = progress.find_item(work.tx, case_id, step.item)
    ran = timing.stop(work, case_id, subject=f"item:{step.item}")
    if part is None:
        return
    progress.change_item(work.tx, case_id, step.item, done_at=work.now, outcome=outcome, outcome_label=label)
    begun_at, due_at = (ran[0].started_at, ran[0].due_at.isoformat()) if ran else (part.opened_at, "")
    done = {"part": step.item, "department": part.department_name, "begun_at": begun_at.isoformat(), "due_at": due_at, "outcome": outcome or ""}
    work.emit(PartDone(case_id=case_id, element_id=step.id, **done))
