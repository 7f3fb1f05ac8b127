"""A clerk's whole intake and a reviewer's whole morning with the keyboard alone: nothing here clicks, fills or focuses by script."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from sqlalchemy import select

from engine.store import transaction
from engine.store.schema import cases, task
from engine.store.schema_office import sent_message
from tests.engine.world import World
from tests.journeys.test_signing import Desk, desk, world  # noqa: F401  (fixtures)

MORNING = 20


class Keys:
    """The page as one who has only a keyboard meets it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, selector: str, key: str = "Tab", most: int = 60) -> None:
        """Press until this has the focus."""
        for _each in range(most):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.press(key)
        raise AssertionError(f"{key} never came to {selector} on {self.page.url}")

    def type(self, selector: str, words: str) -> None:
        self.to(selector)
        self.press("Control+a")
        self.page.keyboard.insert_text(words)

    def arrives(self, address: str) -> None:
        """At a page, with its scripts at work."""
        self.page.wait_for_url(re.compile(address))
        self.page.wait_for_load_state()

    def hears(self, words: str) -> None:
        """What came of the last press, on a page with its scripts at work."""
        self.page.locator(".flash-success", has_text=words).wait_for()
        self.page.wait_for_load_state()

    def here(self) -> str:
        return str(self.page.evaluate("document.activeElement.textContent.trim()"))


def test_a_clerk_takes_in_an_application_and_accepts_it_without_a_mouse(desk: Desk, world: World) -> None:  # noqa: F811
    world.stage.prepare("registry.identity", {"matched": True, "mismatch": []})
    keys = Keys(desk("li", "李静", "service_hall:window"))
    page = keys.page
    keys.press("?")
    assert "新收件" in page.locator("dialog.keys").inner_text()
    assert "插入第几条常用语" not in page.locator("dialog.keys").inner_text()  # keys of other pages are left out
    keys.press("Escape", "n")
    keys.arrives(r"/desk/intake$")
    page.keyboard.type("占道")
    keys.press("Enter")
    keys.arrives("q=")
    keys.press("ArrowDown", "Enter")
    keys.arrives("/new/street-stall")
    keys.press("Control+Enter")
    keys.arrives(r"/form")
    said = {"stall": "老王早点", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "area": "6"}
    for name, words in said.items():
        keys.type(f'[name="{name}"]', words)
    keys.press("Control+Enter")
    keys.arrives(r"/materials")
    for _material in page.locator("tr[data-choices]").all():
        keys.press("j", "1")  # 收
    keys.press("Control+Enter")
    keys.arrives(r"/confirm")
    keys.to(".party-acts button")
    keys.press("Enter")
    keys.hears("验证码")
    world.stage.settle()
    keys.to(".enter-code input")
    page.keyboard.type(code_sent(world))
    keys.press("Enter")
    keys.hears("已确认")
    keys.press("Control+Enter")
    keys.arrives(r"/review")
    keys.press("Control+Enter")
    keys.arrives(r"/receipt")
    world.stage.settle()
    keys.press("g", "1")
    keys.arrives(r"folder=to_accept")
    keys.press("j", "Enter")
    keys.arrives(r"/desk/tasks/")
    keys.press("c")
    keys.hears("已认领")
    keys.press("a")
    assert keys.here().startswith("受理")
    keys.press("Enter")
    keys.hears("已办理：受理")
    with transaction.reading(world.engine.database) as tx:
        assert tx.execute(select(cases.c.status, cases.c.taken_in_by.is_not(None))).all() == [("accepted", True)]


def code_sent(world: World) -> str:  # noqa: F811
    with transaction.reading(world.engine.database) as tx:
        told = [world.engine.parts.seal.open(row.text_sealed) for row in tx.execute(select(sent_message))]
    return next(found[0] for found in (re.search(r"\d{6}", text) for text in reversed(told)) if found)


def without_pictures(page: Page) -> None:
    """What twenty pages look like is not the point here, and costs most of their time."""
    page.route("**/*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.route(re.compile(r"/dist/.*\.js|icon\.svg"), lambda route: route.fulfill(body="", content_type="text/javascript"))


def test_a_reviewers_morning_of_twenty_tasks_without_a_mouse(desk: Desk, world: World) -> None:  # noqa: F811
    for _each in range(MORNING):
        world.accepted()
    keys = Keys(desk("qian", "钱江", "market_regulation:reviewer"))
    page = keys.page
    without_pictures(page)
    keys.press("g", "2")
    keys.arrives(r"folder=department")
    assert page.locator("tr[data-href]").count() == MORNING
    keys.press("j", "j", "k", "c")  # claims the first row, and is back in the list
    keys.hears("已认领")
    keys.press("ArrowDown", "Enter")
    keys.arrives(r"/desk/tasks/")
    for number in range(MORNING):
        before = page.url
        if number == 0:  # the choice to go on is kept
            keys.press("o")
            keys.to("[name=open_next]")
            keys.press("Space")
        keys.press("p", "2", "Escape", "a")
        assert keys.here().startswith("同意")
        keys.press("Enter")
        page.wait_for_url(lambda address, before=before: address != before)
        page.wait_for_load_state()
        assert "已办理：同意" in page.locator(".flash-success").inner_text()
    keys.arrives(r"/desk\?folder=department")
    assert "没有下一件了" in page.locator(".flash-success").inner_text()
    with transaction.reading(world.engine.database) as tx:
        done = tx.execute(select(task.c.opinion, task.c.outcome).where(task.c.element_id == "review_goods", task.c.status == "done")).all()
    assert done == [("经审查，符合规定，同意。", "agree")] * MORNING
