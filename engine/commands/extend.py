"""延期: the head of the lead department gives a case more time, and the applicant is told why in writing (行政许可法 art. 42)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.commands import duty, letter, timing
from engine.commands.context import local_day
from engine.commands.work import Work
from engine.domain import extension
from engine.domain.case import Case
from engine.domain.duration import Duration
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import ClockExtended
from engine.domain.sentence import Sentence
from engine.store import clocks, progress

LETTER = "extension"


@dataclass(frozen=True, kw_only=True)
class ExtendClock:
    """``days``: at most the item's ``limits.extension``. ``approval``: number of the government head's paper, asked of joint items only.

    Raises Missing to everybody who does not approve in the lead department, Invalid on what is typed, Refused when it may not be.
    """

    command_id: str
    case_id: str
    days: int
    reason: str
    approval: str = ""


def extend_clock(command: ExtendClock, work: Work) -> str:
    """The number of the letter."""
    case = work.case(command.case_id)
    if not work.viewer.may(f"{case.lead_department}:approver", case.division_code):
        raise Missing("没有找到这个办件。")
    item = work.process(case).item
    running = clocks.running_in(work.tx, case.case_id)
    refusal = extension.why_not(case.status, item.limits.extension, running, work.now)
    if refusal is not None:
        raise Refused(refusal.template, **refusal.facts)
    duty.require(work, case, ("approver",))
    _check(command, item)
    if LETTER not in work.process(case).letters:
        raise Refused("这个办件的事项版本没有延期通知书，不能延期：申请人必须收到书面理由。请流程设计人员补上。")
    return _carry_out(command, work, case, running)


def _check(command: ExtendClock, item: object) -> None:
    most = int(item.limits.extension.days)  # type: ignore[attr-defined]
    problems = {}
    if not 1 <= command.days <= most:
        problems["days"] = Sentence("延期天数要在 1 至 {most} 之间。", most=most)
    if not command.reason.strip():
        problems["reason"] = Sentence("请写明延期的理由，会原样写进延期通知书。")
    elif len(command.reason) > extension.MOST_REASON:
        problems["reason"] = Sentence("延期理由最多 {most} 字。", most=extension.MOST_REASON)
    if item.is_joint and not command.approval.strip():  # type: ignore[attr-defined]
        problems["approval"] = Sentence("联合办理的延期由本级人民政府负责人批准，请填批准文号。")
    if problems:
        raise Invalid("请按提示补全延期的内容。", problems)


def _carry_out(command: ExtendClock, work: Work, case: Case, running: list[tuple[str, clocks.DeadlineClock]]) -> str:
    steps = {
        f"task:{row.task_id}": progress.follows_the_case(row) for row in progress.tasks_of(work.tx, case.case_id, status=progress.OPEN)
    }
    moved = extension.moved(running, steps, Duration.parse(f"P{command.days}D"), work.now, work.calendar)
    legal = next(each for each in moved if each.subject == extension.CASE and each.before.kind == clocks.ClockKind.STATUTORY)
    reason = command.reason.strip()
    words = {
        "days": command.days,
        "reason": reason,
        "approval": command.approval.strip(),
        "was_due_on": local_day(legal.before.due_at),
        "due_on": local_day(legal.after.due_at),
    }
    number = letter.issue(work, case, LETTER, {"extension": words}, "")
    for each in moved:
        told = replace(each.after.extensions[-1], reason=reason, number=number)
        clocks.put(work.tx, case, each.subject, replace(each.after, extensions=(told,)))
        timing.follow(work, case.case_id, each.subject, each.after.due_at)
    work.emit(
        ClockExtended(
            case_id=case.case_id,
            days=command.days,
            was_due_at=legal.before.due_at.isoformat(),
            due_at=legal.after.due_at.isoformat(),
            number=number,
            details={"reason": reason},
        )
    )
    return number
