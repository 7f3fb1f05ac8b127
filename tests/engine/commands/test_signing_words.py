"""Who hears of a signature asked for, taken back or given, and of a consultation: on his own page, once, leading to his own task."""

from __future__ import annotations

from engine.commands.signers import AddSigner, RemoveSigner
from engine.commands.task import CompleteTask
from engine.domain.viewer import Viewer
from engine.queries.words import CaseWords, MyWords
from tests.engine.commands.signing_world import enrol, line, own_task, to_approve
from tests.engine.commands.test_consulting import asked, lead, reviewed, say
from tests.engine.world import APPROVER, GOODS, SITE, World, fresh


def told(world: World, officer: Viewer) -> list[tuple[str, str, str]]:
    """(title, text, the task it leads to); the clock of the tests stands still, so in no order."""
    return [(str(each.title), each.filled(each.text), each.task_id) for each in world.engine.ask(MyWords(), officer).rows]


def test_who_is_asked_to_sign_hears_it_once_and_who_asked_hears_the_opinion(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:reviewer")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    world.do(AddSigner(command_id=fresh(), task_id=own, officer_id=lin.officer_id or "", mode="before", reason="看看通道"), sun)
    his = own_task(world, player.case_id, lin).task_id
    assert told(world, lin) == [("请您加签", "孙立请您就“审批”加签：看看通道", his)]
    world.do(CompleteTask(command_id=fresh(), task_id=his, opinion="够宽"), lin)
    assert ("意见回来了", "“审批”要听的意见都已提交，请您接着办。", own) in told(world, sun)


def test_who_is_taken_off_the_list_hears_why(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    world.do(AddSigner(command_id=fresh(), task_id=own, officer_id=lin.officer_id or "", mode="after", reason="请把关"), sun)
    assert told(world, lin) == [("请您加签", "孙立请您就“审批”加签：请把关", "")]
    row = line(world, player.case_id, "林远")
    world.do(RemoveSigner(command_id=fresh(), case_id=player.case_id, step_token=row.step_token, position=row.position, reason="已说清"), sun)
    assert ("不用再签了", "孙立取消了您在“审批”的签署：已说清", "") in told(world, lin)


def test_departments_hear_that_they_are_consulted_and_what_came_of_it_and_the_applicant_hears_nothing_of_it(world: World) -> None:
    zhao = enrol(world, "zhao", "赵敏", "city_appearance:reviewer")
    player = reviewed(world, "disagree", "agree", letter="consultation")
    mine = asked(world, player.case_id, "city_appearance")
    assert ("请您会商", "部门意见不一致，请就“会商”确认或修改您部门的意见。", mine.task_id) in told(world, zhao)
    say(world, mine, SITE, "agree", "可以")
    say(world, asked(world, player.case_id, "market_regulation"), GOODS, "agree", "维持")
    say(world, lead(world, player.case_id), APPROVER, "proceed", "继续办理")
    assert ("会商有了结论", "“会商”的结论：继续办理。", "") in told(world, zhao)
    his = world.engine.ask(CaseWords(case_id=player.case_id), Viewer.applicant({player.case_id}))
    assert not [each for each in his if "会商" in each.filled(each.text)]
