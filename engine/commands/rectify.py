"""差评整改: a poor rating is answered by the department that led the case, with a call to the applicant and a result he reads
(国办发〔2019〕51号: verify, call back, put right)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.duration import Duration
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.rating_events import ApplicantCalledBack, RectificationOpened, RectificationSettled
from engine.domain.sentence import Sentence
from engine.store import rectifications

POOR = 2
"""A level of 1 (非常不满意) or 2 (不满意): the codes 5 and 4 of GB/T 39046."""
TERM = Duration.parse("P15D")
MOST = 500


@dataclass(frozen=True, kw_only=True)
class CallBack:
    """回访: the applicant was spoken to. Officers of the responsible department."""

    command_id: str
    case_id: str
    note: str


@dataclass(frozen=True, kw_only=True)
class SettleRectification:
    """The result, told to the applicant. Raises Refused before the applicant was called back."""

    command_id: str
    case_id: str
    result: str


def open_for(work: Work, case: Case, level: int) -> None:
    """For a poor rating, an entry of the leading department, due in fifteen working days."""
    if level > POOR:
        return
    due_at = work.calendar.add(work.now, TERM, "working")
    rectifications.add(work.tx, case, department=case.lead_department, level=level, opened_at=work.now, due_at=due_at)
    work.emit(RectificationOpened(case_id=case.case_id, department=case.lead_department, due_at=due_at.isoformat()))


def call_back(command: CallBack, work: Work) -> None:
    case, row = _theirs(work, command.case_id)
    note = _said(command.note, "note", "请写明回访了解到的情况。")
    rectifications.change(work.tx, case.case_id, called_on=work.today, call_note=note)
    work.emit(ApplicantCalledBack(case_id=case.case_id, department=row.department, details={"note": note}))


def settle_rectification(command: SettleRectification, work: Work) -> None:
    case, row = _theirs(work, command.case_id)
    if row.called_on is None:
        raise Refused("请先回访申请人并记下情况，再填写整改结果。")
    result = _said(command.result, "result", "请写明整改结果，会告知申请人。")
    told = {"result": result, "settled_at": work.now, "settled_by_name": work.viewer.name}
    rectifications.change(work.tx, case.case_id, **told)
    work.emit(RectificationSettled(case_id=case.case_id, department=row.department, details={"result": result}))


def _theirs(work: Work, case_id: str) -> tuple[Case, Any]:
    case = work.case(case_id)
    row = rectifications.find(work.tx, case_id)
    if row is None or row.department not in work.viewer.departments(case.division_code):
        raise Missing("没有找到这项整改。")
    if row.settled_at is not None:
        raise Refused("这项整改已经办结。")
    return case, row


def _said(text: str, field: str, wanted: str) -> str:
    said = text.strip()[:MOST]
    if not said:
        raise Invalid(wanted, {field: Sentence(wanted)})
    return said
