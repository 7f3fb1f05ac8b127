"""What an applicant, or a member of the public, does with a case already handed in."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from engine.commands import rectify
from engine.commands.apply import code_hash
from engine.commands.letter import issue_standing
from engine.commands.naming import applicant_of
from engine.commands.progress import move_on
from engine.commands.work import Job, Work
from engine.domain.case_number import draw_query_code, normalise_case_number
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.events import CaseRated, CaseWithdrawn, MessageReceived, QueryCodeReissued
from engine.domain.identity import check_mobile, normalise_mobile
from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.runtime import Receive, Stop
from engine.store import cases, office, progress

TRIES, WINDOW = 10, timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class FindCase:
    """Number and code → Found. A wrong number and a wrong code look alike (Missing); too many tries from one place or on one number
    are Refused."""

    secret: ClassVar[bool] = True
    command_id: str
    case_no: str
    query_code: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class SendQueryCode:
    """A lost code: a new one goes to the phone on the form, if number and phone fit. The answer is the same either way."""

    command_id: str
    case_no: str
    mobile: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class ReissueQueryCode:
    """At the window, after looking at the person's papers. Gives the new code; the old one is void."""

    command_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    command_id: str
    case_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Once per case, after the decision. ``level`` 5 very satisfied … 1 very dissatisfied."""

    command_id: str
    case_id: str
    level: int
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Object:
    """An objection to a public notice that is still running, with name and phone."""

    command_id: str
    notice_id: str
    name: str
    mobile: str
    reason: str


@dataclass(frozen=True)
class Found:
    case_id: str


def limited(work: Work, kind: str, subject: str) -> bool:
    return office.failures(work.tx, kind, subject, work.now - WINDOW) >= TRIES


def attempted(work: Work, kind: str, subject: str, succeeded: bool) -> None:
    office.add_attempt(work.tx, work.draw_id(), kind, subject, work.now, succeeded)


def find_case(command: FindCase, work: Work) -> Found | None:
    number = normalise_case_number(command.case_no)[:40]
    subjects = (work.parts.seal.lookup(command.origin), number)
    if any(limited(work, "find_case", subject) for subject in subjects):
        raise Refused("查询次数过多，请 15 分钟后再试，或到窗口查询。")
    case = cases.by_number(work.tx, number)
    fits = case is not None and hmac.compare_digest(case.query_code_hash, code_hash(work, case.case_id, command.query_code))
    for subject in subjects:
        attempted(work, "find_case", subject, fits)
    if not fits or case is None:
        work.fail_after_commit(Missing("没有找到这个办件，请核对办件编号和查询码。"))
        return None
    return Found(case.case_id)


def send_query_code(command: SendQueryCode, work: Work) -> None:
    number = normalise_case_number(command.case_no)[:40]
    subjects = (work.parts.seal.lookup(command.origin), number)
    if any(limited(work, "send_code", subject) for subject in subjects):
        raise Refused("操作次数过多，请 15 分钟后再试，或到窗口办理。")
    for subject in subjects:
        attempted(work, "send_code", subject, False)
    found = cases.by_number(work.tx, number)
    if found is None:
        return
    case = work.case(found.case_id)
    mobile = str(applicant_of(work, case).get("mobile") or "")
    if not mobile or not hmac.compare_digest(mobile, normalise_mobile(command.mobile)):
        return
    code = _new_code(work, case.case_id, "phone")
    text = f"您的办件 {case.case_no} 的新查询码是 {code}，原查询码已失效。"
    work.enqueue(
        Job(
            key=f"code:{command.command_id}",
            kind="send_message",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={"mobile": mobile, "text": text},
        )
    )


def reissue_query_code(command: ReissueQueryCode, work: Work) -> str:
    case = work.case(command.case_id)
    if not work.viewer.has("window", case.division_code):
        raise Missing("没有找到这个办件。")
    return _new_code(work, case.case_id, "window")


def _new_code(work: Work, case_id: str, how: str) -> str:
    code = draw_query_code(work.parts.draw)
    work.put(work.case(case_id).with_query_code(code_hash(work, case_id, code)))
    work.emit(QueryCodeReissued(case_id=case_id, how=how))
    return code


def withdraw(command: Withdraw, work: Work) -> None:
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    if not command.reason.strip():
        raise Invalid("请写明撤回的原因。", {"reason": Sentence("请写明撤回的原因。")})
    started = case.status != CaseStatus.DRAFT
    case = work.put(case.withdraw(command.reason.strip()[:500], work.now))
    work.emit(CaseWithdrawn(case_id=case.case_id, details={"reason": command.reason.strip()[:500]}))
    if started:
        issue_standing(work, case, "withdrawal")
        move_on(work, case.case_id, Stop())


def rate(command: Rate, work: Work) -> None:
    case = work.case(command.case_id)
    work.viewer.require_case(case.case_id, case.division_code)
    if not 1 <= command.level <= 5:
        raise Invalid("请选择满意程度。", {"level": Sentence("请选择满意程度。")})
    comment = command.comment.strip()[:500]
    work.put(case.rate(command.level, comment))
    work.emit(CaseRated(case_id=case.case_id, level=command.level, details={"comment": comment}))
    rectify.open_for(work, case, command.level)


def object_to(command: Object, work: Work) -> None:
    notice = progress.find_notice(work.tx, command.notice_id)
    if notice is None:
        raise Missing("没有找到这个公示。")
    problems = {name: Sentence("请填写这一项。") for name in ("name", "reason") if not getattr(command, name).strip()}
    wrong = check_mobile(command.mobile)
    problems |= {"mobile": wrong} if wrong else {}
    if problems:
        raise Invalid("请把异议人和理由填写完整。", problems)
    if notice.ends_on < work.today or not notice.message:
        raise Refused("公示期已经结束，不能再提出异议。")
    payload = {"name": command.name.strip()[:100], "phone": normalise_mobile(command.mobile), "reason": command.reason.strip()[:1000]}
    receive(work, notice.case_id, notice.message, payload)


def receive(work: Work, case_id: str, message: str, payload: dict[str, object]) -> None:
    """Hand a message to a case that waits for it. Raises Refused when it does not."""
    case = work.case(case_id)
    if not progress.waits_for(work.tx, case_id, message):
        raise Refused("办件 {case_no} 现在不接收这类消息。", case_no=case.case_no)
    work.emit(MessageReceived(case_id=case_id, message=message, details={"payload": payload}))
    move_on(work, case_id, Receive(message, payload))
