"""Why a case is not moving: whom or what it waits for, since when, and who can do something about it. Read from rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.domain.clock_kind import SUSPENDED, cause_label
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries import standstill_tasks
from engine.queries.case_scope import visible_case
from engine.queries.clock_table import ClockShown, of_case_alone, resting
from engine.queries.reason import CAUSES, Help, Reason
from engine.store import journal as journal_rows
from engine.store import progress, rows
from engine.store.reader import Reader
from engine.store.schema import job, message_wait, public_notice, service_call, timer

JOBS = {
    "call_service": Sentence("查询部门系统"), "send_message": Sentence("发送短信"), "deliver_message": Sentence("转送消息"),
    "fire_timer": Sentence("到时处理"), "forget_files": Sentence("清除附件"), "carry_words": Sentence("发送通知"),
}  # fmt: skip
_ADMIN = "system_admin"


@dataclass(frozen=True, kw_only=True)
class Standstill:
    """The reasons, the gravest first; none for a case that has ended.

    For supervisors of the division, the window, and whoever may do one of its open tasks; others who see the case get none. Raises Missing for
    a case that does not exist for the viewer.
    """

    case_id: str


@dataclass(frozen=True)
class Stood:
    """A case looked at for what stops it."""

    row: Any
    reader: Reader
    viewer: Viewer

    @property
    def case_id(self) -> str:
        return str(self.row.case_id)

    @property
    def supervises(self) -> bool:
        return self.viewer.has("supervisor", self.row.division_code)

    @cached_property
    def process(self) -> Any:
        return self.reader.process(self.row.edition_hash)

    @cached_property
    def tasks(self) -> list[Any]:
        return list(progress.tasks_of(self.reader.connection, self.case_id, status=(progress.OPEN, progress.HELD)))

    def step(self, element_id: str) -> str:
        steps = self.process.definition.steps
        return steps[element_id].name or element_id if element_id in steps else element_id

    def watches(self, element_id: str) -> bool:
        """Whether the element only watches another, from its border or from inside: the case does not wait there."""
        steps = self.process.definition.steps
        return element_id in steps and steps[element_id].kind in ("boundary", "start")

    def sender(self, element_id: str) -> str:
        """Whom its message comes from, as the diagram says; "" where it does not."""
        steps = self.process.definition.steps
        return str(steps[element_id].properties.get("from", "")) if element_id in steps else ""

    def every(self, table: Any, *order: str, **where: Any) -> list[Any]:
        return list(rows.every(self.reader.connection, table, *order, case_id=self.case_id, **where))


def standstill(query: Standstill, reader: Reader, viewer: Viewer) -> tuple[Reason, ...]:
    stood = Stood(visible_case(reader.connection, query.case_id, viewer), reader, viewer)
    return reasons(stood) if _concerned(stood) else ()


def _concerned(stood: Stood) -> bool:
    own, division = stood.viewer, stood.row.division_code
    if stood.supervises or own.has("window", division) or own.kind == "system":
        return True
    return any(own.may(group, division) for row in stood.tasks for group in row.groups)


def reasons(stood: Stood) -> tuple[Reason, ...]:
    if CaseStatus(stood.row.status).is_final or stood.row.status == "draft":
        return ()
    found = [
        *_suspended(stood),
        *_incidents(stood),
        *_jobs(stood),
        *standstill_tasks.of(stood),
        *_services(stood),
        *_messages(stood),
        *_timers(stood),
        *_clocks(stood),
    ]
    return tuple(sorted(found, key=lambda each: CAUSES.index(each.cause)))


def _suspended(stood: Stood) -> Iterator[Reason]:
    if stood.row.suspended_at is None:
        return
    told = journal_rows.of_event(stood.reader.connection, stood.case_id, "CaseSuspended")
    last = told[-1] if told else None
    said = (stood.reader.open(last.details_sealed) or {}) if last is not None else {}
    yield Reason(
        cause="suspended",
        what=Sentence("办件已挂起，谁都不能办理"),
        who=last.actor_name if last is not None else "",
        since=stood.row.suspended_at,
        detail=str(said.get("reason", "")),
        advice=Sentence("挂起的原因消除后，由效能监察人员唤醒。"),
        helps=(Help(act="wake", target=stood.case_id),) if stood.supervises else (),
    )


def _incidents(stood: Stood) -> Iterator[Reason]:
    for row in progress.open_incidents(stood.reader.connection, stood.case_id):
        yield Reason(
            cause="incident",
            what=Sentence("流程停在“{step}”，走不下去", step=stood.step(row.element_id)),
            who=Sentence("系统管理员"),
            since=row.opened_at,
            detail=row.reason,
            advice=Sentence("系统管理员在“流程异常”里排除原因后重试；等不了的，可以跳转到别的环节。"),
            helps=(*_admin(stood, "incidents"), *_jump(stood)),
        )


def _jobs(stood: Stood) -> Iterator[Reason]:
    for row in stood.every(job, "created_at", status="failed"):
        yield Reason(
            cause="job",
            what=Sentence("“{job}”试了 {times} 次都没有成功，系统不再自动重试", job=JOBS.get(row.kind, row.kind), times=row.attempts),
            who=Sentence("系统管理员"),
            since=row.created_at,
            detail=(row.error or "")[:300],
            advice=Sentence("系统管理员在“后台作业”里排除原因后重试。"),
            helps=_admin(stood, "jobs"),
        )


def _services(stood: Stood) -> Iterator[Reason]:
    """Answers other systems owe; one that failed for good has left an incident or a dead job, or gone another way."""
    calls = stood.every(service_call, "opened_at", status="waiting")
    dead = {row.job_id for row in stood.every(job, status="failed")} if calls else set()
    for row in calls:
        if f"call:{row.call_id}" in dead:
            continue
        trying = rows.first(stood.reader.connection, job, job_id=f"call:{row.call_id}")
        again = trying is not None and trying.attempts > 0 and trying.status == "ready"
        yield Reason(
            cause="service",
            what=Sentence("等部门系统答复“{step}”", step=row.name),
            who=Sentence("部门系统（{topic}）", topic=row.topic),
            since=row.opened_at,
            due_at=trying.run_at if again else None,
            detail=(trying.error or "")[:300] if again else "",
            advice=Sentence("系统会自动重试，已试 {times} 次。", times=trying.attempts) if again else "",
        )


def _messages(stood: Stood) -> Iterator[Reason]:
    waits = [row for row in stood.every(message_wait, "wait_id") if not stood.watches(row.element_id)]
    notices = stood.every(public_notice, "ends_on") if waits else []
    for row in waits:
        notice = next((each for each in notices if each.message == row.name), None)
        yield Reason(
            cause="message",
            what=Sentence("等消息“{step}”（{name}）", step=stood.step(row.element_id), name=row.name),
            who=stood.sender(row.element_id) or (Sentence("公示期内提出意见的人") if notice is not None else Sentence("送来这个消息的业务系统")),
            since=row.opened_at,
            due_at=row.long_at,
            overdue=row.long_at is not None and row.long_at < stood.reader.now,
            advice=Sentence("请向对方确认是否已经送出；不再需要等的，可以跳转到别的环节。"),
            helps=_jump(stood),
        )


def _timers(stood: Stood) -> Iterator[Reason]:
    waiting = stood.every(timer, "due_at", status="pending", kind="bpmn")
    if stood.row.suspended_at is not None:  # nowhere else do timers rest, and no index leads to those that do
        waiting += stood.every(timer, "due_at", status="resting", kind="bpmn")
    for row in waiting:
        if not stood.watches(row.element_id):
            due = row.due_at if row.status == "pending" else None
            what = Sentence("等“{step}”到时间", step=stood.step(row.element_id))
            yield Reason(cause="timer", what=what, since=row.opened_at, due_at=due, advice=Sentence("到时自动往下走，不用催。"))


def _clocks(stood: Stood) -> Iterator[Reason]:
    own, _rest = of_case_alone(stood.case_id, stood.process, stood.reader)
    rest = resting(own)
    if rest is not None and rest.cause not in (cause_label(SUSPENDED), cause_label("supplement")):
        yield Reason(
            cause="rest",
            what=Sentence("{cause}期间不计办理时限", cause=rest.cause),
            who=rest.law,
            since=rest.from_at,
            detail=rest.number,
        )
    leaning = next((one for one in own if one.provisional), None)
    if leaning is not None:
        yield _provisional(leaning, stood)


def _provisional(clock: ClockShown, stood: Stood) -> Reason:
    return Reason(
        cause="provisional",
        what=Sentence("{clock}的到期日是暂定的：有一年的放假安排还没有公布", clock=clock.label),
        who=Sentence("系统管理员"),
        due_at=clock.due_at,
        advice=Sentence("放假安排公布后，系统管理员在“工作日历”里发布，到期日会重新计算。"),
        helps=_admin(stood, "calendar"),
    )


def _admin(stood: Stood, act: str) -> tuple[Help, ...]:
    return (Help(act=act, target=stood.case_id),) if stood.viewer.has(_ADMIN) else ()


def _jump(stood: Stood) -> tuple[Help, ...]:
    """A case at rest is woken first."""
    return (Help(act="jump", target=stood.case_id),) if stood.supervises and stood.row.suspended_at is None else ()


QUERIES = {Standstill: standstill}
__all__ = ["Standstill", "Stood", "reasons"]
