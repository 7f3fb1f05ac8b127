"""What follows a false promise, or fraud (国办发〔2020〕42号; 行政许可法 art. 69, 79): whoever it was is told what is intended and heard (art. 7), then the
decision that rested on it is revoked in writing, or stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands import ban, licence_record, moot
from engine.commands.context import local_day
from engine.commands.due_text import MOST as MOST_REASON
from engine.commands.due_text import said
from engine.commands.letter import issue, issue_standing
from engine.commands.work import Work
from engine.domain.ban import BanCause
from engine.domain.case import Case
from engine.domain.commitment_events import DecisionKept, DecisionRevoked, DefenceStated, RevocationAnnounced
from engine.domain.duration import Duration
from engine.domain.errors import Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import commitments, letters

LETTER, NOTICE = "revocation", "revocation_notice"
MOST_DEFENCE = 2000
HEARD_IN = Duration.parse("P5D")
"""Working days that the applicant has to state his case, as long as for asking for a hearing (art. 47)."""


@dataclass(frozen=True, kw_only=True)
class AnnounceRevocation:
    """Telling the applicant, in writing, that the decision is to be revoked and why, and that he may state his case. By the approver of the lead department.

    Raises Missing to everybody else, Refused where there is no false promise or it was told already, Invalid without a reason.
    """

    command_id: str
    case_id: str
    material_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StateDefence:
    """陈述申辩, by the applicant, once and within the time he was given; ``in_person``: he wants to be heard by word of mouth as well."""

    command_id: str
    case_id: str
    material_id: str
    defence: str
    in_person: bool = False


@dataclass(frozen=True, kw_only=True)
class RevokeDecision:
    """The decision to grant, because this promise was found false. By the approver of the lead department; gives the number of the letter.

    ``answer``: what is thought of what the applicant stated; ``minutes``: what he said when he was heard, if he asked for it.
    Raises Missing to everybody else, Refused before he was told and had his time or his say, Invalid without a reason, answer or minutes that are due.
    """

    command_id: str
    case_id: str
    material_id: str
    reason: str
    answer: str = ""
    minutes: str = ""


@dataclass(frozen=True, kw_only=True)
class KeepDecision:
    """What the applicant stated is right: the promise counts as true, the decision stands. By whoever may revoke it."""

    command_id: str
    case_id: str
    material_id: str
    reason: str


def announce_revocation(command: AnnounceRevocation, work: Work) -> str:
    case, row = false_promise(work, command.case_id, command.material_id)
    if row.announced_at is not None:
        raise Refused("已经告知申请人拟撤销的决定，他可以在 {day} 前陈述申辩。", day=local_day(row.defence_until).isoformat())
    reason = said(command.reason, "reason", Sentence("请写明拟撤销的理由，会告知申请人，最多 {most} 字。", most=MOST_REASON))
    until = work.calendar.add(work.now, HEARD_IN, "working")
    words = {"revocation": {**_about(work, case, row), "reason": reason, "until": local_day(until)}}
    number = issue_standing(work, case, NOTICE, words)
    put(work, case, row, announced_at=work.now, announced_reason=reason, defence_until=until)
    work.emit(RevocationAnnounced(case_id=case.case_id, **named(row), number=number, until_at=until.isoformat(), details={"reason": reason}))
    return number


def state_defence(command: StateDefence, work: Work) -> None:
    case = work.case(command.case_id)
    row = commitments.find(work.tx, case.case_id, command.material_id)
    if row is None or row.announced_at is None or case.case_id not in work.viewer.case_ids:
        raise Missing("没有找到这项告知。")
    if row.revoked_at is not None or row.outcome != commitments.FALSE:
        raise Refused("这件事已经有了结论，不能再陈述申辩。")
    if row.defended_at is not None:
        raise Refused("您已经陈述申辩过了，正在由牵头部门研究。")
    if work.now > row.defence_until:
        raise Refused("陈述申辩的期限已过。不服最后的决定，可以申请行政复议或者提起行政诉讼。")
    defence = said(command.defence, "defence", Sentence("请写明您的意见，最多 {most} 字。", most=MOST_DEFENCE), MOST_DEFENCE)
    put(work, case, row, defended_at=work.now, defence_sealed=work.parts.seal.close(defence), in_person=command.in_person)
    told = {"department": case.lead_department, "in_person": command.in_person, "details": {"defence": defence}}
    work.emit(DefenceStated(case_id=case.case_id, **named(row), **told))


def revoke_decision(command: RevokeDecision, work: Work) -> str:
    case, row = false_promise(work, command.case_id, command.material_id)
    _was_heard(work, row)
    if LETTER not in work.process(case).letters:
        raise Refused("这个办件的事项版本没有撤销决定书，不能撤销：申请人必须收到书面决定。请流程设计人员补上。")
    words = {"revocation": _conclusion(command, work, case, row)}
    ban.impose(work, case, BanCause.FRAUD)
    number = issue(work, case, LETTER, words, "")
    put(work, case, row, revoked_at=work.now, revocation=number)
    words = {"reason": command.reason.strip(), "answer": command.answer.strip(), "minutes": command.minutes.strip()}
    work.emit(DecisionRevoked(case_id=case.case_id, **named(row), number=number, details={name: text for name, text in words.items() if text}))
    for licence_id in licence_record.fall(work, case, number):
        moot.call_off(work, licence_id)
    moot.hand_nothing_out(work, case)
    return number


def keep_decision(command: KeepDecision, work: Work) -> None:
    case, row = false_promise(work, command.case_id, command.material_id)
    if row.defended_at is None:
        raise Refused("申请人还没有陈述申辩。核查结论有误的，也要先听取他的意见。")
    reason = said(command.reason, "kept", Sentence("请写明为什么采纳申请人的意见，会告知申请人，最多 {most} 字。", most=MOST_REASON))
    put(work, case, row, outcome=commitments.TRUE, finding=reason)
    work.emit(DecisionKept(case_id=case.case_id, **named(row), details={"reason": reason}))


def false_promise(work: Work, case_id: str, material_id: str) -> tuple[Case, Any]:
    """The case and its promise found false, on which a decision to grant rests that is in force; for the approver of the lead department alone."""
    case, row = promise_of(work, case_id, material_id)
    if row.outcome != commitments.FALSE or case.decision != "grant":
        raise Refused("“{name}”没有核查为不属实，不能据此撤销决定。", name=row.name)
    if any(one.revoked_at for one in commitments.of_case(work.tx, case.case_id)):
        raise Refused("办件 {case_no} 的准予决定已经撤销。", case_no=case.case_no)
    return case, row


def promise_of(work: Work, case_id: str, material_id: str) -> tuple[Case, Any]:
    """The case and the promise; Missing to everybody but the approver of the lead department."""
    case = work.case(case_id)
    row = commitments.find(work.tx, case.case_id, material_id)
    if row is None or not work.viewer.may(f"{case.lead_department}:approver", case.division_code):
        raise Missing("没有找到这项承诺。")
    return case, row


def _was_heard(work: Work, row: Any) -> None:
    if row.announced_at is None:
        raise Refused("撤销以前要先告知申请人理由，听取他的陈述申辩（行政许可法第七条）。请先发拟撤销告知书。")
    if row.defended_at is None and work.now <= row.defence_until:
        day = local_day(row.defence_until).isoformat()
        raise Refused("申请人可以在 {day} 前陈述申辩，期限内他还没有提出，现在不能撤销。", day=day)


def _conclusion(command: RevokeDecision, work: Work, case: Case, row: Any) -> dict[str, Any]:
    """What the letter says; each text that is due is asked for."""
    reason = said(command.reason, "reason", Sentence("请写明撤销的理由，最多 {most} 字，会原样写进撤销决定书。", most=MOST_REASON))
    answer = minutes = ""
    if row.defended_at is not None:
        answer = said(command.answer, "answer", Sentence("请写明对申请人陈述申辩的意见：采纳没有、为什么，会写进撤销决定书。"))
    if row.in_person:
        wanted = Sentence("申请人要求当面听取意见，请先约他，再写明听取的时间、地点和他说的内容。")
        minutes = said(command.minutes, "minutes", wanted, MOST_DEFENCE)
    defence = work.parts.seal.open(row.defence_sealed) if row.defence_sealed is not None else ""
    return {**_about(work, case, row), "reason": reason, "defence": defence, "answer": answer, "minutes": minutes}


def _about(work: Work, case: Case, row: Any) -> dict[str, Any]:
    granted = [one for one in letters.of_case(work.tx, case.case_id) if one.kind == "decision"]
    return {"decision": granted[-1].number if granted else "", "material": row.name, "finding": row.finding or "", "ground": row.ground or "promise"}


def put(work: Work, case: Case, row: Any, **values: Any) -> None:
    commitments.put(work.tx, case, row.material_id, **values)
    work.put(case)  # its version: whoever writes rows of a case takes it


def named(row: Any) -> dict[str, str]:
    return {"material_id": row.material_id, "material_name": row.name, "ground": row.ground or ""}
