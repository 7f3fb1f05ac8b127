"""What a move wants from the world, as rows: timers, service calls, awaited messages. Nothing here leaves the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from engine import runtime
from engine.commands.work import Job, Work
from engine.domain.case import Case
from engine.domain.events import ServiceCalled
from engine.store import progress

NOTICES = "notice.publish"
"""The topic that is answered in the house, by a public notice."""
LONG_WAIT = "P5D"
"""Working time after which a wait for a message is long, where the diagram says nothing else."""

def carry_out(work: Work, case: Case, process: Any, wanted: Iterable[Any]) -> None:
    for effect in wanted:
        EFFECTS[type(effect)](work, case, process, effect)


def _set_timer(work: Work, case: Case, process: Any, effect: runtime.SetTimer) -> None:
    progress.add_timer(
        work.tx,
        timer_id=f"{case.case_id}-{effect.timer_id}",
        case_id=case.case_id,
        division_code=case.division_code,
        kind="bpmn",
        runtime_id=effect.timer_id,
        element_id=effect.element_id,
        due_at=effect.due_at,
        opened_at=work.now,
    )


def _cancel_timer(work: Work, case: Case, process: Any, effect: runtime.CancelTimer) -> None:
    progress.cancel_timers(work.tx, case, runtime_id=effect.timer_id, kind="bpmn")


def _call_service(work: Work, case: Case, process: Any, effect: runtime.CallService) -> None:
    step = process.definition.steps[effect.element_id]
    call_id = f"{case.case_id}-{effect.call_id}"
    progress.add_call(
        work.tx,
        call_id=call_id,
        case_id=case.case_id,
        division_code=case.division_code,
        runtime_id=effect.call_id,
        element_id=step.id,
        name=step.name,
        topic=effect.topic,
        inputs_sealed=work.parts.seal.close(effect.inputs),
        opened_at=work.now,
    )
    work.emit(ServiceCalled(case_id=case.case_id, element_id=step.id, call_id=call_id, step=step.name, topic=effect.topic))


def _cancel_call(work: Work, case: Case, process: Any, effect: runtime.CancelCall) -> None:
    progress.end_call(work.tx, f"{case.case_id}-{effect.call_id}", "cancelled", ended_at=work.now)


def _await_message(work: Work, case: Case, process: Any, effect: runtime.AwaitMessage) -> None:
    progress.add_wait(
        work.tx,
        wait_id=f"{case.case_id}-{effect.wait_id}",
        case_id=case.case_id,
        division_code=case.division_code,
        element_id=effect.element_id,
        name=effect.name,
        opened_at=work.now,
        long_at=_long_at(work, process, effect.element_id),
    )


def _long_at(work: Work, process: Any, element_id: str) -> datetime | None:
    """From when on the wait is long (property ``long_after``); None where the case does not stand there."""
    step = process.definition.steps.get(element_id)
    if step is None or step.kind not in ("catch", "receive"):
        return None
    mode = step.properties.get("calendar") or "working"
    return work.calendar.add(work.now, step.properties.get("long_after") or LONG_WAIT, mode)


def _cancel_message(work: Work, case: Case, process: Any, effect: runtime.CancelMessage) -> None:
    progress.drop_waits(work.tx, case.case_id, wait_id=f"{case.case_id}-{effect.wait_id}")


def _send_message(work: Work, case: Case, process: Any, effect: runtime.SendMessage) -> None:
    work.enqueue(
        Job(
            key=f"message:{work.command_id}:{effect.element_id}",
            kind="deliver_message",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={"name": effect.name, "payload": effect.payload},
        )
    )


EFFECTS: dict[type, Callable[[Work, Case, Any, Any], None]] = {
    runtime.SetTimer: _set_timer,
    runtime.CancelTimer: _cancel_timer,
    runtime.CallService: _call_service,
    runtime.CancelCall: _cancel_call,
    runtime.AwaitMessage: _await_message,
    runtime.CancelMessage: _cancel_message,
    runtime.SendMessage: _send_message,
}
