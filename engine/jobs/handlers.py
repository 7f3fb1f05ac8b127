"""One function per kind of job. Each may be run twice after a crash, so each ends in a command whose id comes from the job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from engine.channels import ConsolePhone, Mail, Phone, ask_registry
from engine.commands.effects import NOTICES
from engine.commands.machine import FailService, FireTimer, PublishNotice, ReceiveMessage, ReplyService
from engine.commands.recount import RecountClocks
from engine.content import Registry
from engine.domain.command_id import new_command_id
from engine.domain.errors import Invalid, Refused, Unreachable
from engine.domain.identity import mask_mobile
from engine.domain.viewer import Viewer
from engine.jobs import carrying, counting, exporting
from engine.service import Engine
from engine.store import erasure, office, progress, transaction

SYSTEM = Viewer.system()
UNAVAILABLE = "unavailable"  # the BPMN error code of a service that does not answer


@dataclass(frozen=True)
class Surroundings:
    """What jobs reach outside: how topics are answered (registries.toml), the phone channel, and the mail server if there is one."""

    registries: Mapping[str, Registry]
    phone: Phone = field(default_factory=ConsolePhone)
    mail: Mail | None = None
    ask: Callable[..., tuple[dict[str, Any], str]] = ask_registry


@dataclass(frozen=True)
class Task:
    """A claimed job: ``attempt`` counts from 1; on the last one a handler settles the matter instead of raising Unreachable."""

    job_id: str
    arguments: Mapping[str, Any]
    attempt: int


def call_service(engine: Engine, around: Surroundings, task: Task) -> None:
    """Ask the registry of the call's topic; after its retries the call fails and the diagram says who looks it up instead."""
    call_id = task.arguments["call_id"]
    with transaction.reading(engine.database) as tx:
        call = progress.find_call(tx, call_id)
    if call is None or call.status != "waiting":
        return
    if call.topic == NOTICES:
        engine.execute(PublishNotice(command_id=f"notice:{call_id}", call_id=call_id), SYSTEM)
        return
    registry = around.registries.get(call.topic)
    if registry is None:
        raise Invalid("主题 {topic} 没有在 registries.toml 中登记，请登记后重试。", topic=call.topic)
    try:
        inputs = engine.parts.seal.open(call.inputs_sealed)
        result, source = around.ask(registry.address, call.topic, inputs, call_id, registry.time_out.time.total_seconds())
    except Unreachable as error:
        if task.attempt <= registry.retries:
            raise
        if registry.on_failure == "empty":
            engine.execute(ReplyService(command_id=f"reply:{call_id}", call_id=call_id, result={}, source="（没有答复）"), SYSTEM)
        else:
            engine.execute(FailService(command_id=f"fail:{call_id}", call_id=call_id, code=UNAVAILABLE, failure=str(error)), SYSTEM)
        return
    engine.execute(ReplyService(command_id=f"reply:{call_id}", call_id=call_id, result=result, source=source), SYSTEM)


def send_message(engine: Engine, around: Surroundings, task: Task) -> None:
    """A text message, once per job: the row is written after the channel took it, under the job's id."""
    mobile, text = task.arguments["mobile"], task.arguments["text"]
    with transaction.reading(engine.database) as tx:
        if office.message_was_sent(tx, task.job_id):
            return
    around.phone.send(task.job_id, mobile, text)
    seal = engine.parts.seal
    with transaction.writing(engine.database) as tx:
        if not office.message_was_sent(tx, task.job_id):
            office.add_message(
                tx,
                message_id=task.job_id,
                case_id=task.arguments.get("case_id"),
                division_code=task.arguments.get("division_code"),
                recipient_sealed=seal.close(mobile),
                recipient_mask=mask_mobile(mobile),
                text_sealed=seal.close(text),
                channel=around.phone.name,
                sent_at=engine.clock.now(),
                tries=task.attempt,
            )


def deliver_message(engine: Engine, around: Surroundings, task: Task) -> None:
    """A BPMN message thrown by one case for another: its payload names the other by ``case_no``. Who does not wait for it, misses it."""
    payload = dict(task.arguments["payload"])
    command_id = f"deliver:{task.job_id}"[:64]
    try:
        engine.execute(
            ReceiveMessage(command_id=command_id, case_no=str(payload.get("case_no", "")), message=task.arguments["name"], payload=payload),
            SYSTEM,
        )
    except Refused:
        return


def fire_timer(engine: Engine, around: Surroundings, task: Task) -> None:
    """A due timer; a job only when the poller could not fire it (``attempt.py``).

    Each attempt is a command of its own, because a timer that was due while its case was suspended comes again: that it fires once is
    guarded by its row.
    """
    engine.execute(FireTimer(command_id=new_command_id(), timer_id=task.arguments["timer_id"]), SYSTEM)


def forget_files(engine: Engine, around: Surroundings, task: Task) -> None:
    """What an erased case had handed in."""
    with transaction.writing(engine.database) as tx:
        erasure.forget_files(tx, engine.parts.files, task.arguments["case_id"])


def recount_clocks(engine: Engine, around: Surroundings, task: Task) -> None:
    """The next lot of cases after a change of the calendar."""
    own = {name: task.arguments[name] for name in ("year", "after", "moved", "officer_id", "officer_name")}
    engine.execute(RecountClocks(command_id=sha256(task.job_id.encode()).hexdigest()[:32], **own), SYSTEM)


def carry_words(engine: Engine, around: Surroundings, task: Task) -> None:
    carrying.carry(engine, around.mail, around.phone, task.job_id, task.arguments["officer_id"], task.attempt)


def count_figures(engine: Engine, around: Surroundings, task: Task) -> None:
    """And what was exported and is out of date goes."""
    counting.count(engine, task.job_id)
    exporting.forget_over(engine)


def make_export(engine: Engine, around: Surroundings, task: Task) -> None:
    exporting.make(engine, task.arguments["export_id"])


JOBS: dict[str, Callable[[Engine, Surroundings, Task], None]] = {
    "call_service": call_service,
    "send_message": send_message,
    "deliver_message": deliver_message,
    carrying.KIND: carry_words,
    "fire_timer": fire_timer,
    "forget_files": forget_files,
    "recount_clocks": recount_clocks,
    counting.KIND: count_figures,
    "make_export": make_export,
}
