"""Who handed in false papers, or got his licence by fraud, may not apply again for an item that touches safety (行政许可法 art. 78, 79).

The law speaks of the licence, not of the authority: a ban holds in every division. Where an item does not touch safety there is none."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.context import local_day
from engine.commands.due_text import said
from engine.commands.work import Work
from engine.domain.ban import BanCause, told
from engine.domain.ban_events import BanImposed, BanLifted
from engine.domain.case import Case
from engine.domain.errors import Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import bans


@dataclass(frozen=True, kw_only=True)
class LiftBan:
    """He may apply again, because the decision the ban rests on was overturned. By the approver of the lead department, or a supervisor of the division.

    ``reason``: what was overturned and why; ``basis``: the decision or judgment that did it. Raises Missing to everybody else, Refused where
    nothing is in force, Invalid without reason or basis.
    """

    command_id: str
    case_id: str
    reason: str
    basis: str


def impose(work: Work, case: Case, cause: BanCause) -> None:
    """From today; nothing for an item that does not touch safety."""
    if not work.process(case).item.touches_safety:
        return
    until = cause.last_day(work.today)
    bans.put(work.tx, case, cause=cause.value, from_on=work.today, until_on=until)
    work.emit(BanImposed(case_id=case.case_id, ban=cause.value, until_on=until.isoformat()))


def require_free(work: Work, case: Case) -> None:
    """Raises Refused, with the last day (to those who may know: the case and the article, too), while its applicant may not apply for this item."""
    if not work.process(case).item.touches_safety:
        return
    row = bans.in_force(work.tx, case.applicant_lookup, case.process_id, work.today)
    if row is not None:
        why = told(row, work.viewer)
        raise Refused(why.template, **why.facts)


def lift_ban(command: LiftBan, work: Work) -> None:
    case = work.case(command.case_id)
    row = bans.of_case(work.tx, case.case_id)
    decides = work.viewer.may(f"{case.lead_department}:approver", case.division_code) or work.viewer.has("supervisor", case.division_code)
    if row is None or not decides:
        raise Missing("没有找到这项限制。")
    if row.lifted_at is not None:
        raise Refused("这项限制已于 {day} 解除。", day=local_day(row.lifted_at).isoformat())
    if row.until_on < work.today:
        raise Refused("这项限制到 {day} 已经期满，不用解除。", day=row.until_on.isoformat())
    reason = said(command.reason, "reason", Sentence("请写明解除的理由：原决定因什么被撤销或者变更，最多 500 字，会告知申请人。"))
    basis = said(command.basis, "basis", Sentence("请写明依据的复议决定书、判决书或者纠正文件的文号，最多 500 字。"))
    bans.put(work.tx, case, lifted_at=work.now, lifted_by_name=work.viewer.name, lifted_reason=reason, lifted_basis=basis)
    work.put(case)  # its version: whoever writes rows of a case takes it
    event = {"ban": row.cause, "until_on": row.until_on.isoformat(), "details": {"reason": reason, "basis": basis}}
    work.emit(BanLifted(case_id=case.case_id, **event))
