"""The journal of a case in words, for the people it belongs to. Facts only: opinions and other details stay sealed here.

Each entry is a sentence template with its facts apart, so that a page can say it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from engine.domain.clock_kind import cause_label
from engine.store.reader import Reader
from engine.store.schema import journal


@dataclass(frozen=True)
class Entry:
    """``sentence`` holds ``{name}`` places for ``facts``; ``kind`` is the event's name."""

    at: datetime
    kind: str
    sentence: str
    facts: Mapping[str, str]
    element_id: str


# What an applicant is told, event by event. An event that is not here concerns the office only.
SENTENCES: Mapping[str, str] = MappingProxyType({
    "CaseStarted": "开始填写，办件编号 {case_no}",
    "PartyConfirmed": "当事人已用短信验证码确认",
    "CaseSubmitted": "已提交申请",
    "CaseAccepted": "已受理，开始计算办理时限",
    "CaseAccepted.deemed": "超过告知期限未告知补正，视为受理，自收到申请之日起计算办理时限",
    "CaseRefused.not_required": "不受理：这件事不需要办理本事项",
    "CaseRefused.not_competent": "不予受理：不属于本机关职权",
    "SupplementRequested": "{department}要求补正 {number_of_defects} 处内容，请在 {due_on} 前提交",
    "SupplementRequested.open": "{department}要求补正 {number_of_defects} 处内容",
    "SupplementSubmitted": "补正已提交",
    "TaskOpened": "{department}开始办理：{step}",
    "TaskCompleted": "{department}办理完成：{step}",
    "TaskCompleted.outcome": "{department}办理完成：{step}，{outcome_label}",
    "TaskOverdue": "{department}办理“{step}”超过了时限",
    "ServiceCalled": "正在向有关部门核验：{step}",
    "ServiceReplied": "核验已返回：{step}（来源：{source}）",
    "ServiceFailed": "对方系统没有应答：{step}，将由工作人员人工核对",
    "LetterIssued": "已出具{letter_name}（{number}）",
    "ClockPaused": "办理时限暂停计算：{cause}",
    "ClockResumed": "办理时限恢复计算：{cause}结束",
    "DecisionMade.grant": "已作出准予决定",
    "DecisionMade.deny": "已作出不予决定，理由和救济途径见文书",
    "NoticePublished": "已公示，公示到 {ends_on}",
    "MessageReceived": "收到与本办件有关的消息",
    "MessageReceived.objection": "公示期间收到异议",
    "LicenceDelivered": "结果已送达",
    "CaseClosed": "已办结",
    "CaseTerminated": "已终止办理：{reason}",
    "CaseWithdrawn": "申请人已撤回申请",
    "CaseRated": "已评价，谢谢您的反馈",
    "QueryCodeReissued": "查询码已重新发放，原查询码失效",
    "CalendarRecomputed": "因工作日历调整，时限已重新计算",
})
_VARIANTS = {
    "CaseAccepted": lambda facts: "deemed" if facts.get("deemed") else "",
    "CaseRefused": lambda facts: facts.get("refusal", ""),
    "SupplementRequested": lambda facts: "" if facts.get("due_on") else "open",
    "TaskCompleted": lambda facts: "outcome" if facts.get("outcome_label") else "",
    "DecisionMade": lambda facts: facts.get("outcome", ""),
    "MessageReceived": lambda facts: facts.get("message", ""),
}


def of_case(reader: Reader, case_id: str) -> tuple[Entry, ...]:
    """Newest first. The caller has checked that the case exists for its viewer."""
    columns = (journal.c.at, journal.c.event, journal.c.element_id, journal.c.facts)
    rows = reader.connection.execute(select(*columns).where(journal.c.case_id == case_id).order_by(journal.c.seq.desc()))
    entries = (_entry(row, reader) for row in rows)
    return tuple(entry for entry in entries if entry is not None)


def _entry(row: Any, reader: Reader) -> Entry | None:
    variant = _VARIANTS.get(row.event, lambda facts: "")(row.facts)
    sentence = SENTENCES.get(f"{row.event}.{variant}") or SENTENCES.get(row.event)
    if sentence is None or _is_own_task(row):
        return None
    return Entry(row.at, row.event, sentence, _facts(row.facts, reader), row.element_id or "")


def _is_own_task(row: Any) -> bool:
    """The applicant's own steps are told by what asked for them and by what came of them."""
    return row.event in ("TaskOpened", "TaskCompleted") and row.facts.get("department") in ("", "applicant")


def _facts(facts: Mapping[str, Any], reader: Reader) -> Mapping[str, str]:
    said = {name: str(value) for name, value in facts.items() if value is not None}
    if "department" in said:
        said["department"] = reader.departments.get(said["department"], said["department"])
    if "cause" in said:
        said["cause"] = cause_label(said["cause"])
    return MappingProxyType(said)
