"""What only workers say: a timer is due, a service has answered or will not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine.commands import deemed, deferral, reminders, timing, urge
from engine.commands.context import local_day
from engine.commands.follow import receive
from engine.commands.progress import move_on
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.clock_kind import ClockKind
from engine.domain.events import NoticePublished, ServiceFailed, ServiceReplied, TaskOverdue, TimerFired
from engine.runtime import Fail, Fire, Reply, Step, Stop
from engine.store import cases, progress


@dataclass(frozen=True, kw_only=True)
class FireTimer:
    """Fires the timer if it is still pending; otherwise nothing. Raises NotYet, and writes nothing down, before it is due: the clock of the
    one who asked was ahead, or has been set back since."""

    command_id: str
    timer_id: str


@dataclass(frozen=True, kw_only=True)
class ReplyService:
    """``source`` names the system that answered, as pages show it. A call no longer waited for is left alone."""

    command_id: str
    call_id: str
    result: dict[str, Any]
    source: str


@dataclass(frozen=True, kw_only=True)
class FailService:
    command_id: str
    call_id: str
    code: str
    failure: str


@dataclass(frozen=True, kw_only=True)
class ReceiveMessage:
    """A message from another system or case, correlated by case and name."""

    command_id: str
    case_no: str
    message: str
    payload: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PublishNotice:
    """The in-process topic ``notice.publish``: a public notice that runs ``days`` calendar days from tomorrow."""

    command_id: str
    call_id: str


def fire_timer(command: FireTimer, work: Work) -> None:
    work.viewer.require_system()
    timer = progress.take_timer(work.tx, command.timer_id, work.now)
    if timer is None:
        return
    case = work.case(timer.case_id)
    if case.suspended_at is not None and timer.kind in progress.RESTS:
        progress.rest_fired(work.tx, timer.timer_id)
        return
    step: Step = work.process(case).definition.steps[timer.element_id]
    if timer.kind == "bpmn":
        work.emit(TimerFired(case_id=case.case_id, element_id=timer.element_id, timer_id=timer.timer_id, step=step.name))
        move_on(work, case.case_id, Fire(timer.runtime_id))
        return
    if timer.kind == timing.CLOCK:
        timing.over(work, case, ClockKind(timer.runtime_id), timer.element_id)
        return
    if timer.kind == deferral.TIMER:
        if deferral.lapse(work, case, timer.element_id):
            move_on(work, case.case_id, Stop())
        return
    row = progress.find_task(work.tx, timer.runtime_id)
    if row is None or row.status not in (progress.OPEN, progress.HELD):
        return
    if timer.kind == reminders.REMIND:
        _remind(work, case, row, step, timer)
        return
    work.emit(TaskOverdue(case_id=case.case_id, element_id=row.element_id, task_id=row.task_id, step=row.name, department=row.department))
    if row.on_timeout == "escalate" and not reminders.after_the_limit(step):
        urge.escalate_silence(work, case, row)
    if (row.on_timeout or "").startswith("deem:"):
        deemed.answer(work, case, row, step)


def _remind(work: Work, case: Case, row: Any, step: Step, timer: Any) -> None:
    """One reminder of the step; the last one after its limit brings in the supervisor where the diagram says so."""
    urge.nudge(work, row, "system")
    if row.on_timeout == "escalate" and reminders.is_last(step, timer) and reminders.after_the_limit(step):
        urge.escalate_silence(work, case, row)


def reply_service(command: ReplyService, work: Work) -> None:
    work.viewer.require_system()
    call = _waiting(work, command.call_id)
    if call is None:
        return
    sealed = work.parts.seal.close(command.result)
    if progress.end_call(work.tx, call.call_id, "replied", reply_sealed=sealed, source=command.source, ended_at=work.now):
        work.emit(
            ServiceReplied(
                case_id=call.case_id,
                element_id=call.element_id,
                call_id=call.call_id,
                step=call.name,
                topic=call.topic,
                source=command.source,
            )
        )
        move_on(work, call.case_id, Reply(call.runtime_id, command.result))


def fail_service(command: FailService, work: Work) -> None:
    work.viewer.require_system()
    call = _waiting(work, command.call_id)
    if call is None:
        return
    if progress.end_call(work.tx, call.call_id, "failed", failure=command.failure, ended_at=work.now):
        work.emit(
            ServiceFailed(
                case_id=call.case_id,
                element_id=call.element_id,
                call_id=call.call_id,
                step=call.name,
                topic=call.topic,
                failure=command.failure,
            )
        )
        move_on(work, call.case_id, Fail(call.runtime_id, command.code, command.failure))


def _waiting(work: Work, call_id: str) -> Any:
    call = progress.find_call(work.tx, call_id)
    if call is None:
        return None
    work.case(call.case_id)
    call = progress.find_call(work.tx, call_id)
    return call if call is not None and call.status == "waiting" else None


def receive_message(command: ReceiveMessage, work: Work) -> None:
    work.viewer.require_system()
    found = cases.by_number(work.tx, command.case_no)
    if found is not None:
        receive(work, found.case_id, command.message, command.payload)


def publish_notice(command: PublishNotice, work: Work) -> None:
    work.viewer.require_system()
    call = _waiting(work, command.call_id)
    if call is None:
        return
    inputs = work.parts.seal.open(call.inputs_sealed)
    days = int(inputs.get("days") or 20)
    published_on = local_day(work.now)
    notice_id = work.draw_id()
    progress.add_notice(
        work.tx,
        notice_id=notice_id,
        case_id=call.case_id,
        division_code=call.division_code,
        call_id=call.call_id,
        title=str(inputs.get("title") or call.name),
        content=str(inputs.get("text") or ""),
        message=inputs.get("message"),
        published_on=published_on,
        ends_on=published_on + timedelta(days=days),
    )
    work.emit(
        NoticePublished(
            case_id=call.case_id, element_id=call.element_id, notice_id=notice_id, ends_on=(published_on + timedelta(days=days)).isoformat()
        )
    )
    result = {"notice_id": notice_id, "published_on": published_on, "ends_on": published_on + timedelta(days=days)}
    if progress.end_call(work.tx, call.call_id, "replied", reply_sealed=work.parts.seal.close(result), source="公示栏", ended_at=work.now):
        move_on(work, call.case_id, Reply(call.runtime_id, result))
