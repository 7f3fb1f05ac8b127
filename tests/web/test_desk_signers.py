"""加签, 减签, 批量签批 and the next officer chosen, on the pages."""

from __future__ import annotations

import re

from flask import Flask

from engine.commands.task import CompleteTask
from engine.domain.viewer import Viewer
from tests.engine.commands.signing_world import drawn, own_task, roll, to_approve
from tests.engine.commands.signing_world import enrol as enrol_one
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.commands.test_people_rules import second_look
from tests.engine.world import SITE, World, fresh
from tests.web.cast import PASSWORD, enrol, sign_in


def lin(world: World, role: str = "approver") -> Viewer:
    return enrol_one(world, "lin", "林远", f"city_appearance:{role}")


def task_page(world: World, case_id: str, element: str = "approve") -> str:
    return f"/desk/tasks/{world.task(case_id, element).task_id}"


def test_a_colleague_is_added_from_the_task_and_both_pages_show_the_list(site: Flask, world: World) -> None:
    enrol(world, "sun")
    colleague = lin(world)
    player = to_approve(world)
    page = sign_in(site, "sun")
    address = task_page(world, player.case_id)
    page.get(address)
    assert page.says("请同事先提意见、一起签或接着签") and not page.says("签署人")
    page.get(f"{address}/signers")
    for words in ("前加签：先听他的意见", "后加签：我之后他再签", "并加签：和我一起签", "环节的时限不变", "林远", "您选“准予”以后"):
        assert page.says(words), words
    page.post(f"{address}/signers", {"officer_id": colleague.officer_id, "mode": "parallel", "reason": "位置特殊"})
    assert page.says("已请林远签署“审批”，已告知对方。") and page.says("待签署") and page.says("孙立加签：位置特殊") and page.says("并加签")
    other = sign_in(site, "lin", "correct horse 42")
    other.get(f"/desk/tasks/{own_task(world, player.case_id, colleague).task_id}")
    assert other.says("请您本人签署") and not other.says("放回部门")


def test_taking_somebody_off_the_list_from_the_case_page(site: Flask, world: World) -> None:
    enrol(world, "sun")
    colleague = lin(world)
    player = to_approve(world)
    page, address = sign_in(site, "sun"), task_page(world, player.case_id)
    page.get(f"{address}/signers")
    page.post(f"{address}/signers", {"officer_id": colleague.officer_id, "mode": "after", "reason": "位置特殊"})
    page.get(f"/desk/cases/{player.case_id}")
    token = re.search(r'name="step_token" value="(t\d+)"', page.page)
    assert token and page.says("还没有轮到")
    page.post(f"/desk/cases/{player.case_id}/signers/remove", {"step_token": token[1], "position": "1", "reason": ""})
    assert page.says("请写明减签的理由")
    page.post(f"/desk/cases/{player.case_id}/signers/remove", {"step_token": token[1], "position": "1", "reason": "已当面说清"})
    assert page.says("已减签。") and page.says("“审批”减签：林远")
    assert roll(world, player.case_id)[-1] == ("林远", "removed")


def test_a_task_that_waits_for_an_opinion_says_so_and_what_is_missing_in_a_request_stays_on_the_page(site: Flask, world: World) -> None:
    enrol(world, "sun")
    colleague = lin(world, "reviewer")
    player = to_approve(world)
    page, address = sign_in(site, "sun"), task_page(world, player.case_id)
    page.get(f"{address}/signers")
    answer = page.post(f"{address}/signers", {"officer_id": "", "mode": "before", "reason": "请先看看"})
    assert answer.status_code == 422 and page.says("请选择一位能看到这个办件") and "请先看看</textarea>" in page.page
    page.post(f"{address}/signers", {"officer_id": colleague.officer_id, "mode": "before", "reason": "请先看看"})
    assert page.says("要等加签的意见回来才能办") and not page.says("准予设摊")


