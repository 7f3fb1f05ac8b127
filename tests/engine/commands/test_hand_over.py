"""转办 and 委派: work goes to a colleague for good, or for his opinion and back; at any instant one officer has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.commands.found import EnrolOfficer
from engine.commands.hand_over import AnswerDelegation, DelegateTask, RecallDelegation, TransferTask
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.passing import Passed, PassTo
from tests.engine.world import APPROVER, GOODS, HERE, NEXT_TOWN, SITE, STRANGER, World, fresh

PASSWORD = "correct horse 42"


def enrolled(world: World, name: str, *groups: str, division: str = HERE) -> Viewer:
    """An officer with a row of his own, as colleagues find him."""
    posts = tuple(Post(division, *group.split(":")) for group in groups)
    login = f"u{fresh()[:10]}"
    command = EnrolOfficer(command_id=fresh(), login=login, name=name, password=PASSWORD, posts=posts, must_change_password=False)
    return Viewer.officer(str(world.engine.execute(command, Viewer.system())), name, posts)


def held(world: World, case_id: str, element: str = "review_goods") -> tuple[str | None, str | None]:
    row = world.task(case_id, element)
    return row.claimed_by, row.owned_by


def transfer(world: World, case_id: str, to: str, who: Viewer = GOODS, element: str = "review_goods", reason: str = "手上件多") -> str:
    return world.do(TransferTask(command_id=fresh(), task_id=world.task(case_id, element).task_id, to=to, reason=reason), who)


def delegate(world: World, case_id: str, to: Viewer, who: Viewer = GOODS, element: str = "review_goods") -> str:
    command = DelegateTask(command_id=fresh(), task_id=world.task(case_id, element).task_id, to=to.officer_id or "", note="请看经营范围用语")
    return world.do(command, who)


def test_a_task_transferred_is_the_colleagues_and_the_former_holder_cannot_finish_it(world: World) -> None:
    player = world.accepted()
    feng = enrolled(world, "冯远", "market_regulation:reviewer")
    due = world.task(player.case_id, "review_goods").due_at
    assert transfer(world, player.case_id, feng.officer_id) == "冯远"
    assert held(world, player.case_id) == (feng.officer_id, None)
    assert world.task(player.case_id, "review_goods").due_at == due
    with pytest.raises(Refused, match="已由冯远认领"):
        world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_goods", feng, "agree")
    journal = world.engine.ask(CaseFile(case_id=player.case_id), GOODS).journal
    assert any("转给冯远办理" in str(entry.sentence) for entry in journal)


@pytest.mark.parametrize(
    ("name", "groups", "division", "said"),
    [
        ("别处", ("market_regulation:reviewer",), NEXT_TOWN, "不在这个环节的部门里"),
        ("外人", ("city_appearance:reviewer",), HERE, "不在这个环节的部门里"),
        ("没岗", ("market_regulation:approver",), HERE, "没有办理这个环节的岗位"),
    ],
)
def test_who_holds_no_fitting_post_here_cannot_be_given_a_task(world: World, name: str, groups: tuple[str, ...], division: str, said: str) -> None:
    player = world.accepted()
    other = enrolled(world, name, *groups, division=division)
    for give in (lambda: transfer(world, player.case_id, other.officer_id), lambda: delegate(world, player.case_id, other)):
        with pytest.raises(Refused, match=said):
            give()
    assert held(world, player.case_id) == (None, None)


def test_who_reviewed_the_case_is_not_handed_its_approval(world: World) -> None:
    player = world.accepted()
    both = enrolled(world, "吴双", "city_appearance:reviewer", "city_appearance:approver")
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", both, "agree", fields={"passage": 3})
    with pytest.raises(Refused, match="吴双不能接手：审查过这个办件的人不能再批准它"):
        transfer(world, player.case_id, both.officer_id, APPROVER, "approve")


def test_the_list_of_colleagues_says_beside_each_why_he_cannot(world: World) -> None:
    player = world.accepted()
    enrolled(world, "冯远", "market_regulation:reviewer"), enrolled(world, "没岗", "market_regulation:approver")
    shown = world.engine.ask(PassTo(task_id=world.task(player.case_id, "review_goods").task_id), GOODS)
    assert {one.name: str(one.why_not or "") for one in shown.colleagues} == {"冯远": "", "没岗": "没岗没有办理这个环节的岗位。"}


def test_a_review_may_go_to_the_inspectors_of_the_department_and_an_approval_to_no_other_group(world: World) -> None:
    player = world.accepted()
    inspector = enrolled(world, "查看", "market_regulation:inspector")
    enrolled(world, "审", "city_appearance:reviewer")
    transfer(world, player.case_id, "group:market_regulation:inspector")
    row = world.task(player.case_id, "review_goods")
    assert (row.groups, row.role, row.claimed_by) == (["market_regulation:inspector"], "inspector", None)
    world.finish(player, "review_goods", inspector, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    with pytest.raises(Refused, match="只能转给同部门"):
        transfer(world, player.case_id, "group:city_appearance:reviewer", APPROVER, "approve")


def test_a_reason_and_a_colleague_are_asked_for(world: World) -> None:
    player = world.accepted()
    with pytest.raises(Invalid) as wrong:
        transfer(world, player.case_id, "", reason="手上件多")
    assert "to" in wrong.value.problems
    with pytest.raises(Invalid) as wrong:
        transfer(world, player.case_id, "somebody", reason=" ")
    assert "reason" in wrong.value.problems


def test_a_delegate_gives_his_opinion_and_the_owner_finishes(world: World) -> None:
    player = world.accepted()
    feng = enrolled(world, "冯远", "market_regulation:reviewer")
    delegate(world, player.case_id, feng)
    task_id = world.task(player.case_id, "review_goods").task_id
    assert held(world, player.case_id) == (feng.officer_id, GOODS.officer_id)
    for who, said in ((feng, "钱委派给您征求意见的"), (GOODS, "已委派给冯远征求意见")):
        with pytest.raises(Refused, match=said):
            world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome="agree"), who)
    with pytest.raises(Refused, match="委派给您"):
        world.do(ReleaseTask(command_id=fresh(), task_id=task_id), feng)
    with pytest.raises(Refused, match="委派给您"):
        transfer(world, player.case_id, GOODS.officer_id, feng)
    assert world.engine.ask(Passed(task_id=task_id), feng).asked_of_me
    assert world.do(AnswerDelegation(command_id=fresh(), task_id=task_id, opinion="用语规范"), feng) == "钱"
    assert held(world, player.case_id) == (GOODS.officer_id, None)
    (told,) = world.engine.ask(Passed(task_id=task_id), GOODS).delegations
    assert (told.delegate, told.note, told.opinion) == ("冯远", "请看经营范围用语", "用语规范")
    world.finish(player, "review_goods", GOODS, "agree")


def test_the_owner_takes_a_delegation_back_and_the_delegate_is_too_late(world: World) -> None:
    player = world.accepted()
    feng = enrolled(world, "冯远", "market_regulation:reviewer")
    delegate(world, player.case_id, feng)
    task_id = world.task(player.case_id, "review_goods").task_id
    with pytest.raises(Refused, match="不是您委派出去的"):
        world.do(RecallDelegation(command_id=fresh(), task_id=task_id), feng)
    world.do(RecallDelegation(command_id=fresh(), task_id=task_id), GOODS)
    with pytest.raises(Refused, match="没有委派给您"):
        world.do(AnswerDelegation(command_id=fresh(), task_id=task_id, opinion="晚了"), feng)
    world.finish(player, "review_goods", GOODS, "agree")


def test_a_colleagues_task_is_not_passed_on_by_others(world: World) -> None:
    player = world.accepted()
    feng = enrolled(world, "冯远", "market_regulation:reviewer")
    other = enrolled(world, "另一", "market_regulation:reviewer")
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), feng)
    with pytest.raises(Refused, match="已由冯远认领"):
        transfer(world, player.case_id, other.officer_id)


def test_strangers_and_applicants_find_nothing_to_pass_on(world: World) -> None:
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    for who in (STRANGER, SITE, player.applicant, replace(GOODS, posts=(), own_posts=())):
        with pytest.raises(Missing):
            transfer(world, player.case_id, GOODS.officer_id, who)
        for query in (PassTo(task_id=task_id), Passed(task_id=task_id)):
            with pytest.raises(Missing):
                world.engine.ask(query, who)


def test_a_delegation_pressed_twice_is_one(world: World) -> None:
    player = world.accepted()
    feng = enrolled(world, "冯远", "market_regulation:reviewer")
    command = DelegateTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id, to=feng.officer_id, note="看看")
    assert world.do(command, GOODS) == world.do(command, GOODS) == "冯远"
    assert len(world.engine.ask(Passed(task_id=command.task_id), GOODS).delegations) == 1
