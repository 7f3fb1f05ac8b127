"""A supervisor's acts on a whole case: 跳转, 挂起, 唤醒, 终止."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import runtime
from engine.commands import timing
from engine.commands.letter import issue_standing
from engine.commands.progress import move_on
from engine.commands.returning import told_reason, undone_by, void
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Missing, Refused
from engine.domain.events import CaseTerminated
from engine.domain.movement import CaseJumped, CaseSuspended, CaseWoken
from engine.store import progress

RIGHT = "supervisor"


@dataclass(frozen=True, kw_only=True)
class Jump:
    """What waits as ``token_id`` goes on at the step ``to`` instead. Supervisors of the division."""

    command_id: str
    case_id: str
    token_id: str
    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Suspend:
    """Nobody works on the case until it is woken: its tasks wait, its timers rest, the promised clock and the steps' limits pause.
    The law's own clock goes on. Supervisors of the division."""

    command_id: str
    case_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Wake:
    """Tasks can be done again; what was due then is due later by as long as the case was suspended."""

    command_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class Terminate:
    """The authority ends the case without a decision: everything open is called off, the applicant gets the letter with the reason."""

    command_id: str
    case_id: str
    reason: str


def steered(work: Work, case_id: str) -> Case:
    """The case, locked. Raises Missing unless one of the viewer's posts supervises its division."""
    case = work.case(case_id)
    if work.viewer.kind != "system" and not work.viewer.has(RIGHT, case.division_code):
        raise Missing("没有找到这个办件。")
    return case


def jump(command: Jump, work: Work) -> None:
    case = steered(work, command.case_id)
    case.require_awake()
    reason = told_reason(command.reason)
    definition = work.process(case).definition
    move = runtime.Jump(command.token_id, command.to)
    preview = undone_by(work, case, move)
    missing = left_out(case, definition, command.to)
    if missing:
        raise Refused("从“{step}”往下走不再经过“{act}”，办件到后面会走不下去。", step=definition.steps[command.to].name, act=missing)
    void(work, case, preview.undone)
    left = "、".join(dict.fromkeys(definition.steps[spot.element_id].name for spot in preview.cancelled))
    to = definition.steps[command.to]
    work.emit(CaseJumped(case_id=case.case_id, element_id=to.id, left=left, to_step=to.name, details={"reason": reason}))
    move_on(work, case.case_id, move)


def left_out(case: Any, definition: Any, to: str) -> str:
    """An act of the law that the rest of the process needs and that lies no longer on the way; "" if none."""
    node = definition.nodes[to]
    ahead = {definition.steps[each].act for each in node.scope.regions.after(to)}
    if node.scope is not definition.root:
        return ""
    if case.accepted_at is None and "decide" in ahead and "accept" not in ahead:
        return "受理"
    if case.decided_at is None and ahead & {"deliver", "close"} and "decide" not in ahead:
        return "决定"
    return ""


def suspend(command: Suspend, work: Work) -> None:
    case = steered(work, command.case_id)
    reason = told_reason(command.reason)
    case = work.put(case.suspend(work.now))
    progress.rest_timers(work.tx, case.case_id)
    timing.suspend(work, case.case_id)
    work.emit(CaseSuspended(case_id=case.case_id, details={"reason": reason}))


def wake(command: Wake, work: Work) -> None:
    case = steered(work, command.case_id)
    since = case.suspended_at
    work.put(case.wake())
    assert since is not None  # or wake() had refused
    steps = work.process(case).definition.steps
    for status in ("pending", progress.RESTING):
        for timer in progress.timers_of(work.tx, case.case_id, status):
            if timer.kind in progress.RESTS:
                later = timer.kind == "bpmn"
                at = _later(work, timer.due_at, since, steps.get(timer.element_id)) if later else timer.due_at
                progress.wake_timer(work.tx, timer.timer_id, at)
    # the timers of limits and reminders go with their clocks
    timing.wake(work, case.case_id)
    work.emit(CaseWoken(case_id=case.case_id))


def _later(work: Work, due_at: Any, since: Any, step: Any) -> Any:
    """As long after the waking as it was from the suspension; counted in working time where the diagram does."""
    if step is not None and step.properties.get("calendar") == "working":
        rest = work.calendar.working_time_between(since, work.now)
        return work.calendar.add(due_at, f"PT{int(rest.total_seconds())}S", "working") if rest else due_at
    return max(due_at, since) + (work.now - since)


def terminate(command: Terminate, work: Work) -> None:
    case = steered(work, command.case_id)
    reason = told_reason(command.reason)[:500]
    case = work.put(case.terminate(reason, work.now))
    work.emit(CaseTerminated(case_id=case.case_id, reason=reason))
    issue_standing(work, case, "termination")
    move_on(work, case.case_id, runtime.Stop())
