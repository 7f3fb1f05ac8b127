"""催办 and 督办: an office that is slow is nudged, or answered for on a numbered sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.commands.context import local_day
from engine.commands.hand_over import told
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import CaseEscalated, EscalationAnswered, EscalationClosed, TaskReminded
from engine.domain.sentence import Sentence
from engine.store import office, progress, signals

APPLICANT = "applicant"
MOST_NOTE = 200


@dataclass(frozen=True, kw_only=True)
class Remind:
    """Every officer's open task of the case, or only ``task_id``. For the applicant once a day; for the window, the lead department and the
    supervisor of the division. Gives how many were reminded. Raises Missing for others, Refused when nothing waits for an officer."""

    command_id: str
    case_id: str
    task_id: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Escalate:
    """督办单 on an open task, to be answered by the evening of ``due_on``. Gives its number. Role supervisor of the division (else Missing).

    Raises Invalid on reason and day, Refused while an earlier one on the same task is open.
    """

    command_id: str
    task_id: str
    reason: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class AnswerEscalation:
    """By who is responsible, or his department's group. Raises Missing for others, Refused when it is closed."""

    command_id: str
    escalation_id: str
    feedback: str


@dataclass(frozen=True, kw_only=True)
class CloseEscalation:
    """By a supervisor of the division. Raises Missing for others, Refused when it is closed or nobody has answered and the task is open."""

    command_id: str
    escalation_id: str
    conclusion: str


def remind(command: Remind, work: Work) -> int:
    case = work.case(command.case_id)
    by = _may_remind(work, case)
    if len(command.note) > MOST_NOTE:
        raise Invalid("留言最多 {most} 字。", {"note": Sentence("留言最多 {most} 字。", most=MOST_NOTE)}, most=MOST_NOTE)
    if by == APPLICANT and any(local_day(row.reminded_at) == work.today for row in signals.reminders_by(work.tx, case.case_id, APPLICANT)):
        raise Refused("今天已经催办过了，请明天再试。办理部门已经看到您催办的次数。")
    waiting = [row for row in progress.tasks_of(work.tx, case.case_id, status=progress.OPEN) if row.groups != [APPLICANT]]
    chosen = [row for row in waiting if command.task_id in ("", row.task_id)]
    if not chosen:
        raise Refused("这个办件现在没有部门在办，不需要催办。")
    for row in chosen:
        nudge(work, row, by, command.note.strip())
    return len(chosen)


def _may_remind(work: Work, case: Case) -> str:
    viewer = work.viewer
    if viewer.kind == "applicant" and case.case_id in viewer.case_ids:
        return APPLICANT
    allowed = viewer.has("supervisor", case.division_code) or viewer.has("window", case.division_code)
    if viewer.officer_id and (allowed or case.lead_department in viewer.departments(case.division_code)):
        return viewer.officer_id
    raise Missing("没有找到这个办件。")


def nudge(work: Work, row: Any, by: str, note: str = "") -> int:
    """Which time it is."""
    values = {"reminder_id": work.draw_id(), "reminded_by": by, "reminded_by_name": work.viewer.name, "reminded_at": work.now}
    times = signals.add_reminder(work.tx, row, **values, note_sealed=work.parts.seal.close(note))
    work.emit(
        TaskReminded(
            case_id=row.case_id,
            element_id=row.element_id,
            task_id=row.task_id,
            step=row.name,
            times=times,
            department=row.department,
            role=row.role,
            to_id=row.claimed_by or "",
            details={"note": note} if note else {},
        )
    )
    return times


def escalate(command: Escalate, work: Work) -> str:
    row = progress.find_task(work.tx, command.task_id)
    if row is None or not work.viewer.has("supervisor", row.division_code):
        raise Missing("没有找到这个任务。")
    case = work.case(row.case_id)
    row = progress.find_task(work.tx, command.task_id)
    assert row is not None
    if row.status not in (progress.OPEN, progress.HELD):
        raise Refused("“{step}”已经办完，不需要督办。", step=row.name)
    reason = told(command.reason, "reason", Sentence("请写明督办的原因和要求。"))
    if command.due_on < work.today:
        raise Invalid("反馈期限不能早于今天。", {"due_on": Sentence("反馈期限不能早于今天。")})
    before = signals.open_escalation(work.tx, case.case_id, row.task_id)
    if before is not None:
        raise Refused("“{step}”已有督办单 {number}，还没有办结。", step=row.name, number=before.number)
    return issue(work, case, row, reason, command.due_on, work.viewer.officer_id or "")


