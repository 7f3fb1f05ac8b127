"""跳转, 挂起, 唤醒, 终止 by a supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import runtime
from engine.commands.machine import FireTimer
from engine.commands.steering import Jump, Suspend, Terminate, Wake
from engine.commands.task import ClaimTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.store import cases, clocks, letters, progress, transaction
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.commands.test_returning import with_returns
from tests.engine.world import APPROVER, GOODS, HERE, NEXT_TOWN, SITE, World, fresh, officer

SUPERVISOR = officer("city_appearance:supervisor", "督")
ELSEWHERE = officer("city_appearance:supervisor", "别", NEXT_TOWN)


def place(world: World, case_id: str, element: str) -> str:
    with transaction.reading(world.engine.database) as tx:
        process = world.engine.process(cases.load(tx, case_id).edition_hash)
        found = runtime.places(process.definition, cases.state(tx, case_id))
    return next(token for token, at in found if at == element)


def jump(world: World, case_id: str, from_: str, to: str, who=SUPERVISOR) -> None:
    world.do(Jump(command_id=fresh(), case_id=case_id, token_id=place(world, case_id, from_), to=to, reason="部门撤并"), who)


def timers(world: World, case_id: str, status: str = "pending") -> list:
    with transaction.reading(world.engine.database) as tx:
        return progress.timers_of(tx, case_id, status)


def test_a_supervisor_jumps_over_a_department(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    jump(world, player.case_id, "review_site", "approve")
    assert world.open_steps(player.case_id) == ["approve"]
    assert world.task(player.case_id, "review_site").status == "cancelled"
    assert [timer.element_id for timer in timers(world, player.case_id)] == ["approve"]
    world.finish(player, "approve", APPROVER, "grant", opinion="同意")
    assert world.case(player.case_id).decision == "grant"


def test_a_jump_that_leaves_out_acceptance_is_refused_and_so_is_a_stranger(world: World) -> None:
    player = world.submitted()
    with pytest.raises(Refused, match="受理"):
        jump(world, player.case_id, "check_application", "approve")
    for who in (ELSEWHERE, APPROVER):
        with pytest.raises(Missing):
            jump(world, player.case_id, "check_application", "supplement", who)


def test_a_suspended_case_is_not_worked_on_its_timers_do_not_fire_and_wake_later(world: World) -> None:
    player = world.accepted()
    before = {timer.timer_id: timer.due_at for timer in timers(world, player.case_id)}
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等待上级批复"), SUPERVISOR)
    task_id = world.task(player.case_id, "review_site").task_id
    with pytest.raises(Refused, match="已经挂起"):
        world.do(ClaimTask(command_id=fresh(), task_id=task_id), SITE)
    with pytest.raises(Refused, match="已经挂起"):
        world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="再来"), SUPERVISOR)
    world.clock.set(world.clock.now() + timedelta(days=7))
    world.stage.settle()
    assert timers(world, player.case_id) == []
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    world.do(Wake(command_id=fresh(), case_id=player.case_id), SUPERVISOR)
    after = {timer.timer_id: timer.due_at for timer in timers(world, player.case_id)}
    assert after.keys() == before.keys()
    assert all(after[each] - before[each] == timedelta(days=7) for each in before)
    assert world.task(player.case_id, "review_site").due_at == after[f"{task_id}-limit"]
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    with pytest.raises(Refused, match="没有挂起"):
        world.do(Wake(command_id=fresh(), case_id=player.case_id), SUPERVISOR)


def test_reminders_rest_with_the_case_and_come_later_by_as_long(world: World) -> None:
    """Complaint: reminders do not re-arm."""
    publish(world, with_returns(world.bundle.files[DIAGRAM], review_site="remind=-PT2H,P1D"))
    player = world.accepted()

    def reminders() -> dict:
        return {timer.timer_id: timer.due_at for timer in timers(world, player.case_id) if timer.kind == "remind"}

    before = reminders()
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等待上级批复"), SUPERVISOR)
    assert reminders() == {}
    world.clock.set(world.clock.now() + timedelta(days=7))
    world.do(Wake(command_id=fresh(), case_id=player.case_id), SUPERVISOR)
    assert {each: at - before[each] for each, at in reminders().items()} == dict.fromkeys(before, timedelta(days=7))
    assert len(before) == 2


def test_a_limit_that_waking_puts_into_the_future_again_is_watched_again(world: World) -> None:
    """Found by the acts machine: suspended in the very instant in which the step was due, and woken before the office opens."""
    player = world.accepted()
    (limit,) = [timer for timer in timers(world, player.case_id) if timer.element_id == "review_goods" and timer.kind == "limit"]
    world.clock.set(limit.due_at)
    world.do(FireTimer(command_id=fresh(), timer_id=limit.timer_id), Viewer.system())
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等待上级批复"), SUPERVISOR)
    world.clock.set(datetime(2026, 3, 4, 5, 30, tzinfo=SHANGHAI))
    world.do(Wake(command_id=fresh(), case_id=player.case_id), SUPERVISOR)
    due = world.task(player.case_id, "review_goods").due_at
    assert due > world.clock.now()
    assert [timer.due_at for timer in timers(world, player.case_id) if timer.timer_id == limit.timer_id] == [due]


def test_suspension_rests_the_promise_and_never_the_law(world: World) -> None:
    player = world.accepted()
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等待上级批复"), SUPERVISOR)
    with transaction.reading(world.engine.database) as tx:
        resting = {own.kind.value: own.is_paused for subject, own in clocks.running_in(tx, player.case_id) if subject == "case"}
    assert resting == {"statutory": False, "promised": True}


def test_termination_ends_the_case_with_a_reason_and_everything_open(world: World) -> None:
    player = world.accepted()
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="核实"), SUPERVISOR)
    with pytest.raises(Invalid):
        world.do(Terminate(command_id=fresh(), case_id=player.case_id, reason=""), SUPERVISOR)
    with pytest.raises(Missing):
        world.do(Terminate(command_id=fresh(), case_id=player.case_id, reason="不该"), ELSEWHERE)
    world.do(Terminate(command_id=fresh(), case_id=player.case_id, reason="申请人死亡，其近亲属不再申请"), SUPERVISOR)
    case = world.case(player.case_id)
    assert (case.status.value, case.reason) == ("terminated", "申请人死亡，其近亲属不再申请")
    assert world.open_steps(player.case_id) == []
    assert (timers(world, player.case_id), timers(world, player.case_id, "resting")) == ([], [])
    with transaction.reading(world.engine.database) as tx:
        assert clocks.running_in(tx, player.case_id) == []
        assert "termination" in {row.kind for row in letters.of_case(tx, player.case_id)} or "termination" not in world.process.letters
    assert case.division_code == HERE
