"""归档: a case that has ended is put away some time later, by the daily run of ``python -m engine retain``."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.work import Work
from engine.domain.errors import Refused
from engine.domain.rating_events import CaseArchived
from engine.store import rectifications


@dataclass(frozen=True, kw_only=True)
class ArchiveCase:
    """Only the system. Raises Refused while the case has not ended or a poor rating of it is being put right."""

    command_id: str
    case_id: str


def archive_case(command: ArchiveCase, work: Work) -> None:
    work.viewer.require_system()
    case = work.case(command.case_id)
    owed = rectifications.find(work.tx, case.case_id)
    if owed is not None and owed.settled_at is None:
        raise Refused("办件 {case_no} 的差评整改还没有办结，不能归档。", case_no=case.case_no)
    work.put(case.archive())
    work.emit(CaseArchived(case_id=case.case_id))
