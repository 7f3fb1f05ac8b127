"""Every act that would be offered now, by kind: what people, machines and the clock may do to a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import runtime
from engine.commands import return_options, steering
from engine.commands.machine import FireTimer, ReceiveMessage, ReplyService
from engine.commands.returning import SendBack, TakeBack
from engine.commands.steering import Jump, Suspend, Terminate, Wake
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask, SeeTask
from engine.domain.errors import Refused
from engine.domain.viewer import Viewer
from engine.store import progress, transaction
from tests.acts_machine.office import Office, Standing
from tests.engine.world import fresh


@dataclass(frozen=True)
class Act:
    """``at``: the clock is moved there first."""

    command: Any
    viewer: Viewer
    at: Any = None


Offer = Callable[[Office, Standing], list[Act]]


def _doers(office: Office, row: Any) -> list[Viewer]:
    return [each for each in office.officers if any(each.may(group, row.division_code) for group in row.groups)]


def _free(office: Office, standing: Standing) -> list[tuple[Any, Viewer]]:
    """(open task, an officer in whose hands it is or may come)."""
    if standing.case.suspended_at is not None:
        return []
    return [
        (row, who) for row in standing.open_tasks for who in _doers(office, row) if row.claimed_by in (None, who.officer_id)
    ]


def complete(office: Office, standing: Standing) -> list[Act]:
    return [
        Act(CompleteTask(command_id=fresh(), task_id=row.task_id, outcome=outcome, opinion="看过了"), who)
        for row, who in _free(office, standing)
        for outcome in ([each[0] for each in row.outcomes] or [None])
    ]


def claim(office: Office, standing: Standing) -> list[Act]:
    return [Act(ClaimTask(command_id=fresh(), task_id=row.task_id), who) for row, who in _free(office, standing) if row.claimed_by is None]


def release(office: Office, standing: Standing) -> list[Act]:
    return [Act(ReleaseTask(command_id=fresh(), task_id=row.task_id), who) for row, who in _free(office, standing) if row.claimed_by is not None]


def see(office: Office, standing: Standing) -> list[Act]:
    return [Act(SeeTask(command_id=fresh(), task_id=row.task_id), who) for row, who in _free(office, standing)]


def send_back(office: Office, standing: Standing) -> list[Act]:
    found = []
    with transaction.reading(office.engine.database) as tx:
        process = office.engine.process(standing.case.edition_hash)
        offered = {row.task_id: return_options.offered(tx, standing.case, process, row) for row, _ in _free(office, standing)}
    for row, who in _free(office, standing):
        for option in offered[row.task_id]:
            found += [Act(SendBack(command_id=fresh(), task_id=row.task_id, to=option.element_id, after=after, reason="请核实"), who) for after in option.after]
    return found


def take_back(office: Office, standing: Standing) -> list[Act]:
    found: list[Act] = []
    if standing.case.suspended_at is not None:
        return found
    with transaction.reading(office.engine.database) as tx:
        process = office.engine.process(standing.case.edition_hash)
        for row in [row for row in standing.tasks if row.status == progress.DONE and row.voided_at is None][-4:]:
            try:
                return_options.taken_back(tx, standing.case, process, row)
            except Refused:
                continue
            who = next(each for each in office.officers if each.officer_id == row.done_by)
            found.append(Act(TakeBack(command_id=fresh(), task_id=row.task_id), who))
    return found


def jump(office: Office, standing: Standing) -> list[Act]:
    if standing.case.suspended_at is not None or standing.case.status != "accepted":
        return []
    found = []
    for token, _ in runtime.places(standing.definition, standing.state):
        for to in runtime.landings(standing.definition):
            possible = runtime.preview(standing.definition, standing.state, runtime.Jump(token, to)).why_not is None
            if possible and not steering.left_out(standing.case, standing.definition, to):
                found.append(Act(Jump(command_id=fresh(), case_id=standing.case.case_id, token_id=token, to=to, reason="调整"), office.supervisor))
    return found


def suspend(office: Office, standing: Standing) -> list[Act]:
    if standing.case.suspended_at is not None or standing.case.status != "accepted":
        return []
    return [Act(Suspend(command_id=fresh(), case_id=standing.case.case_id, reason="等批复"), office.supervisor)]


def wake(office: Office, standing: Standing) -> list[Act]:
    if standing.case.suspended_at is None:
        return []
    later = office.clock.now() + timedelta(hours=30)
    return [Act(Wake(command_id=fresh(), case_id=standing.case.case_id), office.supervisor, at) for at in (None, later)]


def terminate(office: Office, standing: Standing) -> list[Act]:
    if standing.case.status != "accepted":
        return []
    return [Act(Terminate(command_id=fresh(), case_id=standing.case.case_id, reason="申请人死亡"), office.supervisor)]


def fire(office: Office, standing: Standing) -> list[Act]:
    """Time passes until a timer is due; in a suspended case nothing may come of it."""
    return [
        Act(FireTimer(command_id=fresh(), timer_id=row.timer_id), Viewer.system(), max(row.due_at, office.clock.now()))
        for row in sorted(standing.timers, key=lambda row: row.due_at)[:2]
    ]


def reply(office: Office, standing: Standing) -> list[Act]:
    return [Act(ReplyService(command_id=fresh(), call_id=row.call_id, result={}, source="演示"), Viewer.system()) for row in standing.calls]


def receive(office: Office, standing: Standing) -> list[Act]:
    heard = sum(row.element_id.startswith("hear") for row in standing.tasks)
    names = {row.name for row in standing.waits if row.name == "paid" or heard < 3}
    return [Act(ReceiveMessage(command_id=fresh(), case_no=standing.case.case_no, message=name, payload={}), Viewer.system()) for name in sorted(names)]


OFFERS: dict[str, Offer] = {
    "办理": complete, "认领": claim, "放回": release, "打开": see, "退回": send_back, "拿回": take_back, "跳转": jump, "挂起": suspend, "唤醒": wake,
    "终止": terminate, "计时": fire, "回复": reply, "消息": receive,
}  # fmt: skip
WEIGHTS = {"办理": 15, "退回": 18, "拿回": 10, "跳转": 6, "计时": 6, "回复": 6, "消息": 6, "唤醒": 12, "认领": 6, "终止": 1}
KINDS = tuple(kind for kind in OFFERS for _ in range(WEIGHTS.get(kind, 3)))
