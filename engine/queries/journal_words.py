"""What a journal entry says to a person at a desk: a Chinese sentence with ``{name}`` places, and the facts that fill them.

The sentence is a message id, as in ``engine.domain.errors``. An entry nobody at a desk needs (a step's own clock) has no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.domain.clock_kind import ClockKind, cause_label

Facts = Mapping[str, Any]

MATERIAL_STATES = {"missing": "未交", "handed_in": "已交，待核对", "accepted": "合格", "defective": "不合格", "deferred": "容缺后补"}

_PLAIN: dict[str, str] = {
    "CaseStarted": "开始填写，办件编号 {case_no}",
    "CaseSubmitted": "提交申请",
    "SupplementRequested": "{department}要求补正，共 {number_of_defects} 项",
    "SupplementSubmitted": "提交补正",
    "StageBegun": "进入“{stage}”",
    "TaskOpened": "“{step}”转到{department}",
    "TaskClaimed": "认领“{step}”",
    "TaskReleased": "放回“{step}”",
    "TaskCompleted": "“{step}”办完：{outcome_label}",
    "TaskCancelled": "“{step}”不再需要办理",
    "TaskOverdue": "“{step}”超期",
    "ServiceCalled": "发出查询：{step}",
    "ServiceReplied": "“{step}”已有结果（{source}）",
    "ServiceFailed": "“{step}”没有得到结果：{failure}",
    "DecisionEvaluated": "按规则表判断：{step}",
    "TimerFired": "到期：{step}",
    "LetterIssued": "出具{letter_name}（{number}）",
    "ClockResumed": "{cause}结束，继续计时",
    "ClockPaused": "{cause}，暂停计时",
    "LicenceDelivered": "送达办理结果",
    "CaseClosed": "办结",
    "CaseTerminated": "终止办理：{reason}",
    "CaseWithdrawn": "申请人撤回申请",
    "CaseRated": "申请人评价：{level} 分（满分 5 分）",
    "PartyCodeSent": "向当事人发送确认码",
    "PartyConfirmed": "当事人已确认",
    "FileAttached": "上传材料",
    "FileRemoved": "移除一份材料文件",
    "NoticePublished": "发布公示，至 {ends_on}",
    "IncidentOpened": "流程停住了：{reason}",
    "IncidentResolved": "故障已排除，继续办理",
    "QueryCodeReissued": "重发查询码",
    "CalendarRecomputed": "放假安排变更，重新计算期限",
}


def _accepted(facts: Facts) -> str:
    return "逾期未一次性告知，视为受理" if facts.get("deemed") else "受理"


def _refused(facts: Facts) -> str:
    return "不受理：依法不需要取得许可" if facts.get("refusal") == "not_required" else "不予受理：不属于本机关职权范围"


def _decided(facts: Facts) -> str:
    return "作出准予决定" if facts.get("outcome") == "grant" else "作出不予决定"


def _message(facts: Facts) -> str:
    return "收到异议" if facts.get("message") == "objection" else "收到消息：{message}"


def _clock(facts: Facts) -> str:
    # a step's own limit stands beside the step; here it would only hide what matters
    return "" if str(facts.get("subject", "")).startswith("task:") else "{kind}开始计算"


def _checked(_facts: Facts) -> str:
    return "核对“{material_name}”：{state}"


def _done(facts: Facts) -> str:
    return _PLAIN["TaskCompleted"] if facts.get("outcome_label") else "“{step}”办完"


_BY_FACTS: dict[str, Callable[[Facts], str]] = {
    "CaseAccepted": _accepted,
    "CaseRefused": _refused,
    "DecisionMade": _decided,
    "MessageReceived": _message,
    "ClockStarted": _clock,
    "MaterialChecked": _checked,
    "TaskCompleted": _done,
}


def said(event: str, facts: Facts, departments: Mapping[str, str]) -> tuple[str, dict[str, Any]] | None:
    """(sentence, facts in words), or None for an entry that is not shown."""
    sentence = _BY_FACTS[event](facts) if event in _BY_FACTS else _PLAIN.get(event, event)
    return (sentence, _in_words(facts, departments)) if sentence else None


def _in_words(facts: Facts, departments: Mapping[str, str]) -> dict[str, Any]:
    words = {name: "" if value is None else value for name, value in facts.items()}
    if "department" in words:
        named = words["department"]
        words["department"] = "申请人" if named in ("", "applicant") else departments.get(named, named)
    if "cause" in words:
        words["cause"] = cause_label(words["cause"])
    if words.get("kind") in set(ClockKind):
        words["kind"] = ClockKind(words["kind"]).label
    if "state" in words:
        words["state"] = MATERIAL_STATES.get(words["state"], words["state"])
    return words


def sentences() -> frozenset[str]:
    """Every sentence that can come, for the translators and the test that none is missing."""
    chosen = {
        _refused({"refusal": "not_required"}),
        _refused({}),
        _accepted({"deemed": True}),
        _accepted({}),
        _decided({"outcome": "grant"}),
        _decided({}),
        _message({"message": "objection"}),
        _message({}),
        _clock({}),
        _checked({}),
        _done({}),
    }
    return frozenset(_PLAIN.values()) | chosen
