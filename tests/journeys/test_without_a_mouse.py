"""A clerk's whole intake and a reviewer's whole morning with the keyboard alone: nothing here clicks, fills or focuses by script."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine import content
from engine.commands.design import PublishBundle
from engine.domain.viewer import Viewer
from engine.store import transaction
from engine.store.schema import cases, task
from engine.store.schema_office import sent_message
from tests.engine.world import SERVICES, World, fresh
from tests.journeys.test_signing import Desk, desk, served, world  # noqa: F401  (fixtures)
from tests.journeys.waiting import key

MORNING = 20


class Keys:
    """The page as one who has only a keyboard meets it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for each in keys:
            self.page.keyboard.press(each)

    def go(self, *keys: str) -> None:
        """The last of them leads to another page."""
        self.press(*keys[:-1])
        key(self.page, keys[-1])

    def to(self, selector: str, most: int = 60) -> None:
        """Press until this has the focus."""
        for _each in range(most):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never came to {selector} on {self.page.url}")

    def type(self, selector: str, words: str) -> None:
        self.to(selector)
        self.press("Control+a")
        self.page.keyboard.insert_text(words)

    def arrives(self, address: str) -> None:
        expect(self.page).to_have_url(re.compile(address))

    def hears(self, words: str) -> None:
        """What came of the last press."""
        expect(self.page.locator(".flash-success")).to_contain_text(words)

    def stands_at(self, words: str) -> None:
        expect(self.page.locator(":focus")).to_have_text(re.compile(rf"^\s*{words}"))


def test_a_clerk_takes_in_an_application_and_accepts_it_without_a_mouse(desk: Desk, world: World) -> None:  # noqa: F811
    world.stage.prepare("registry.identity", {"matched": True, "mismatch": []})
    keys = Keys(desk("li", "李静", "service_hall:window"))
    page = keys.page
    keys.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("新收件")
    expect(page.locator("dialog.keys").get_by_text("插入第几条常用语")).to_be_hidden()  # keys of other pages are left out
    keys.go("Escape", "n")
    keys.arrives(r"/desk/intake$")
    page.keyboard.type("占道")
    keys.go("Enter")
    keys.arrives("q=")
    keys.go("ArrowDown", "Enter")
    keys.arrives("/new/street-stall")
    keys.go("Control+Enter")
    keys.arrives(r"/form")
    said = {"stall": "老王早点", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "area": "6"}
    for name, words in said.items():
        keys.type(f'[name="{name}"]', words)
    keys.go("Control+Enter")
    keys.arrives(r"/materials")
    for _material in page.locator("tr[data-choices]").all():
        keys.press("j", "1")  # 收
    keys.go("Control+Enter")
    keys.arrives(r"/confirm")
    keys.to(".party-acts button")
    keys.go("Enter")
    keys.hears("验证码")
    world.stage.settle()
    keys.to(".enter-code input")
    page.keyboard.type(code_sent(world))
    keys.go("Enter")
    keys.hears("已确认")
    keys.go("Control+Enter")
    keys.arrives(r"/review")
    keys.go("Control+Enter")
    keys.arrives(r"/receipt")
    world.stage.settle()
    keys.go("g", "1")
    keys.arrives(r"folder=to_accept")
    keys.go("j", "Enter")
    keys.arrives(r"/desk/tasks/")
    keys.go("c")
    keys.hears("已认领")
    keys.press("a")
    keys.stands_at("受理")
    keys.go("Enter")
    keys.hears("已办理：受理")
    with transaction.reading(world.engine.database) as tx:
        assert tx.execute(select(cases.c.status, cases.c.taken_in_by.is_not(None))).all() == [("accepted", True)]


def test_a_clerk_takes_in_decides_and_hands_out_on_the_spot_in_six_presses_and_without_a_mouse(desk: Desk, world: World) -> None:  # noqa: F811
    bundle = content.read_folder(SERVICES, "trader-change")
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    keys = Keys(desk("qian", "钱江", "market_regulation:window"))
    page = keys.page
    keys.go("n")
    page.keyboard.type("变更登记")
    keys.go("Enter")
    keys.go("ArrowDown", "Enter")
    keys.arrives("/new/trader-change")
    keys.go("Control+Enter")
    keys.arrives(r"/form")
    said = {"trader": "老王早点", "place": "示范市解放路 8 号", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001"}
    for name, words in said.items():
        keys.type(f'[name="{name}"]', words)
    keys.go("Control+Enter")
    keys.arrives(r"/materials")
    keys.press("j", "1")  # 收
    keys.go("Control+Enter")
    keys.arrives(r"/review")  # nobody has to confirm
    keys.go("Control+Enter")
    keys.arrives(r"/desk/tasks/")
    expect(page.locator("#my-act")).to_contain_text("即办件")
    keys.press("a")
    keys.stands_at("当场准予")
    keys.go("Enter")
    keys.arrives(r"/desk/tasks/")
    keys.hears("已办理：当场准予")
    keys.press("a")
    keys.stands_at("办理完成")
    keys.go("Enter")
    keys.arrives(r"/receipt")
    expect(page.locator(".receipt")).to_contain_text("已经当场办结")
    expect(page.locator(".receipt-letters")).to_contain_text(re.compile("准予决定书.*送达回证", re.DOTALL))
    expect(page.locator(".receipt")).to_contain_text("查询码")
    with transaction.reading(world.engine.database) as tx:
        (row,) = tx.execute(select(cases)).all()
    assert (row.status, row.decision, row.accepted_at) == ("closed", "grant", row.decided_at)


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
    keys.go("g", "2")
    keys.arrives(r"folder=department")
    expect(page.locator("tr[data-href]")).to_have_count(MORNING)
    keys.go("j", "j", "k", "c")  # claims the first row, and is back in the list
    keys.hears("已认领")
    keys.go("ArrowDown", "Enter")
    keys.arrives(r"/desk/tasks/")
    for number in range(MORNING):
        if number == 0:  # the choice to go on is kept
            keys.press("o")
            keys.to("[name=open_next]")
            keys.press("Space")
        keys.press("p", "2", "Escape", "a")
        keys.stands_at("同意")
        keys.go("Enter")
        keys.hears("已办理：同意")
    keys.arrives(r"/desk\?folder=department")
    keys.hears("没有下一件了")
    with transaction.reading(world.engine.database) as tx:
        done = tx.execute(select(task.c.opinion, task.c.outcome).where(task.c.element_id == "review_goods", task.c.status == "done")).all()
    assert done == [("经审查，符合规定，同意。", "agree")] * MORNING
