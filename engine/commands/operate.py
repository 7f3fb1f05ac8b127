"""An operator's acts on what got stuck."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.progress import move_on
from engine.commands.work import Work
from engine.domain.errors import Missing, Refused
from engine.domain.events import IncidentResolved
from engine.runtime import Retry
from engine.store import journal, outbox, progress


@dataclass(frozen=True, kw_only=True)
class RetryJob:
    """A failed job is tried again from the start. Role system_admin."""

    command_id: str
    job_id: str


@dataclass(frozen=True, kw_only=True)
class RetryIncident:
    """The token that could not go on is tried again, with the answers and the calendar as they are now. Role system_admin."""

    command_id: str
    incident_id: str


def retry_job(command: RetryJob, work: Work) -> None:
    work.viewer.require_role("system_admin")
    if not outbox.retry(work.tx, command.job_id, work.now):
        raise Refused("这个作业不在失败状态，不需要重试。")
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "JobRetried", {"job_id": command.job_id})


def retry_incident(command: RetryIncident, work: Work) -> None:
    work.viewer.require_role("system_admin")
    row = progress.find_incident(work.tx, command.incident_id)
    if row is None:
        raise Missing("没有找到这个异常。")
    work.case(row.case_id)
    if not progress.resolve_incident(work.tx, command.incident_id, work.now, work.viewer.name):
        raise Refused("这个异常已经处理过了。")
    work.emit(IncidentResolved(case_id=row.case_id, element_id=row.element_id, incident_id=row.incident_id))
    move_on(work, row.case_id, Retry(row.runtime_id))
