"""Work among colleagues in real browsers: a substitute signs during a leave; a question is asked from 更多 with the keyboard and answered."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.world import World
from tests.journeys.test_signing import Desk, desk, press, task, world  # noqa: F401  (fixtures)


def test_a_substitute_signs_during_the_leave_and_the_work_is_back_after_it(desk: Desk, world: World) -> None:  # noqa: F811
    case_id = world.accepted().case_id
    address = task(world, case_id, "review_goods")
    wang = desk("wang", "王芳", "market_regulation:reviewer")
    li = desk("li", "李静", "market_regulation:inspector")
    wang.goto(address)
    wang.get_by_role("button", name="认领").click()
    wang.get_by_text("在您手上", exact=True).wait_for()
    wang.get_by_role("link", name="我的代理").click()
    wang.fill("#to_on", "2026-03-03")
    wang.select_option("#substitute", label="李静")
    wang.get_by_role("button", name="保存").click()
    wang.locator(".flash-success", has_text="已保存").wait_for()
    li.goto("/desk?folder=mine")
    li.locator(f'a[href="{address}"]').first.click()
    li.get_by_text("将以“李静 代 王芳”的名义签署").wait_for()
    press(li, "同意", "经营范围合规")
    li.locator(".flash-success").wait_for()
    row = world.task(case_id, "review_goods")
    assert (row.done_by_name, row.status) == ("李静 代 王芳", "done")
    world.clock.set(world.clock.now() + timedelta(minutes=20))
    other = task(world, world.accepted().case_id, "review_goods")
    li.goto(other)
    li.get_by_role("button", name="认领").click()
    li.get_by_text("在您手上", exact=True).wait_for()
    wang.goto("/account/leave")
    wang.on("dialog", lambda dialog: dialog.accept())
    wang.get_by_role("button", name="提前结束").click()
    if wang.locator("dialog.confirm[open]").count():
        wang.locator("dialog.confirm button[value=yes]").click()
    wang.locator(".flash-success", has_text="未办完的事回到本人手上").wait_for()
    assert li.goto(other).status == 404  # type: ignore[union-attr]
    wang.goto(other)
    wang.get_by_text("在您手上", exact=True).wait_for()


def test_a_question_is_asked_with_the_keyboard_from_the_dialog_and_answered_by_another_department(desk: Desk, world: World) -> None:  # noqa: F811
    case_id = world.accepted().case_id
    address = task(world, case_id, "review_goods")
    qian = desk("qian", "钱江", "market_regulation:reviewer")
    zhao = desk("zhao", "赵敏", "city_appearance:reviewer")
    qian.goto(address)
    qian.get_by_role("button", name="认领").click()
    qian.get_by_text("在您手上", exact=True).wait_for()
    qian.wait_for_load_state()  # before its scripts have run, the menu's links lead to pages of their own
    qian.locator(".more-menu summary").focus()
    qian.keyboard.press("Enter")
    qian.locator(".more-menu a", has_text="沟通").focus()
    qian.keyboard.press("Enter")
    dialog = qian.locator("dialog.dialog[open]")
    dialog.get_by_text("只问一句，事情还在原来的人手上").wait_for()
    qian.keyboard.press("Escape")
    assert not dialog.count() and qian.url.endswith(address)
    qian.locator(".more-menu summary").click()
    qian.locator(".more-menu a", has_text="沟通").click()
    dialog.get_by_label("赵敏").check()
    dialog.locator("textarea").fill("门头照片看得清吗？")
    dialog.get_by_role("button", name="发出").click()
    qian.locator("#talk", has_text="等待答复").wait_for()
    zhao.goto("/desk/signals/questions")
    zhao.get_by_role("link", name="去答复").click()
    zhao.locator("#talk textarea").fill("看得清")
    zhao.locator("#talk").get_by_role("button", name="答复", exact=True).click()
    zhao.locator(".flash-success", has_text="已答复钱江").wait_for()
    qian.goto(address)
    qian.locator("#talk blockquote", has_text="看得清").wait_for()
    assert world.task(case_id, "review_goods").claimed_name == "钱江"
