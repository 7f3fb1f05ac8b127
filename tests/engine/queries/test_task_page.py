"""One task: what I may do, and what would follow."""

from __future__ import annotations

import pytest

from engine.commands.task import ClaimTask
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.task_in_hand import TaskInHand
from engine.queries.task_page import TaskPage, TaskShown
from tests.engine.world import APPROVER, GOODS, SITE, STRANGER, WINDOW, World, fresh, officer


def page(world: World, case_id: str, element: str, viewer, **more: object) -> TaskShown:
    return world.engine.ask(TaskPage(task_id=world.task(case_id, element).task_id, **more), viewer)  # type: ignore[arg-type]


def foreseen(shown: TaskShown) -> dict[str | None, list[str]]:
    return {act.outcome: [str(sentence) for sentence in act.foreseen] for act in shown.acts}


def test_each_outcome_tells_what_it_leads_to_before_it_is_chosen(world: World) -> None:
    told = foreseen(page(world, world.submitted().case_id, "check_application", WINDOW))
    assert told["accept"] == [
        "正式受理，开始计算办理时限",
        "出具《受理通知书》",
        "转到城市管理局：现场审查",
        "转到市场监督管理局：经营范围审查",
    ]
    assert told["supplement"] == ["请申请人：补正材料", "出具《补正告知书》"]
    assert told["not_required"] == ["不受理", "出具《不予受理通知书》", "办件结束"]


def test_foretelling_changes_nothing(world: World) -> None:
    player = world.submitted()
    before = world.case(player.case_id)
    page(world, player.case_id, "check_application", WINDOW)
    assert world.case(player.case_id) == before
    assert world.open_steps(player.case_id) == ["check_application"]


def test_the_first_of_two_departments_is_told_that_the_other_is_waited_for(world: World) -> None:
    told = foreseen(page(world, world.accepted().case_id, "review_goods", GOODS))
    assert told["agree"] == ["等其他环节办完：现场审查"]


def test_a_step_with_a_form_foretells_when_it_is_filled_in(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    assert foreseen(page(world, player.case_id, "review_site", SITE)) == {"agree": [], "disagree": []}
    assert foreseen(page(world, player.case_id, "review_site", SITE, fields={"passage": 3}))["agree"] == ["转到城市管理局：审批"]


def test_a_decision_is_foretold_with_its_letter(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    told = foreseen(page(world, player.case_id, "approve", APPROVER))
    assert told["grant"] == ["作出准予决定", "出具《准予决定书》", "转到政务服务中心：发放许可证"]
    assert told["deny"] == ["作出不予决定", "出具《不予决定书》", "办结", "办件结束"]


def test_a_task_in_a_colleague_s_hands_offers_no_act(world: World) -> None:
    player = world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), GOODS)
    shown = page(world, player.case_id, "review_goods", officer("market_regulation:reviewer", "冯", officer_id="colleague"))
    assert (shown.acts, shown.holder, shown.claimable) == ((), "钱", False)


def test_a_finished_task_says_who_and_how(world: World) -> None:
    player = world.accepted()
    shown = page(world, player.case_id, "check_application", WINDOW)
    assert (shown.acts, shown.status, shown.done_by, shown.outcome) == ((), "done", "李", "受理")


def test_every_visible_answer_can_be_named_as_wrong(world: World) -> None:
    shown = page(world, world.submitted().case_id, "check_application", WINDOW)
    assert [choice.path for choice in shown.field_choices] == ["stall", "name", "identity", "mobile", "area", "sells_food"]


def test_what_was_asked_already_stands_on_the_page_of_the_next_one(world: World) -> None:
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"field:area": "与图纸不一致"})
    shown = page(world, player.case_id, "check_application", WINDOW)
    assert [(asked.key, asked.what) for asked in shown.asked] == [("field:area", "面积（平方米）")]


def test_a_task_in_hand_is_nobody_else_s(world: World) -> None:
    player = world.accepted()
    task = world.task(player.case_id, "review_site")
    held = world.engine.ask(TaskInHand(task_id=task.task_id), SITE)
    assert (held.step, held.form, held.file.head.case_no) == (task.name, "review", player.case.case_no)
    assert [one.outcome for one in held.acts] == [outcome for outcome, _label in task.outcomes]
    for other in (GOODS, STRANGER, Viewer.public(), player.applicant):
        with pytest.raises(Missing):
            world.engine.ask(TaskInHand(task_id=task.task_id), other)