def test_a_stranger_and_an_officer_of_another_department_find_no_page_of_signers(site: Flask, world: World) -> None:
    enrol(world, "zhou", "qian")
    player = to_approve(world)
    for login in ("zhou", "qian"):
        page = sign_in(site, login)
        assert page.get(f"{task_page(world, player.case_id)}/signers").status_code == 404


def test_many_tasks_are_signed_at_once_with_a_result_for_each(site: Flask, world: World) -> None:
    enrol(world, "sun")
    colleague = lin(world)
    first, second, third = (to_approve(world) for _ in range(3))
    page = sign_in(site, "sun")
    page.get("/desk/batch")
    assert page.says("前面各环节的意见") and page.says("市场监督管理局：同意") and page.page.count("不处理") == 3
    ids = [world.task(player.case_id, "approve").task_id for player in (first, second, third)]
    chosen = {f"outcome.{ids[0]}": "grant", f"outcome.{ids[1]}": "deny", f"opinion.{ids[1]}": "占用盲道", "opinion": "符合条件"}
    page.post("/desk/batch", {**chosen, "foresee": "1"})
    assert page.says("作出准予决定") and page.says("作出不予决定") and page.says("签批选好的 2 件")
    world.do(CompleteTask(command_id=fresh(), task_id=ids[1], outcome="grant", opinion="先办了"), colleague)
    page.post("/desk/batch", chosen)
    assert page.says("1 件已办理，1 件没有办成") and page.says("“审批”已由林远于 03月02日")
    assert (world.case(first.case_id).decision, world.case(first.case_id).reason) == ("grant", "符合条件")
    assert world.case(second.case_id).reason == "先办了"
    assert world.open_steps(third.case_id) == ["approve"]


def test_whoever_finishes_names_the_next_officer_and_must(site: Flask, world: World) -> None:
    enrol(world, "sun", "qian")
    colleague = lin(world)
    player = chosen_next(world)
    page = sign_in(site, "qian", PASSWORD)
    address = task_page(world, player.case_id, "review_goods")
    page.get(address)
    assert page.says("“审批”由谁办理") and page.says("林远") and page.says("孙立")
    answer = page.post(address, {"outcome": "agree"})
    assert answer.status_code == 422 and page.says("请选择“审批”的办理人。")
    page.post(address, {"outcome": "agree", "next.approve": colleague.officer_id})
    assert world.task(player.case_id, "approve").claimed_by == colleague.officer_id


def chosen_next(world: World):
    text = world.bundle.files[DIAGRAM].decode()
    mark = '<camunda:property name="item" value="market_regulation"/>'
    assert text.count(mark) == 1
    publish(world, text.replace(mark, mark + '<camunda:property name="next" value="choose"/>').encode())
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    return player


def test_drawn_signers_are_listed_with_their_rule_and_weights(site: Flask, world: World) -> None:
    enrol(world, "sun")
    drawn(
        world,
        who="city_appearance:approver, market_regulation:approver",
        sign="weighted:0.6",
        weights="city_appearance:approver 2, market_regulation:approver 3",
    )
    player = to_approve(world)
    mine = next(row for row in world.tasks(player.case_id, "approve") if row.department == "city_appearance")
    page = sign_in(site, "sun")
    page.get(f"/desk/tasks/{mine.task_id}")
    for words in ("票签：同意的权重达到 60% 就通过，弃权不计", "权重 3", "城市管理局", "还要市场监督管理局签署"):
        assert page.says(words), words


def test_the_page_says_before_the_press_that_the_next_step_passes_by_itself(site: Flask, world: World) -> None:
    enrol(world, "qian")
    second_look(world, "adjacent")
    player = world.accepted()
    page = sign_in(site, "qian")
    page.get(task_page(world, player.case_id, "review_goods"))
    assert page.says("“复核”会按规则自动通过") and page.says("转到市场监督管理局：复核")
