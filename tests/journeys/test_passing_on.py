"""Work among colleagues in real browsers: a substitute signs during a leave; a question is asked from 更多 with the keyboard and answered."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.engine.world import World
from tests.journeys.test_signing import Desk, desk, served, sign, task, world  # noqa: F401  (fixtures)
from tests.journeys.waiting import press


def test_a_substitute_signs_during_the_leave_and_the_work_is_back_after_it(desk: Desk, world: World) -> None:  # noqa: F811
    case_id = world.accepted().case_id
    address = task(world, case_id, "review_goods")
    wang = desk("wang", "王芳", "market_regulation:reviewer")
    li = desk("li", "李静", "market_regulation:inspector")
    wang.goto(address)
    press(wang.get_by_role("button", name="认领"))
    expect(wang.get_by_text("在您手上", exact=True)).to_be_visible()
    press(wang.get_by_role("link", name="我的代理"))
    wang.fill("#to_on", "2026-03-03")
    wang.select_option("#substitute", label="李静")
    press(wang.get_by_role("button", name="保存"))
    expect(wang.locator(".flash-success", has_text="已保存")).to_be_visible()
    li.goto("/desk?folder=mine")
    press(li.locator(f'a[href="{address}"]').first)
    expect(li.get_by_text("将以“李静 代 王芳”的名义签署")).to_be_visible()
    sign(li, "同意", "经营范围合规")
    expect(li.locator(".flash-success")).to_be_visible()
    row = world.task(case_id, "review_goods")
    assert (row.done_by_name, row.status) == ("李静 代 王芳", "done")
    world.clock.set(world.clock.now() + timedelta(minutes=20))
    other = task(world, world.accepted().case_id, "review_goods")
    li.goto(other)
    press(li.get_by_role("button", name="认领"))
    expect(li.get_by_text("在您手上", exact=True)).to_be_visible()
    wang.goto("/account/leave")
    press(wang.get_by_role("button", name="提前结束"))
    expect(wang.locator(".flash-success", has_text="未办完的事回到本人手上")).to_be_visible()
    assert li.request.get(other).status == 404
    wang.goto(other)
    expect(wang.get_by_text("在您手上", exact=True)).to_be_visible()


def test_a_question_is_asked_with_the_keyboard_from_the_dialog_and_answered_by_another_department(desk: Desk, world: World) -> None:  # noqa: F811
    case_id = world.accepted().case_id
    address = task(world, case_id, "review_goods")
    qian = desk("qian", "钱江", "market_regulation:reviewer")
    zhao = desk("zhao", "赵敏", "city_appearance:reviewer")
    qian.goto(address)
    press(qian.get_by_role("button", name="认领"))
    expect(qian.get_by_text("在您手上", exact=True)).to_be_visible()
    qian.locator(".more-menu summary").focus()
    qian.keyboard.press("Enter")
    qian.locator(".more-menu a", has_text="沟通").focus()
    qian.keyboard.press("Enter")
    dialog = qian.locator("dialog.dialog[open]")
    expect(dialog.get_by_text("只问一句，事情还在原来的人手上")).to_be_visible()
    qian.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(qian).to_have_url(re.compile(f"{address}$"))
    qian.locator(".more-menu summary").click()
    qian.locator(".more-menu a", has_text="沟通").click()
    dialog.get_by_label("赵敏").check()
    dialog.locator("textarea").fill("门头照片看得清吗？")
    press(dialog.get_by_role("button", name="发出"))
    expect(qian.locator("#talk", has_text="等待答复")).to_be_visible()
    zhao.goto("/desk/signals/questions")
    press(zhao.get_by_role("link", name="去答复"))
    zhao.locator("#talk textarea").fill("看得清")
    press(zhao.locator("#talk").get_by_role("button", name="答复", exact=True))
    expect(zhao.locator(".flash-success", has_text="已答复钱江")).to_be_visible()
    qian.goto(address)
    expect(qian.locator("#talk blockquote", has_text="看得清")).to_be_visible()
    assert world.task(case_id, "review_goods").claimed_name == "钱江"