def issue(work: Work, case: Case, row: Any, reason: str, due_on: date, by: str) -> str:
    """The number of a new sheet for whoever has the task, else for its group."""
    year, escalation_id = work.today.year, work.draw_id()
    serial = office.next_serial(work.tx, f"escalation:{case.division_code}:{year}")
    number = f"{case.division_code}-督办〔{year}〕{serial:06d}号"
    name = row.claimed_name or work.department_names.get(row.department, row.department)
    whose = {"task_id": row.task_id, "step": row.name, "department": row.department, "role": row.role}
    signals.add_escalation(
        work.tx,
        escalation_id=escalation_id,
        case_id=case.case_id,
        division_code=case.division_code,
        number=number,
        responsible_id=row.claimed_by,
        responsible_name=name,
        reason_sealed=work.parts.seal.close(reason),
        due_on=due_on,
        issued_by=by,
        issued_by_name=work.viewer.name,
        issued_at=work.now,
        **whose,
    )
    facts = {"escalation_id": escalation_id, "number": number, "to_id": row.claimed_by or "", "to_name": name, "due_on": due_on.isoformat()}
    work.emit(CaseEscalated(case_id=case.case_id, element_id=row.element_id, **facts, **whose, details={"reason": reason}))
    return number


def escalate_silence(work: Work, case: Case, row: Any) -> None:
    """The step's limit is over and it says ``escalate``: a sheet of the system's own, to be answered by the next working day."""
    if row.groups == [APPLICANT] or signals.open_escalation(work.tx, case.case_id, row.task_id) is not None:
        return
    times = f"，已催办 {row.reminded} 次" if row.reminded else ""
    due_on = work.calendar.next_working_day(work.today)
    issue(work, case, row, f"“{row.name}”超过环节时限{times}，系统自动督办。请说明原因并尽快办理。", due_on, "system")


def answer_escalation(command: AnswerEscalation, work: Work) -> str:
    row = signals.find_escalation(work.tx, command.escalation_id)
    if row is None or not (row.responsible_id in work.viewer.holders or work.viewer.may(f"{row.department}:{row.role}", row.division_code)):
        raise Missing("没有找到这张督办单。")
    case = work.case(row.case_id)
    feedback = told(command.feedback, "feedback", Sentence("请写明办理情况。"))
    values = {"feedback_sealed": work.parts.seal.close(feedback), "feedback_at": work.now, "feedback_by_name": work.viewer.name}
    if not signals.change_escalation(work.tx, row.escalation_id, **values):
        raise Refused("督办单 {number} 已经办结。", number=row.number)
    facts = {"escalation_id": row.escalation_id, "number": row.number, "to_id": row.issued_by}
    work.emit(EscalationAnswered(case_id=case.case_id, **facts, details={"feedback": feedback}))
    return str(row.number)


def close_escalation(command: CloseEscalation, work: Work) -> str:
    row = signals.find_escalation(work.tx, command.escalation_id)
    if row is None or not work.viewer.has("supervisor", row.division_code):
        raise Missing("没有找到这张督办单。")
    case = work.case(row.case_id)
    conclusion = told(command.conclusion, "conclusion", Sentence("请写明办结意见。"))
    task = progress.find_task(work.tx, row.task_id)
    if row.feedback_at is None and task is not None and task.status in (progress.OPEN, progress.HELD):
        raise Refused("责任人还没有反馈，“{step}”也没有办完，不能办结。", step=row.step)
    values = {"conclusion_sealed": work.parts.seal.close(conclusion), "closed_at": work.now, "closed_by_name": work.viewer.name}
    if not signals.change_escalation(work.tx, row.escalation_id, **values):
        raise Refused("督办单 {number} 已经办结。", number=row.number)
    facts = {"escalation_id": row.escalation_id, "number": row.number, "department": row.department, "role": row.role}
    work.emit(EscalationClosed(case_id=case.case_id, to_id=row.responsible_id or "", **facts, details={"conclusion": conclusion}))
    return str(row.number)
