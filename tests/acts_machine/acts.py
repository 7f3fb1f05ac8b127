"""Every act that would be offered now, by kind: what people, machines and the clock may do to a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from typing import Any

from engine import runtime
from engine.commands import colleagues, return_options, signers, steering
from engine.commands.depart import PassOn
from engine.commands.hand_over import AnswerDelegation, DelegateTask, RecallDelegation, TransferTask
from engine.commands.leave import EndLeave, TakeLeave
from engine.commands.machine import FireTimer, ReceiveMessage, ReplyService
from engine.commands.returning import SendBack, TakeBack
from engine.commands.signers import AddSigner, RemoveSigner
from engine.commands.steering import Jump, Suspend, Terminate, Wake
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask, SeeTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Refused
from engine.domain.viewer import Viewer
from engine.store import progress, signing, transaction
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
        (row, who) for row in standing.open_tasks for who in _doers(office, row) if row.claimed_by is None or row.claimed_by in who.holders
    ]


def _rows(free: list[tuple[Any, Viewer]]) -> dict[str, Any]:
    """Each task once."""
    return {row.task_id: row for row, _ in free}


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
        own = [(row, who) for row, who in _free(office, standing) if row.owned_by is None]
        offered = {each: return_options.offered(tx, standing.case, process, row) for each, row in _rows(own).items()}
    for row, who in own:
        for option in offered[row.task_id]:
            found += [Act(SendBack(command_id=fresh(), task_id=row.task_id, to=option.element_id, after=after, reason="请核实"), who) for after in option.after]
    return found


def take_back(office: Office, standing: Standing) -> list[Act]:
    found: list[Act] = []
    if standing.case.suspended_at is not None:
        return found
    with transaction.reading(office.engine.database) as tx:
        process = office.engine.process(standing.case.edition_hash)
        for row in [row for row in standing.tasks if row.status == progress.DONE and row.voided_at is None and row.done_by][-4:]:
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


def transfer(office: Office, standing: Standing) -> list[Act]:
    return [
        Act(TransferTask(command_id=fresh(), task_id=row.task_id, to=each.officer_id, reason="出差"), who)
        for row, who, each in _beside(office, standing)
    ]


def delegate(office: Office, standing: Standing) -> list[Act]:
    return [
        Act(DelegateTask(command_id=fresh(), task_id=row.task_id, to=each.officer_id, note="请提意见"), who)
        for row, who, each in _beside(office, standing)
        if row.owned_by is None
    ]


def answer(office: Office, standing: Standing) -> list[Act]:
    """The delegate answers, or the owner takes it back."""
    found = []
    for row in [row for row in standing.open_tasks if row.owned_by is not None and standing.case.suspended_at is None]:
        found.append(Act(AnswerDelegation(command_id=fresh(), task_id=row.task_id, opinion="可以"), office.named(row.claimed_by)))
        found.append(Act(RecallDelegation(command_id=fresh(), task_id=row.task_id), office.named(row.owned_by)))
    return found


def _beside(office: Office, standing: Standing) -> list[tuple[Any, Viewer, Any]]:
    """(open task, whose it is, a colleague who might have it)."""
    with transaction.reading(office.engine.database) as tx:
        process = office.engine.process(standing.case.edition_hash)
        day = office.clock.now().date()
        free = _free(office, standing)
        known = {task_id: colleagues.colleagues(tx, standing.case, process, row, day) for task_id, row in _rows(free).items()}
    return [(row, who, each) for row, who in free for each in known[row.task_id] if each.officer_id != who.officer_id]


def add_signer(office: Office, standing: Standing) -> list[Act]:
    with transaction.reading(office.engine.database) as tx:
        process = office.engine.process(standing.case.edition_hash)
        return [
            Act(AddSigner(command_id=fresh(), task_id=row.task_id, officer_id=each.officer_id, mode=mode, reason="请一起看"), who)
            for row, who in _free(office, standing)
            for each in signers.colleagues(tx, standing.case, process, row, who.officer_id or "", False)[:3]
            for mode in signers.MODES
        ]


def remove_signer(office: Office, standing: Standing) -> list[Act]:
    if standing.case.suspended_at is not None:
        return []
    with transaction.reading(office.engine.database) as tx:
        rows = [row for row in signing.of_case(tx, standing.case.case_id) if row.state in signing.NOT_SIGNED]
    return [
        Act(RemoveSigner(command_id=fresh(), case_id=standing.case.case_id, step_token=row.step_token, position=row.position, reason="不需要了"), who)
        for row in rows
        for who in office.officers
        if signers.may_remove(row, standing.definition.steps[row.element_id], standing.case, who)
    ]


def consult(office: Office, standing: Standing) -> list[Act]:
    """会商: whoever is heard again, and the lead."""
    asked = {row.task_id for row in standing.open_tasks if row.element_id == "deliberate"}
    return [each for each in complete(office, standing) if each.command.task_id in asked]


def leave(office: Office, standing: Standing) -> list[Act]:
    """代理: today and tomorrow the colleague of the same post stands in; or whoever is on leave is back."""
    today = office.clock.now().astimezone(SHANGHAI).date()
    dates = {"from_on": today, "to_on": today + timedelta(days=1)}
    found = [Act(EndLeave(command_id=fresh(), leave_id=leave_id), who) for leave_id, who in office.leaves.items()]
    for who, other in permutations(office.own, 2):
        if who.posts == other.posts and who not in office.leaves.values():
            found.append(Act(TakeLeave(command_id=fresh(), officer_id=who.officer_id or "", substitute_id=other.officer_id or "", **dates), who))
    return found


def pass_on(office: Office, standing: Standing) -> list[Act]:
    """离职转交: an administrator gives what one has to a colleague, or back to the group."""
    return [
        Act(PassOn(command_id=fresh(), officer_id=leaver, kind="task", ref=row.task_id, to=to), office.administrator)
        for row in standing.open_tasks
        for leaver in (row.claimed_by, row.owned_by)
        if leaver is not None
        for to in ("", *(str(each.officer_id) for each in office.own if each.officer_id != leaver))
    ]


OFFERS: dict[str, Offer] = {
    "办理": complete, "认领": claim, "放回": release, "打开": see, "退回": send_back, "拿回": take_back, "跳转": jump, "挂起": suspend, "唤醒": wake,
    "终止": terminate, "计时": fire, "回复": reply, "消息": receive, "转办": transfer, "委派": delegate, "答复": answer,
    "加签": add_signer, "减签": remove_signer, "会商": consult, "代理": leave, "离职转交": pass_on,
}  # fmt: skip
WEIGHTS = {"办理": 15, "退回": 18, "拿回": 10, "跳转": 6, "计时": 6, "回复": 6, "消息": 6, "唤醒": 12, "认领": 6, "终止": 1, "加签": 8, "减签": 8, "会商": 8}
MAY_BE_REFUSED = frozenset({"办理", "认领", "放回", "打开", "转办", "委派", "答复", "加签", "减签", "消息", "会商", "代理", "离职转交"})
"""Rules about who may do what are not repeated here: what is refused must change nothing. The other kinds are offered only if they succeed."""

KINDS = tuple(kind for kind in OFFERS for _ in range(WEIGHTS.get(kind, 3)))
INSTEAD = tuple(kind for kind in KINDS if kind not in ("终止", "跳转", "代理"))
"""What is done where the kind drawn is not possible: nothing that is always possible, or cuts a case short."""
