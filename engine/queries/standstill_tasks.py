"""Reasons that lie in a case's open steps: who has them, who should have, and whom those wait for who are held up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from engine.domain.calendar import SHANGHAI
from engine.domain.officer import Post
from engine.domain.sentence import Sentence
from engine.queries.reason import Help, Reason
from engine.store import handover, office, progress, signing
from engine.store import journal as journal_rows
from engine.store.schema import answers

APPLICANT = ["applicant"]
_SECURITY = "security_admin"


def of(stood: Any) -> Iterator[Reason]:
    """``stood``: engine.queries.standstill.Stood."""
    for row in stood.tasks:
        if row.status == progress.HELD:
            yield _waits_for_signers(stood, row)
        elif row.groups == APPLICANT:
            yield _applicants_turn(stood, row)
        elif row.claimed_by is None:
            yield _in_a_pool(stood, row)
        else:
            yield _in_hand(stood, row)
    yield from _sent_back(stood)


def _reason(stood: Any, row: Any, cause: str, what: Sentence, who: Any, **more: Any) -> Reason:
    helps = (*more.pop("helps", ()), *_task_helps(stood, row, cause))
    return Reason(cause=cause, what=what, who=who, since=more.pop("since", row.opened_at), due_at=row.due_at, reminded=row.reminded or 0, helps=helps, **more)


def _task_helps(stood: Any, row: Any, cause: str) -> tuple[Help, ...]:
    """What one may do to an open step: do it oneself, remind its holder, or put him to account."""
    if row.status != progress.OPEN or row.groups == APPLICANT or stood.row.suspended_at is not None:
        return ()
    mine = any(stood.viewer.may(group, row.division_code) for group in row.groups)
    helps = [Help(act="open", target=row.task_id)] if mine and row.claimed_by in (None, *stood.viewer.holders) else []
    if stood.supervises:
        helps += [Help(act="remind", target=row.task_id)] if cause not in ("nobody", "away") else []
        helps.append(Help(act="escalate", target=row.task_id))
    return tuple(helps)


def _in_hand(stood: Any, row: Any) -> Reason:
    house = stood.reader.departments.get(row.department, row.department)
    leave = _away(stood, [row.claimed_by], row).get(row.claimed_by)
    if leave is not None:
        return _reason(
            stood,
            row,
            "away",
            Sentence("“{step}”在{who}手上，其请假到 {day}，没有代理人", step=row.name, who=row.claimed_name, day=f"{leave.to_on.month}月{leave.to_on.day}日"),
            Sentence("{department} {who}", department=house, who=row.claimed_name),
            advice=Sentence("安全管理员在“请假与代理”里指定代理人，或在“人员与岗位”里把工作转给同事。"),
            helps=_security(stood, "leave", row.claimed_by),
        )
    if row.owned_by is not None:
        what = Sentence("{owner}就“{step}”委派{who}提意见，等其交回", owner=row.owned_name, step=row.name, who=row.claimed_name)
        return _reason(stood, row, "delegated", what, row.claimed_name, advice=Sentence("{owner}可以随时收回，自己办结。", owner=row.owned_name))
    who = Sentence("{department} {who}", department=house, who=row.claimed_name)
    return _reason(stood, row, "held", Sentence("“{step}”由{who}办理", step=row.name, who=row.claimed_name), who)


def _in_a_pool(stood: Any, row: Any) -> Reason:
    house = stood.reader.departments.get(row.department, row.department)
    holders = office.holders(stood.reader.connection, row.division_code, tuple(row.groups))
    if not holders:
        return _reason(
            stood,
            row,
            "nobody",
            Sentence("“{step}”没有人办：{department}在这个岗位上没有人", step=row.name, department=house),
            house,
            advice=Sentence("安全管理员在“人员与岗位”里给这个岗位安排人，安排后立即可以认领。"),
            helps=_security(stood, "staff", ""),
        )
    away = _away(stood, [each.officer_id for each in holders], row)
    if len(away) == len(holders):
        names = "、".join(each.name for each in holders[:3])
        return _reason(
            stood,
            row,
            "away",
            Sentence("“{step}”没有人办：这个岗位上的{who}都在请假，没有代理人", step=row.name, who=names),
            house,
            advice=Sentence("安全管理员在“请假与代理”里指定代理人，或在“人员与岗位”里把工作转给同事。"),
            helps=_security(stood, "leave", holders[0].officer_id),
        )
    what = Sentence("“{step}”在{department}，{n} 人可以办，还没有人认领", step=row.name, department=house, n=len(holders) - len(away))
    return _reason(stood, row, "pool", what, house)


def _away(stood: Any, officer_ids: list[str], row: Any) -> dict[str, Any]:
    """Officer → his leave of today in which nobody stands in for him at a post that may do this step."""
    today = stood.reader.now.astimezone(SHANGHAI).date()
    found = {}
    for officer_id, leaves in handover.on_leave(stood.reader.connection, officer_ids, today).items():
        covered = {Post(*post).group for each in leaves if each.substitute_id for post in each.posts if post[0] == row.division_code}
        if not covered & set(row.groups):
            found[officer_id] = leaves[0]
    return found


def _applicants_turn(stood: Any, row: Any) -> Reason:
    request = _request(stood) if row.act == "supplement" else {}
    defects = request.get("defects", ())
    what = Sentence("等申请人补正 {n} 处", n=len(defects)) if defects else Sentence("等申请人办“{step}”", step=row.name)
    asked = "；".join(f"{each['what']}：{each['defect']}" for each in defects[:5])
    at_counter = stood.viewer.has("window", row.division_code) and row.act == "supplement" and stood.row.suspended_at is None
    helps = (Help(act="supplement", target=stood.case_id),) if at_counter else ()
    advice = Sentence("申请人在进度页面补，也可以带到窗口由窗口代收。") if row.act == "supplement" else Sentence("申请人在进度页面办。")
    return _reason(stood, row, "applicant", what, Sentence("申请人"), detail=asked, advice=advice, helps=helps)


def _request(stood: Any) -> dict[str, Any]:
    own = select(answers.c.content_sealed).where(answers.c.case_id == stood.case_id, answers.c.section == "supplement_request")
    sealed = stood.reader.connection.execute(own).scalar_one_or_none()
    return dict(stood.reader.open(sealed)) if sealed is not None else {}


def _waits_for_signers(stood: Any, row: Any) -> Reason:
    """前加签: those are asked first who have not signed yet."""
    lines = signing.of_case(stood.reader.connection, stood.case_id)
    own = next((each for each in lines if each.task_id == row.task_id), None)
    asked = [each for each in lines if own is not None and each.step_token == own.step_token and each.state == "open" and each is not own]
    names = "、".join(each.officer_name or stood.reader.departments.get(_house(each), _house(each)) for each in asked)
    since = min((each.added_at for each in asked if each.added_at is not None), default=row.opened_at)
    holder = row.claimed_name or stood.reader.departments.get(row.department, row.department)
    what = Sentence("“{step}”等{who}先提意见，之后由{holder}接着办", step=row.name, who=names or Sentence("其他签署人"), holder=holder)
    return _reason(stood, row, "signers", what, names, since=since, advice=Sentence("不再需要谁的意见，请在“签署人”里减签。"))


def _house(line: Any) -> str:
    return str(line.groups[0].partition(":")[0]) if line.groups else ""


def _sent_back(stood: Any) -> Iterator[Reason]:
    """Who sent the case back waits until the step is done to which he sent it."""
    last: dict[str, Any] = {}
    for row in progress.tasks_of(stood.reader.connection, stood.case_id):
        last[row.element_id] = row
    returned = {row.task_id: row for row in last.values() if row.status == progress.RETURNED}
    open_now = {row.element_id: row for row in stood.tasks}
    if not returned or not open_now:
        return
    for told in journal_rows.of_event(stood.reader.connection, stood.case_id, "TaskReturned"):
        row, to = returned.get(told.facts["task_id"]), open_now.get(told.facts["to"])
        if row is None or to is None:
            continue
        holder = to.claimed_name or stood.reader.departments.get(to.department, to.department)
        yield Reason(
            cause="returned",
            what=Sentence("“{step}”已退回到“{to}”，等其办完再回来", step=row.name, to=to.name),
            who=Sentence("申请人") if to.groups == APPLICANT else holder,
            since=told.at,
            due_at=to.due_at,
            detail=str((stood.reader.open(told.details_sealed) or {}).get("reason", "")) if told.details_sealed else "",
        )


def _security(stood: Any, act: str, target: str) -> tuple[Help, ...]:
    return (Help(act=act, target=target),) if stood.viewer.has(_SECURITY) else ()
