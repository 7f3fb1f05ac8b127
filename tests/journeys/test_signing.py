"""Officers who sign beside each other, each in a browser of his own: over the tests' small service, so that a case is there at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.engine.commands.signing_world import drawn, enrol, to_approve
from tests.engine.commands.test_consulting import reviewed
from tests.engine.world import World, world_of
from tests.journeys.people import BROWSED, browser_session, sign_in
from tests.journeys.waiting import is_there, press
from web import create_app

PASSWORD = "correct horse 42"
Desk = Callable[[str, str, str], Page]


@pytest.fixture(params=BROWSED)
def world(request: pytest.FixtureRequest, databases: dict[str, Any]) -> Iterator[World]:
    with world_of(databases[request.param]) as own:
        yield own


@pytest.fixture
def served(world: World) -> Iterator[str]:
    """The address at which the world's pages are."""
    server = make_server("127.0.0.1", 0, create_app(world.engine), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def desk(world: World, served: str, browser: Browser) -> Iterator[Desk]:
    """Enrols an officer (login, name, post) and gives his browser, signed in. Nothing may be written on its console."""
    opened: list[Page] = []

    def at_desk(login: str, name: str, group: str) -> Page:
        enrol(world, login, name, group)
        page = browser_session(browser, served, 1280)
        opened.append(page)
        sign_in(page, login, PASSWORD)
        return page

    yield at_desk
    for page in opened:
        page.context.close()
    assert [complaint for page in opened for complaint in page.complaints] == []  # type: ignore[attr-defined]


def task(world: World, case_id: str, element: str, department: str = "") -> str:
    rows = [row for row in world.tasks(case_id, element) if row.department.startswith(department)]
    return f"/desk/tasks/{rows[-1].task_id}"


def sign(page: Page, label: str, opinion: str) -> None:
    page.fill("#opinion", opinion)
    press(page.locator(".act-panel .acts button", has_text=label).first)


def test_a_colleague_is_added_after_a_step_of_several_and_taken_back(world: World, desk: Desk) -> None:
    drawn(world, who="city_appearance:approver, market_regulation:approver", sign="all")
    sun = desk("sun", "孙立", "city_appearance:approver")
    zheng = desk("zheng", "郑越", "market_regulation:approver")
    desk("lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    address = task(world, player.case_id, "approve", "city")
    sun.goto(address)
    expect(sun.locator("#signers")).to_contain_text("会签：全部同意才通过")
    sun.locator(".more-menu summary").click()
    press(sun.locator(".more-menu a", has_text="加签"))
    expect(sun).to_have_url(re.compile(r"/signers$"))
    sun.check("input[name=mode][value=after]")
    sun.select_option("#officer_id", label="林远")
    sun.fill("#reason", "占道时间长，请林远把关")
    press(sun.locator("#add-signer .btn-primary"))
    expect(sun.locator(".flash-success", has_text="已请林远签署")).to_be_visible()
    expect(sun.locator("#signers")).to_contain_text("还没有轮到")
    sun.goto(f"/desk/cases/{player.case_id}")
    entry = sun.locator("#signers .signer", has_text="林远")
    entry.locator("summary").click()
    entry.locator("input[name=reason]").fill("已当面说清")
    press(entry.locator("button"))
    expect(sun.locator(".flash-success", has_text="已减签")).to_be_visible()
    expect(sun.locator("#signers .signer", has_text="林远")).to_contain_text("已减签")
    for page, department, opinion in ((sun, "city", "同意设摊"), (zheng, "market", "经营范围相符")):
        page.goto(task(world, player.case_id, "approve", department))
        sign(page, "准予", opinion)
        expect(page.locator(".flash-success", has_text="已办理：准予")).to_be_visible()
    assert world.case(player.case_id).decision == "grant"


def test_of_two_who_press_at_the_same_instant_the_second_is_told_who_was_first_and_keeps_his_words(world: World, desk: Desk) -> None:
    sun = desk("sun", "孙立", "city_appearance:approver")
    lin = desk("lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    address = task(world, player.case_id, "approve")
    for page, opinion in ((sun, "孙的意见"), (lin, "林的意见")):
        page.goto(address)
        page.fill("#opinion", opinion)
    # Both requests are on their way before either page has gone on.
    for page in (sun, lin):
        page.locator(".act-panel .acts button", has_text="准予").first.evaluate("button => setTimeout(() => button.click(), 50)")
    for page in (sun, lin):
        expect(page.locator(".flash-success, #task-error").first).to_be_visible()
    first, second = (sun, lin) if is_there(sun.locator(".flash-success")) else (lin, sun)
    name, words = ("孙立", "林的意见") if first is sun else ("林远", "孙的意见")
    expect(first.locator(".flash-success", has_text="已办理：准予")).to_have_count(1)
    expect(second.locator("#task-error")).to_contain_text(re.compile(rf"“审批”已由{name}于 03月02日 \d\d:\d\d 办理"))
    expect(second.locator("#task-error")).to_contain_text(words)
    assert [row.status for row in world.tasks(player.case_id, "approve")] == ["done"]


def test_departments_that_disagree_are_heard_again_and_the_lead_decides(world: World, desk: Desk) -> None:
    lead = desk("sun", "孙立", "city_appearance:approver")
    site = desk("zhao", "赵敏", "city_appearance:reviewer")
    goods = desk("qian", "钱江", "market_regulation:reviewer")
    player = reviewed(world, "disagree", "agree", letter="consultation")
    rows = world.tasks(player.case_id, "deliberate")
    of = {(row.department, row.role): f"/desk/tasks/{row.task_id}" for row in rows}
    lead.goto(of["city_appearance", "approver"])
    expect(lead.locator("#my-act")).to_contain_text("要等加签的意见回来才能办")
    for page, department, label, opinion in (
        (site, "city_appearance", "同意", "退后半米，不占盲道"),
        (goods, "market_regulation", "同意", "维持原意见"),
    ):
        page.goto(of[department, "reviewer"])
        expect(page.locator("#signers")).to_contain_text("各部门说明意见，牵头部门作结论")
        sign(page, label, opinion)
        expect(page.locator(".flash-success")).to_be_visible()
    lead.goto(of["city_appearance", "approver"])
    expect(lead.locator("#signers")).to_contain_text("退后半米，不占盲道")
    sign(lead, "继续办理", "两家已经一致")
    expect(lead.locator(".flash-success", has_text="继续办理")).to_be_visible()
    lead.goto(f"/desk/cases/{player.case_id}")
    expect(lead.locator("main")).to_contain_text("会商有了结论：继续办理")
    expect(lead.locator("a", has_text="会商纪要").first).to_be_visible()
