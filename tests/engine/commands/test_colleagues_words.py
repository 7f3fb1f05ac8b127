"""Who stands in, who answers a 督办单 and who watches a case is told what becomes of it."""

from __future__ import annotations

from datetime import date

from engine.commands.depart import PassOn
from engine.commands.follow import Withdraw
from engine.commands.hand_over import TransferTask
from engine.commands.inform import WatchCase
from engine.commands.leave import EndLeave
from engine.commands.office import UpdateOfficer
from engine.commands.task import ClaimTask, ReleaseTask
from engine.commands.urge import AnswerEscalation, Escalate
from engine.domain.viewer import Viewer
from engine.queries.escalations import Escalations
from engine.queries.words import MyWords
from tests.engine.commands.test_hand_over import enrolled
from tests.engine.commands.test_leave import ADMIN, leave
from tests.engine.commands.test_signals import REVIEWER
from tests.engine.world import GOODS, WINDOW, World, fresh


def told(world: World, officer: Viewer) -> list[str]:
    """The newest first."""
    return [row.filled(row.text) for row in world.engine.ask(MyWords(), officer).rows]


def test_a_substitute_hears_that_he_was_named_and_when_it_is_over(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", REVIEWER)
    leave_id = leave(world, wang, li)
    assert told(world, li) == ["王芳在3月2日至3月3日请假，由您代理，对方的待办届时出现在您的待办里。"] and told(world, wang) == []
    world.do(EndLeave(command_id=fresh(), leave_id=leave_id), wang)
    assert "王芳3月2日至3月3日的请假已撤销或提前结束，不再由您代理。" in told(world, li)


def test_whom_an_administrator_puts_on_leave_hears_of_it_too(world: World) -> None:
    wang, li = enrolled(world, "王芳", REVIEWER), enrolled(world, "李静", REVIEWER)
    leave(world, wang, li, by=ADMIN)
    assert told(world, wang) == ["卫给您登记了3月2日至3月3日的请假，代理人：李静。"] and len(told(world, li)) == 1


def test_an_open_escalation_goes_with_the_task_and_everybody_concerned_is_told(world: World) -> None:
    boss = enrolled(world, "杜察", "data_bureau:supervisor")
    old, new = enrolled(world, "钱江", REVIEWER), enrolled(world, "冯远", REVIEWER)
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    world.do(TransferTask(command_id=fresh(), task_id=task_id, to=old.officer_id or "", reason="专办"), GOODS)
    number = world.do(Escalate(command_id=fresh(), task_id=task_id, reason="请说明进度", due_on=date(2026, 3, 4)), boss)
    world.do(TransferTask(command_id=fresh(), task_id=task_id, to=new.officer_id or "", reason="出差"), old)
    (sheet,) = world.engine.ask(Escalations(), boss).rows
    assert sheet.responsible == "冯远"
    assert f"督办单 {number}：“经营范围审查”转到您手上，由您在3月4日前反馈。" in told(world, new)
    assert told(world, boss) == [f"督办单 {number} 的责任人改为冯远。"]
    world.do(PassOn(command_id=fresh(), officer_id=new.officer_id or "", kind="task", ref=task_id), ADMIN)
    assert world.engine.ask(Escalations(), boss).rows[0].responsible == sheet.department, "what is nobody's any more is its group's"
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), new)
    world.do(TransferTask(command_id=fresh(), task_id=task_id, to=old.officer_id or "", reason="专办"), new)
    world.do(ReleaseTask(command_id=fresh(), task_id=task_id), old)
    assert world.engine.ask(Escalations(), boss).rows[0].responsible == sheet.department, "what is put back is its group's, too"
    world.do(AnswerEscalation(command_id=fresh(), escalation_id=sheet.escalation_id, feedback="明天办完"), old)
    world.do(TransferTask(command_id=fresh(), task_id=task_id, to=new.officer_id or "", reason="再转"), old)
    assert world.engine.ask(Escalations(), boss).rows[0].responsible != "冯远", "what is answered stays with who answered"


def test_a_watcher_hears_what_happens_for_as_long_as_he_watches_and_may_see_it(world: World) -> None:
    watcher, gone = enrolled(world, "李静", "service_hall:window"), enrolled(world, "王芳", "service_hall:window")
    other = enrolled(world, "周平", "service_hall:window")
    player = world.submitted()
    for one in (watcher, gone, other):
        world.do(WatchCase(command_id=fresh(), case_id=player.case_id), one)
    world.do(WatchCase(command_id=fresh(), case_id=player.case_id, on=False), other)
    world.do(UpdateOfficer(command_id=fresh(), officer_id=gone.officer_id, name="王芳", posts=gone.own_posts, active=False), ADMIN)
    world.finish(player, "check_application", WINDOW, "accept")
    assert told(world, watcher) == ["您关注的办件：已受理。"] and told(world, gone) == told(world, other) == []
    world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), Viewer.applicant({player.case_id}))
    assert set(told(world, watcher)) == {"您关注的办件：已受理。", "您关注的办件：申请人已撤回。"}


def test_who_acts_on_a_case_he_watches_is_not_told_of_it(world: World) -> None:
    own = enrolled(world, "李静", "service_hall:window")
    player = world.submitted()
    world.do(WatchCase(command_id=fresh(), case_id=player.case_id), own)
    world.finish(player, "check_application", own, "accept")
    assert told(world, own) == []
