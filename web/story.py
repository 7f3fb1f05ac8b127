"""The journal of a case in words an applicant understands, and the domain's own words, marked for translation."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.filters import day, instant

SENTENCES = {
    "CaseStarted": _l("开始填写，办件编号 {case_no}"),
    "MaterialReused": _l("沿用了办件 {from_case} 交过的“{material_name}”"),
    "PartyConfirmed": _l("当事人已用短信验证码确认"),
    "CaseSubmitted": _l("已提交申请"),
    "CaseAccepted": _l("已受理，开始计算办理时限"),
    "CaseAccepted.deemed": _l("超过期限没有告知补正，视为受理，从收到申请之日起计算办理时限"),
    "CaseRefused.not_required": _l("不受理：这件事不需要办理本事项"),
    "CaseRefused.not_competent": _l("不予受理：不属于本机关职权"),
    "CaseRefused.false_papers": _l("不予受理，给予警告：隐瞒有关情况或者提供虚假材料"),
    "SupplementRequested": _l("{department}要求补正 {number_of_defects} 处内容，请在 {due_on} 前提交"),
    "SupplementRequested.open": _l("{department}要求补正 {number_of_defects} 处内容"),
    "SupplementSubmitted": _l("补正已提交"),
    "TaskOpened": _l("{department}开始办理：{step}"),
    "TaskCompleted": _l("{department}办理完成：{step}"),
    "TaskCompleted.outcome": _l("{department}办理完成：{step}，{outcome_label}"),
    "TaskCompleted.silence": _l("{department}逾期没有答复“{step}”，依据{silence}，视为{outcome_label}"),
    "HearingOffered": _l("已告知您有申请听证的权利，请在 {until_at} 前提出"),
    "HearingScheduled": _l("听证定在 {held_at}，时间不计入办理期限"),
    "ClockOverdue": _l("{kind}已经超过，应在 {due_at} 前"),
    "TaskOverdue": _l("{department}办理“{step}”超过了时限"),
    "ServiceCalled": _l("正在向有关部门核验：{step}"),
    "ServiceReplied": _l("核验已返回：{step}（来源：{source}）"),
    "ServiceFailed": _l("对方系统没有应答：{step}，将由工作人员人工核对"),
    "LetterIssued": _l("已出具{letter_name}（{number}）"),
    "ClockPaused": _l("办理时限暂停计算：{cause}"),
    "ClockPaused.told": _l("办理时限暂停计算：{cause}，告知书 {number}"),
    "ClockExtended": _l("办理期限经批准延长 {days} 个工作日，最晚 {due_at} 作出决定，理由见延期通知书（{number}）"),
    "ClockResumed": _l("办理时限恢复计算：{cause}结束"),
    "CaseSuspended": _l("办件暂停办理"),
    "CaseWoken": _l("办件恢复办理"),
    "DecisionMade.grant": _l("已作出准予决定"),
    "DecisionMade.deny": _l("已作出不予决定，理由和救济途径见文书"),
    "DecisionMade.false_papers": _l("已作出不予决定并给予警告，理由和救济途径见文书"),
    "NoticePublished": _l("已公示，公示到 {ends_on}"),
    "MessageReceived.objection": _l("公示期间收到异议"),
    "LicenceDelivered": _l("结果已送达"),
    "CaseClosed": _l("已办结"),
    "CaseTerminated": _l("已终止办理：{reason}"),
    "CaseWithdrawn": _l("申请人已撤回申请"),
    "CaseRated": _l("已评价，谢谢您的反馈"),
    "QueryCodeReissued": _l("查询码已重新发放，原查询码失效"),
    "DecisionRevoked": _l("准予决定被撤销（{number}）：“{material_name}”的承诺不属实"),
    "DecisionRevoked.fraud": _l("准予决定被撤销（{number}）：以欺骗、贿赂等不正当手段取得（{material_name}）"),
    "FraudFound": _l("查明准予决定以不正当手段取得：{material_name}"),
    "RevocationAnnounced": _l("告知您拟撤销准予决定，可以在 {until_at} 前陈述申辩"),
    "DefenceStated": _l("您已陈述申辩"),
    "DecisionKept": _l("您的陈述申辩已被采纳，准予决定继续有效"),
    "CreditRepaired": _l("信用已修复：“{material_name}”的不实情况不再影响您"),
    "TurnedOrdinary": _l("不能当场决定，按一般程序办理，最晚 {due_at} 作出决定"),
    "BanImposed": _l("到 {until_on} 为止，您不能再次申请本事项"),
    "BanLifted": _l("限制已解除，您可以再次申请本事项"),
    "LicenceRecorded": _l("{licence_name}（{number}）已登记，有效期自 {from_on} 至 {until_on}"),
    "LicenceRecorded.open": _l("{licence_name}（{number}）已登记，长期有效"),
    "LicenceEnding": _l("提醒您：{licence_name}（{number}）有效期到 {until_on}，延续最晚 {file_by_on} 提出"),
    "LicenceReplaced.renewed": _l("{licence_name}（{number}）已延续，新证编号 {by}"),
    "LicenceReplaced.changed": _l("{licence_name}（{number}）已变更，新证编号 {by}"),
    "LicenceRestored": _l("{licence_name}（{number}）恢复有效"),
    "LicenceEnded.expired": _l("{licence_name}（{number}）有效期届满，没有延续，已依法注销"),
    "LicenceEnded.revoked": _l("{licence_name}（{number}）随准予决定被撤销"),
    "LicenceEnded.deregistered": _l("{licence_name}（{number}）已注销：{grounds}"),
    "RenewalFiled": _l("您申请延续或者变更许可证 {number}"),
    "RenewalFiled.in_time": _l("您在期限内申请延续许可证 {number}，作出决定以前原证有效"),
    "DeferralPromised": _l("您承诺后补“{material_name}”"),
    "OwedReminded": _l("提醒您补交：{materials}"),
    "CommitmentMade": _l("您以告知承诺代替“{material_name}”"),
    "CommitmentChecked.true": _l("“{material_name}”的告知承诺经核查属实"),
    "CommitmentChecked.false": _l("“{material_name}”的告知承诺经核查不属实"),
    "RectificationOpened": _l("您的评价已转{department}整改，最晚 {due_at} 前答复"),
    "ApplicantCalledBack": _l("{department}已就您的评价回访"),
    "RectificationSettled": _l("{department}已整改，结果见本页"),
    "CalendarRecomputed": _l("因工作日历调整，{kind}由 {was_due_at} 改为 {due_at}"),
}
_TONES = {
    "CaseAccepted": "good", "DecisionMade": "good", "CaseClosed": "good", "LicenceDelivered": "good", "SupplementRequested": "warn",
    "ClockPaused": "warn", "CaseSuspended": "warn", "ClockExtended": "warn", "ServiceFailed": "warn", "TaskOverdue": "bad", "ClockOverdue": "bad",
    "CaseRefused": "bad", "CaseTerminated": "bad", "LicenceRecorded": "good", "LicenceEnding": "warn", "LicenceEnded": "bad",
}
# The domain says these words; a page puts them through gettext.
DOMAIN_WORDS = (
    _l("即办件"), _l("承诺件"), _l("申请人提交"), _l("数据共享获取"), _l("前序环节产生"), _l("系统生成"), _l("补正"), _l("公示"), _l("等待缴费"),
    _l("等待缴税"), _l("挂起"), _l("其他事由"), _l("听证"), _l("招标"), _l("拍卖"), _l("检验"), _l("检测"), _l("检疫"), _l("鉴定"), _l("专家评审"),
    _l("提交申请"),
)


def is_told(entry: Any) -> bool:
    """Does this entry (``engine.queries.timeline.Entry``) concern an applicant?"""
    return entry.kind in SENTENCES


def told(entry: Any) -> str:
    """The entry as a sentence in the reader's language."""
    facts = {name: _in_words(name, value) for name, value in entry.facts.items()}
    return str(SENTENCES[entry.kind]).format_map(facts)


def _in_words(name: str, value: str) -> str:
    if not value:
        return ""
    return day(value) if name.endswith("_on") else instant(value) if name.endswith("_at") else _(value)


def tone(entry: Any) -> str | None:
    return _TONES.get(entry.kind.partition(".")[0])
