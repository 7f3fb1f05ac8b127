"""A designer changes a service in the browser, is told what would not run, mends it; another person publishes; cases keep their editions."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import Applicant, Messages, Officer, scenario_answers, scenario_situation

PASSWORD = "demo-city-2026"
TRANSFER = "equity-transfer"


@pytest.fixture
def people(browser: Any, own_city: str):
    """``people("designer")``: a signed-in browser session of that officer."""
    contexts = []

    def sign_in(login: str) -> Any:
        context = browser.new_context(base_url=own_city, viewport={"width": 1440, "height": 1000}, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(re.compile(r"/(desk|design|admin)"))
        return page

    yield sign_in
    for context in contexts:
        context.close()


def opened_workshop(designer: Any) -> None:
    designer.goto("/design")
    row = designer.locator("tr", has_text=TRANSFER)
    row.get_by_role("button", name="修改").click()
    designer.wait_for_selector(".djs-element[data-element-id=joint_review]")
    fit(designer)


def fit(page: Any) -> None:
    page.wait_for_selector(".djs-element[data-element-id=joint_review]")
    page.get_by_role("button", name="看全图").click()


def select(page: Any, element: str) -> None:
    """Click on the middle of an element; the whole diagram is in view. On a busy machine it may still be moving there: then once more."""
    from playwright.sync_api import TimeoutError as TooLate

    chosen = page.locator(f".djs-element.selected[data-element-id={element}]")
    for _ in range(5):
        page.mouse.click(*middle(page, element))
        with suppress(TooLate):
            chosen.wait_for(state="attached", timeout=3_000)
            return
    raise AssertionError(f"{element} could not be selected")


def middle(page: Any, element: str) -> tuple[float, float]:
    box = page.locator(f".djs-element[data-element-id={element}] > .djs-visual").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def set_field(page: Any, name: str, value: str) -> None:
    group = page.locator('[data-group-id="group-onestop"]')
    if group.locator(f'[data-entry-id="onestop-{name}"]').count() == 0 or not group.locator(f'[data-entry-id="onestop-{name}"]').is_visible():
        group.locator(".bio-properties-panel-group-header").click()
    entry = page.locator(f'[data-entry-id="onestop-{name}"]')
    if entry.locator("select").count():
        entry.locator("select").select_option(value)
    else:
        entry.locator("input, textarea").first.fill(value)
        entry.locator("input, textarea").first.press("Tab")


def save(page: Any) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".workshop-state", has_text="已保存").wait_for()


def add_review(page: Any, name: str) -> None:
    """Append a user task to the gateway at which departments begin together."""
    select(page, "joint_review")
    page.locator('.djs-context-pad .entry[data-action="append.append-task"]').click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.locator('.djs-context-pad .entry[data-action="replace"]').click()
    page.locator('.djs-popup .entry[data-id="replace-with-user-task"]').click()


def connect(page: Any, target: str) -> None:
    page.locator('.djs-context-pad .entry[data-action="connect"]').click()
    page.mouse.click(*middle(page, target))


def handed_in(browser: Any, city: str, folder: Path) -> str:
    """A transfer of shares, submitted by its applicant; the case number."""
    someone = Applicant(browser, city, TRANSFER, Messages(browser, city), width=1280)
    someone.find_service("股权转让")
    someone.answer_situation(scenario_situation(TRANSFER))
    someone.begin()
    someone.fill(scenario_answers(TRANSFER, "sale"))
    someone.hand_in(folder)
    someone.consent()
    someone.submit()
    return someone.case_no


def accepted(browser: Any, city: str, case_no: str) -> None:
    window = Officer(browser, city, "service_hall.window")
    window.open(case_no, "to_accept")
    window.finish("accept")


def steps_in_pool(reviewer: Any, case_no: str) -> str:
    reviewer.goto(f"/desk?folder=department&q={case_no}")
    return reviewer.locator("main").inner_text()


def test_a_deadline_moved_a_department_added_broken_mended_and_published_by_another(
    people: Any, browser: Any, own_city: str, tmp_path: Path
) -> None:
    old = handed_in(browser, own_city, tmp_path)
    designer = people("designer")
    opened_workshop(designer)
    select(designer, "review_registration")
    set_field(designer, "limit", "P0.25D")
    add_review(designer, "消防意见")
    save(designer)

    designer.get_by_role("button", name="检查", exact=True).click()
    designer.locator(".workshop-problems", has_text="没有写由谁办理").wait_for()
    designer.reload()
    designer.get_by_role("button", name="送审").click()
    assert designer.get_by_text("不能发布").first.is_visible()

    fit(designer)
    task = designer.locator(".djs-element", has_text="消防意见").first.get_attribute("data-element-id")
    select(designer, task)
    set_field(designer, "candidateGroups", "market_regulation:reviewer")
    set_field(designer, "outcomes", "agree 同意, disagree 不同意")
    connect(designer, "review_joined")
    save(designer)
    designer.reload()
    designer.fill("#note", "加一道消防意见，登记审查缩短到四分之一天")
    designer.get_by_role("button", name="送审").click()
    assert designer.get_by_text("已送审").first.is_visible()

    publisher = people("publisher")
    publisher.goto(f"/design/{TRANSFER}/")
    publisher.get_by_role("button", name="发布", exact=True).click()
    assert publisher.get_by_text("已发布第 2 版").is_visible()
    row = publisher.locator("tr", has_text=TRANSFER)
    assert "第 2 版" in row.inner_text()

    new = handed_in(browser, own_city, tmp_path)
    accepted(browser, own_city, old)
    accepted(browser, own_city, new)
    reviewer = people("market_regulation.reviewer")
    assert "登记材料形式审查" in steps_in_pool(reviewer, old)
    assert "消防意见" not in steps_in_pool(reviewer, old)
    assert "登记材料形式审查" in steps_in_pool(reviewer, new)
    assert "消防意见" in steps_in_pool(reviewer, new)
