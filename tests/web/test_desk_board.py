"""The workbench in a browser without scripts."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.engine.world import World
from tests.web.cast import enrol, sign_in


def test_the_window_begins_with_what_waits_to_be_accepted(site: Flask, world: World) -> None:
    enrol(world, "li")
    player = world.submitted()
    window = sign_in(site, "li")
    window.get("/desk")
    assert window.says(world.case(player.case_id).case_no)
    assert window.says("老王早点")
    assert window.says("受理审查")
    assert not window.says("33019919650512609X")


def test_an_empty_folder_says_what_it_means_and_what_to_do(site: Flask, world: World) -> None:
    enrol(world, "li", "zhao")
    window = sign_in(site, "li")
    window.get("/desk?folder=to_accept")
    assert window.says("没有待受理的办件") and window.says("新收件")
    reviewer = sign_in(site, "zhao")
    reviewer.get("/desk?folder=mine")
    assert reviewer.says("您手上没有待办") and "/desk/intake" not in reviewer.page


def test_a_task_is_claimed_from_the_list_and_the_second_hears_who_has_it(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng")
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    first, second = sign_in(site, "qian"), sign_in(site, "feng")
    for visitor in (first, second):
        visitor.get("/desk?folder=department")
    first.post(f"/desk/tasks/{task_id}/claim", {"next": "/desk?folder=mine"})
    assert first.says("已认领，现在由您办理。") and first.says("经营范围审查")
    second.post(f"/desk/tasks/{task_id}/claim", {"next": "/desk?folder=department"})
    assert second.says("“经营范围审查”已由钱江认领。")


def test_two_rows_of_one_page_are_claimed_one_after_the_other_each_by_a_press_of_its_own(site: Flask, world: World) -> None:
    enrol(world, "qian")
    tasks = {world.task(world.accepted().case_id, "review_goods").task_id for _each in range(2)}
    qian = sign_in(site, "qian")
    qian.get("/desk?folder=department")
    buttons = re.findall(r'form="claim" formaction="(/desk/tasks/([^/"]+)/claim)" name="command_id" value="([0-9a-f]{32})"', qian.page)
    assert {task_id for _address, task_id, _command in buttons} == tasks
    for address, task_id, command in [*buttons, buttons[0]]:  # the first once more, from the page brought back
        qian.post(address, {"command_id": command, "next": "/desk?folder=mine"})
        assert qian.says("已认领，现在由您办理。")
        assert world.tasks(task_id.split("-")[0], "review_goods")[-1].claimed_name == "钱江"


def test_counts_in_the_menu_are_those_of_the_lists(site: Flask, world: World) -> None:
    enrol(world, "li")
    world.submitted()
    world.submitted()
    window = sign_in(site, "li")
    window.get("/desk?folder=to_accept")
    assert '<span>待受理</span><span class="count">2</span>' in window.page


def test_a_search_without_result_offers_to_clear_it(site: Flask, world: World) -> None:
    enrol(world, "li")
    window = sign_in(site, "li")
    window.get("/desk?folder=to_accept&q=没有这样的")
    assert window.says("没有符合条件的办件") and window.says("清除筛选")


@pytest.mark.parametrize("asked", ["folder=nonsense", "sort=nonsense", "page=-3", "page=x", "page=99999", "order=up"])
def test_a_crooked_link_shows_a_list_all_the_same(site: Flask, world: World, asked: str) -> None:
    enrol(world, "li")
    assert sign_in(site, "li").get(f"/desk?{asked}").status_code == 200


@pytest.mark.parametrize("address", ["/desk?service=%00", "/desk?q=a%00b", "/desk/tasks/%00", "/desk/cases/%00", "/services/%00"])
def test_a_character_no_database_keeps_is_refused_in_words(site: Flask, world: World, address: str) -> None:
    enrol(world, "li")
    visitor = sign_in(site, "li")
    assert visitor.get(address).status_code == 422 and visitor.says("内容里有不能使用的字符")


@pytest.mark.parametrize(("login", "home"), [("chen", "/admin/departments"), ("wei", "/admin/officers"), ("shen", "/admin/access-log")])
def test_an_administrator_begins_on_his_own_page(site: Flask, world: World, login: str, home: str) -> None:
    enrol(world, login)
    response = sign_in(site, login).get("/desk")
    assert (response.status_code, response.headers["Location"]) == (302, home)


def test_who_is_not_signed_in_is_sent_to_sign_in(site: Flask) -> None:
    for address in ("/desk", "/desk/intake", "/desk/tasks/x", "/desk/cases/x", "/admin/officers"):
        response = site.test_client().get(address)
        assert response.status_code == 302 and response.headers["Location"].startswith("/login?next=")


def test_a_number_is_found_from_any_page_whatever_folder_it_lies_in(site: Flask, world: World) -> None:
    enrol(world, "li")
    number = world.case(world.accepted().case_id).case_no
    window = sign_in(site, "li")
    window.get(f"/desk?q={number}")
    assert window.says("全部办件") and window.says("老王早点")
    window.get(f"/desk?folder=to_accept&q={number}")
    assert window.says("没有符合条件的办件") and window.says("在全部办件中查找")


def test_ticked_rows_are_claimed_at_once_and_each_says_what_became_of_it(site: Flask, world: World) -> None:
    enrol(world, "qian", "feng", "zhou")
    mine, theirs = (world.task(world.accepted().case_id, "review_goods").task_id for _each in range(2))
    feng, qian = sign_in(site, "feng"), sign_in(site, "qian")
    qian.get("/desk?folder=department")
    feng.get("/desk?folder=department")
    feng.post(f"/desk/tasks/{theirs}/claim", {"next": "/desk"})
    qian.post("/desk/bulk", {"act": "claim", "task": [mine, theirs, "nothing"]})
    assert qian.says("1 件办成，2 件没有办成") and qian.says("冯远") and qian.says("没有找到这个任务")
    assert world.tasks(mine.split("-")[0], "review_goods")[-1].claimed_name == "钱江"
    stranger = sign_in(site, "zhou")
    stranger.get("/desk")
    stranger.post("/desk/bulk", {"act": "claim", "task": [mine]})
    assert stranger.says("0 件办成，1 件没有办成") and not stranger.says("老王早点")


def test_ticked_rows_are_given_to_a_colleague_for_a_reason(site: Flask, world: World) -> None:
    ids = enrol(world, "qian", "feng")
    tasks = [world.task(world.accepted().case_id, "review_goods").task_id for _each in range(2)]
    qian = sign_in(site, "qian")
    qian.get("/desk?folder=department")
    qian.post("/desk/bulk", {"act": "transfer", "task": tasks})
    assert qian.says("转办 2 件") and qian.says("能办其中 2 件")
    assert qian.post("/desk/bulk", {"act": "give", "task": tasks, "to": ids["feng"], "reason": ""}).status_code == 422
    qian.post("/desk/bulk", {"act": "give", "task": tasks, "to": ids["feng"], "reason": "出差"})
    assert qian.says("2 件办成，0 件没有办成")
    assert {world.tasks(each.split("-")[0], "review_goods")[-1].claimed_name for each in tasks} == {"冯远"}


def test_nothing_ticked_is_said(site: Flask, world: World) -> None:
    enrol(world, "qian")
    qian = sign_in(site, "qian")
    qian.get("/desk")
    qian.post("/desk/bulk", {"act": "claim"})
    assert qian.says("请先在列表里勾选")


def test_a_finished_task_opens_the_next_of_the_list_for_who_ticked_it(site: Flask, world: World) -> None:
    enrol(world, "qian")
    tasks = [world.task(world.accepted().case_id, "review_goods").task_id for _each in range(2)]
    qian = sign_in(site, "qian")
    qian.get("/desk?folder=department")
    qian.get(f"/desk/tasks/{tasks[0]}")
    answer = qian.post(f"/desk/tasks/{tasks[0]}", {"outcome": "agree", "opinion": "同意", "open_next": "1"})
    assert answer.request.path == f"/desk/tasks/{tasks[1]}" and qian.says("已打开下一件")
    assert 'name="open_next" value="1" checked' in qian.page  # kept
    answer = qian.post(f"/desk/tasks/{tasks[1]}", {"outcome": "agree", "opinion": "同意", "open_next_was": "1"})
    assert answer.request.path == "/desk"
