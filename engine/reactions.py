"""What happens when: event → jobs, on one screen. Reactions are rows beside the event, never calls from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from engine.commands.naming import applicant_of
from engine.commands.work import Job, Work
from engine.domain import events
from engine.domain.calendar import SHANGHAI
from engine.domain.clock_kind import SPECIAL_PROCEDURES, cause_label


def _call(event: events.ServiceCalled, work: Work) -> list[Job]:
    case = work.case(event.case_id)
    return [
        Job(
            key=f"call:{event.call_id}",
            kind="call_service",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={"call_id": event.call_id},
        )
    ]


def _tell(event: events.Event, work: Work, text: str) -> list[Job]:
    """A message to the applicant's phone, if the form gave one."""
    case = work.case(event.case_id)
    mobile = applicant_of(work, case).get("mobile")
    if not mobile:
        return []
    words = f"【{work.parts.settings.city}政务服务】{case.process_name}（{case.case_no}）{text}"
    key = f"tell:{work.command_id}:{event.name}:{event.element_id}"
    return [
        Job(
            key=key,
            kind="send_message",
            case_id=case.case_id,
            division_code=case.division_code,
            arguments={"mobile": mobile, "text": words},
        )
    ]


def _day(instant: str) -> str:
    at = datetime.fromisoformat(instant).astimezone(SHANGHAI)
    return f"{at.month}月{at.day}日"


def _submitted(event: events.CaseSubmitted, work: Work) -> list[Job]:
    return _tell(event, work, "已提交，请凭办件编号和查询码查看进度。")


def _accepted(event: events.CaseAccepted, work: Work) -> list[Job]:
    return _tell(event, work, "已受理。")


def _refused(event: events.CaseRefused, work: Work) -> list[Job]:
    return _tell(event, work, "不予受理，理由和救济途径见告知书。")


def _supplement(event: events.SupplementRequested, work: Work) -> list[Job]:
    until = f"，请在{_day(event.due_on)}前补正" if event.due_on else ""
    return _tell(event, work, f"有 {event.number_of_defects} 处需要补正{until}，具体内容见进度页面。")


def _extended(event: events.ClockExtended, work: Work) -> list[Job]:
    return _tell(event, work, f"办理期限经批准延长 {event.days} 个工作日，最晚 {_day(event.due_at)}作出决定，理由见延期通知书。")


def _paused(event: events.ClockPaused, work: Work) -> list[Job]:
    if event.cause == "supplement":  # the request itself has told him
        return []
    return _tell(event, work, f"进入{cause_label(event.cause)}，这段时间不计入{_which(event.cause)}，详见进度页面的告知书。")


def _offered(event: events.HearingOffered, work: Work) -> list[Job]:
    until = f"，请在{_day(event.until_at)}前在进度页面提出" if event.until_at else ""
    return _tell(event, work, f"作出决定前，您有权申请听证{until}。")


def _scheduled(event: events.HearingScheduled, work: Work) -> list[Job]:
    at = datetime.fromisoformat(event.held_at).astimezone(SHANGHAI)
    return _tell(event, work, f"听证定在{at.month}月{at.day}日 {at:%H:%M}，地点见听证通知书。")


def _late(event: events.ClockOverdue, work: Work) -> list[Job]:
    return _tell(event, work, f"办理结果应在{_day(event.due_at)}前送达，现已超过，请与窗口联系，监督电话 12345。")


def _which(cause: str) -> str:
    return "办理时限" if cause in SPECIAL_PROCEDURES else "承诺时限"


def _decided(event: events.DecisionMade, work: Work) -> list[Job]:
    return _tell(event, work, "已经准予，请留意领取结果的通知。" if event.outcome == "grant" else "未予准予，理由和救济途径见决定书。")


def _closed(event: events.CaseClosed, work: Work) -> list[Job]:
    return _tell(event, work, "已办结，欢迎评价。")


def _terminated(event: events.CaseTerminated, work: Work) -> list[Job]:
    return _tell(event, work, f"已终止：{event.reason}。")


def _suspended(event: events.CaseSuspended, work: Work) -> list[Job]:
    return _tell(event, work, "暂停办理，恢复时会再通知您。")


def _woken(event: events.CaseWoken, work: Work) -> list[Job]:
    return _tell(event, work, "已恢复办理。")


def _erased(event: events.PersonalDetailsErased, work: Work) -> list[Job]:
    case = work.case(event.case_id)
    arguments = {"case_id": case.case_id}
    return [Job(f"forget:{case.case_id}", "forget_files", arguments, case_id=case.case_id, division_code=case.division_code)]


def _deferred(event: events.MaterialsDeferred, work: Work) -> list[Job]:
    until = date.fromisoformat(event.due_on)
    return _tell(event, work, f"已容缺受理，请在{until.month}月{until.day}日前补交：{event.materials}。")


REACTIONS: dict[type[events.Event], Callable[[Any, Work], list[Job]]] = {
    events.ServiceCalled: _call,
    events.CaseSubmitted: _submitted,
    events.SupplementRequested: _supplement,
    events.CaseAccepted: _accepted,
    events.MaterialsDeferred: _deferred,
    events.CaseRefused: _refused,
    events.ClockExtended: _extended,
    events.ClockOverdue: _late,
    events.HearingOffered: _offered,
    events.HearingScheduled: _scheduled,
    events.ClockPaused: _paused,
    events.DecisionMade: _decided,
    events.CaseClosed: _closed,
    events.CaseTerminated: _terminated,
    events.CaseSuspended: _suspended,
    events.CaseWoken: _woken,
    events.PersonalDetailsErased: _erased,
}
