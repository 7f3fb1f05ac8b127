"""What a journal entry says to a person at a desk. An entry nobody there needs (a step's own clock) has no sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.domain.calendar import SHANGHAI
from engine.domain.clock_kind import ClockKind, cause_label
from engine.domain.licence import CAUSES, LicenceStatus
from engine.domain.sentence import Sentence

Facts = Mapping[str, Any]

MATERIAL_STATES = {
    "missing": Sentence("未交"),
    "handed_in": Sentence("已交，待核对"),
    "accepted": Sentence("合格"),
    "defective": Sentence("不合格"),
    "deferred": Sentence("容缺后补"),
    "committed": Sentence("告知承诺"),
}

SIGNER_MODES = {"before": Sentence("前加签"), "after": Sentence("后加签"), "parallel": Sentence("并加签")}

# Who acts without a name of his own.
ACTORS = {"申请人": Sentence("申请人"), "系统": Sentence("系统")}

_PLAIN: dict[str, Sentence] = {
    "CaseStarted": Sentence("开始填写，办件编号 {case_no}"),
    "CaseSubmitted": Sentence("提交申请"),
    "SecondNoticeRefused": Sentence("“{step}”想再次要求补正此前应当一次告知的内容，系统没有允许"),
    "SupplementRequested": Sentence("{department}要求补正，共 {number_of_defects} 项"),
    "SupplementSubmitted": Sentence("提交补正"),
    "StageBegun": Sentence("进入“{stage}”"),
    "TaskOpened": Sentence("“{step}”转到{department}"),
    "TaskClaimed": Sentence("认领“{step}”"),
    "TaskReleased": Sentence("放回“{step}”"),
    "TaskDelegated": Sentence("请{to_name}就“{step}”提意见"),
    "DelegationAnswered": Sentence("就“{step}”提出意见，交回{to_name}"),
    "DelegationRecalled": Sentence("收回委派给{to_name}的“{step}”"),
    "TaskTransferred": Sentence("“{step}”转给{to_name}办理"),
    "ColleagueAsked": Sentence("就“{step}”询问{to_name}"),
    "ColleagueAnswered": Sentence("就“{step}”答复{to_name}"),
    "CaseCopied": Sentence("抄送{to_name}"),
    "TaskReminded": Sentence("催办“{step}”，第 {times} 次"),
    "CaseEscalated": Sentence("督办“{step}”（{number}），责任人{to_name}，{due_on} 前反馈"),
    "EscalationAnswered": Sentence("反馈督办单 {number}"),
    "EscalationPassed": Sentence("督办单 {number} 的责任人改为{to_name}"),
    "EscalationClosed": Sentence("督办单 {number} 办结"),
    "TaskCompleted": Sentence("“{step}”办完：{outcome_label}"),
    "TaskSigned": Sentence("“{step}”第 {number} 名工作人员已签署，等另一名签署"),
    "PartDone": Sentence("{department}的部分办完"),
    "TaskCancelled": Sentence("“{step}”不再需要办理"),
    "TaskTakenBack": Sentence("拿回“{step}”，重新办理"),
    "CaseJumped": Sentence("由“{left}”跳转到“{to_step}”"),
    "CaseSuspended": Sentence("挂起办件，暂不办理"),
    "CaseWoken": Sentence("唤醒办件，继续办理"),
    "MaterialsDeferred": Sentence("容缺受理：{materials}，{due_on} 前补交"),
    "TaskOverdue": Sentence("“{step}”超期"),
    "PersonalDetailsErased": Sentence("个人信息已按规定删除：{reason}"),
    "ServiceCalled": Sentence("发出查询：{step}"),
    "ServiceReplied": Sentence("“{step}”已有结果（{source}）"),
    "ServiceFailed": Sentence("“{step}”没有得到结果：{failure}"),
    "DecisionEvaluated": Sentence("按规则表判断：{step}"),
    "TimerFired": Sentence("到期：{step}"),
    "LetterIssued": Sentence("出具{letter_name}（{number}）"),
    "ClockResumed": Sentence("{cause}结束，继续计时"),
    "ClockPaused": Sentence("{cause}，暂停计时"),
    "LicenceDelivered": Sentence("送达办理结果"),
    "SignerAdded": Sentence("“{step}”加签：{signer}（{mode}）"),
    "SignerRemoved": Sentence("“{step}”减签：{signer}"),
    "TaskRedirected": Sentence("“{step}”改由{department}办理：原岗位没有可以办理的人"),
    "PostFoundEmpty": Sentence("“{step}”等{department}任命人员：岗位上没有可以办理的人"),
    "NextChosen": Sentence("指定由{officer}办理“{step}”"),
    "ConsultationBegun": Sentence("部门意见不一致，开始会商：{step}"),
    "CaseClosed": Sentence("办结"),
    "CaseTerminated": Sentence("终止办理：{reason}"),
    "CaseWithdrawn": Sentence("申请人撤回申请"),
    "CaseRated": Sentence("申请人评价：{level} 分（满分 5 分）"),
    "PartyCodeSent": Sentence("向当事人发送确认码"),
    "PartyConfirmed": Sentence("当事人已确认"),
    "FileAttached": Sentence("上传材料"),
    "MaterialReused": Sentence("沿用办件 {from_case} 交过的“{material_name}”"),
    "FileRemoved": Sentence("移除一份材料文件"),
    "NoticePublished": Sentence("发布公示，至 {ends_on}"),
    "IncidentOpened": Sentence("流程停住了：{reason}"),
    "IncidentResolved": Sentence("故障已排除，继续办理"),
    "QueryCodeReissued": Sentence("重发查询码"),
    "ClockExtended": Sentence("延长办理期限 {days} 个工作日，法定时限由 {was_due_at} 延至 {due_at}（{number}）"),
    "HearingOffered": Sentence("告知听证权利，可在 {until_at} 前申请"),
    "HearingScheduled": Sentence("听证定在 {held_at}"),
    "ClockOverdue": Sentence("{kind}已经超过：应在 {due_at} 前"),
    "FraudFound": Sentence("查明准予决定以欺骗、贿赂等不正当手段取得：{material_name}"),
    "RevocationAnnounced": Sentence("告知申请人拟撤销准予决定（{number}）：可在 {until_at} 前陈述申辩"),
    "DecisionKept": Sentence("采纳申请人的陈述申辩，准予决定不撤销（{material_name}）"),
    "TurnedOrdinary": Sentence("不能当场决定，按一般程序办理，最晚 {due_at} 作出决定"),
    "BanImposed": Sentence("申请人不得再次申请本事项，到 {until_on} 为止"),
    "BanLifted": Sentence("解除不得再次申请的限制（原到 {until_on} 为止）"),
    "CreditRepaired": Sentence("信用修复（{number}）：“{material_name}”的不实情况不再影响申请人"),
    "LicenceRecorded": Sentence("登记{licence_name}（{number}），有效期自 {from_on} 至 {until_on}"),
    "LicenceRestored": Sentence("{licence_name}（{number}）恢复有效：接续它的许可证被撤销"),
    "LicenceEnding": Sentence("提醒持证人：{licence_name}（{number}）有效期到 {until_on}，延续最晚 {file_by_on} 提出"),
    "DeferralPromised": Sentence("申请人承诺容缺后补“{material_name}”"),
    "DeferralTakenBack": Sentence("申请人收回容缺后补“{material_name}”的承诺"),
    "OwedReminded": Sentence("提醒申请人在 {due_on} 前补交：{materials}"),
    "CommitmentMade": Sentence("申请人以告知承诺代替“{material_name}”"),
    "CommitmentTakenBack": Sentence("申请人收回“{material_name}”的告知承诺"),
    "RectificationOpened": Sentence("差评整改：由{department}在 {due_at} 前整改"),
    "ApplicantCalledBack": Sentence("{department}已回访申请人"),
    "RectificationSettled": Sentence("{department}整改完成，结果已告知申请人"),
    "CaseArchived": Sentence("归档"),
    "CalendarRecomputed": Sentence("放假安排变更，{kind}由 {was_due_at} 改为 {due_at}"),
}


def _accepted(facts: Facts) -> Sentence:
    return Sentence("逾期未一次性告知，视为受理") if facts.get("deemed") else Sentence("受理")


def _refused(facts: Facts) -> Sentence:
    if facts.get("refusal") == "false_papers":
        return Sentence("不予受理，给予警告：隐瞒有关情况或者提供虚假材料（行政许可法第七十八条）")
    return Sentence("不受理：依法不需要取得许可") if facts.get("refusal") == "not_required" else Sentence("不予受理：不属于本机关职权范围")


def _decided(facts: Facts) -> Sentence:
    if facts.get("denial"):
        return Sentence("作出不予决定，给予警告：隐瞒有关情况或者提供虚假材料（行政许可法第七十八条）")
    return Sentence("作出准予决定") if facts.get("outcome") == "grant" else Sentence("作出不予决定")


def _paused(facts: Facts) -> Sentence:
    return Sentence("{cause}，暂停计时（{number}）") if facts.get("number") else _PLAIN["ClockPaused"]


def _message(facts: Facts) -> Sentence:
    return Sentence("收到异议") if facts.get("message") == "objection" else Sentence("收到消息：{message}")


def _clock(facts: Facts) -> str:
    # a step's own limit stands beside the step; here it would only hide what matters
    return "" if str(facts.get("subject", "")).startswith("task:") else Sentence("{kind}开始计算")


def _checked(_facts: Facts) -> Sentence:
    return Sentence("核对“{material_name}”：{state}")


def _returned(facts: Facts) -> Sentence:
    if facts.get("after") == "resume":
        return Sentence("“{step}”退回到“{to_step}”，办完直接回到“{step}”")
    return Sentence("“{step}”退回到“{to_step}”，之后的环节重新办理")


def _heard(facts: Facts) -> Sentence:
    return Sentence("为“{step}”提出意见：{outcome_label}") if facts.get("outcome_label") else Sentence("为“{step}”提出意见")


def _by_rule(facts: Facts) -> Sentence:
    if facts.get("rule") == "dedupe":
        return Sentence("“{step}”自动通过：{officer}在前面的环节已经同意")
    return Sentence("“{step}”自动通过：岗位上没有人，按规则定为“{outcome_label}”")


def _commitment(facts: Facts) -> Sentence:
    held = facts.get("outcome") == "true"
    return Sentence("“{material_name}”的告知承诺经核查属实") if held else Sentence("“{material_name}”的告知承诺经核查不属实")


def _revoked(facts: Facts) -> Sentence:
    if facts.get("ground"):
        return Sentence("撤销准予决定（{number}）：以欺骗、贿赂等不正当手段取得（{material_name}）")
    return Sentence("撤销准予决定（{number}）：“{material_name}”的承诺不属实")


def _recorded(facts: Facts) -> Sentence:
    return _PLAIN["LicenceRecorded"] if facts.get("until_on") else Sentence("登记{licence_name}（{number}），长期有效")


def _replaced(facts: Facts) -> Sentence:
    renewed = facts.get("status") == LicenceStatus.RENEWED
    return Sentence("{licence_name}（{number}）延续为 {by}") if renewed else Sentence("{licence_name}（{number}）变更为 {by}")


def _ended(facts: Facts) -> Sentence:
    if facts.get("status") == LicenceStatus.REVOKED:
        return Sentence("{licence_name}（{number}）随准予决定撤销（{letter}）")
    return Sentence("注销{licence_name}（{number}）：{grounds}（{letter}）") if facts.get("letter") else Sentence("注销{licence_name}（{number}）：{grounds}")


def _filed(facts: Facts) -> Sentence:
    if facts.get("in_time"):
        return Sentence("申请延续许可证 {number}：在期限内提出，作出决定以前原证有效")
    return Sentence("申请延续或者变更许可证 {number}")


def _defended(facts: Facts) -> Sentence:
    return Sentence("申请人陈述申辩，要求当面听取意见") if facts.get("in_person") else Sentence("申请人陈述申辩")


def _consulted(facts: Facts) -> Sentence:
    return Sentence("会商到期，按规则定为“{outcome_label}”") if facts.get("by_rule") else Sentence("会商有了结论：{outcome_label}")


def _done(facts: Facts) -> str:
    if facts.get("silence"):
        return Sentence("“{step}”逾期没有答复，视为{outcome_label}（{silence}）")
    return _PLAIN["TaskCompleted"] if facts.get("outcome_label") else Sentence("“{step}”办完")


_BY_FACTS: dict[str, Callable[[Facts], str]] = {
    "CaseAccepted": _accepted,
    "CaseRefused": _refused,
    "DecisionMade": _decided,
    "MessageReceived": _message,
    "ClockStarted": _clock,
    "MaterialChecked": _checked,
    "ClockPaused": _paused,
    "TaskCompleted": _done,
    "TaskReturned": _returned,
    "OpinionGiven": _heard,
    "TaskPassedByRule": _by_rule,
    "ConsultationEnded": _consulted,
    "CommitmentChecked": _commitment,
    "DecisionRevoked": _revoked,
    "DefenceStated": _defended,
    "LicenceRecorded": _recorded,
    "LicenceReplaced": _replaced,
    "LicenceEnded": _ended,
    "RenewalFiled": _filed,
}


def _moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def said_of(row: Any, process: Any, departments: Mapping[str, str]) -> Sentence | None:
    """A row of the journal in words. Where its facts name no step, the diagram does."""
    step = process.definition.steps.get(row.element_id)
    return said(row.event, {"step": step.name if step else "", **row.facts}, departments)


def said(event: str, facts: Facts, departments: Mapping[str, str]) -> Sentence | None:
    """The entry in words, or None for one that is not shown."""
    chosen = _BY_FACTS[event](facts) if event in _BY_FACTS else _PLAIN.get(event)
    return Sentence(chosen, **_in_words(facts, departments)) if chosen else None


def _in_words(facts: Facts, departments: Mapping[str, str]) -> dict[str, Any]:
    words = {name: "" if value is None else value for name, value in facts.items()}
    if "department" in words:
        named = words["department"]
        words["department"] = Sentence("申请人") if named in ("", "applicant") else departments.get(named, named)
    if "cause" in words:
        words["cause"] = cause_label(words["cause"])
    if words.get("grounds"):
        words["grounds"] = CAUSES[words["grounds"]].label
    if words.get("kind") in set(ClockKind):
        words["kind"] = ClockKind(words["kind"]).label
    for name in ("was_due_at", "due_at", "until_at", "held_at"):
        if words.get(name):
            words[name] = _moment(words[name])
    if words.get("mode") in SIGNER_MODES:
        words["mode"] = SIGNER_MODES[words["mode"]]
    if "state" in words:
        words["state"] = MATERIAL_STATES.get(words["state"], words["state"])
    return words
