"""A designer changes a service in the browser, is told what would not run, mends it; another person publishes; cases keep their editions."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as TooLate

from tests.journeys.people import BROWSED, Applicant, Messages, Officer, browser_session, scenario_answers, scenario_situation, sign_in
from tests.journeys.waiting import is_there, press

TRANSFER = "equity-transfer"


@pytest.fixture
def people(browser: Any, own_city: str):
    """``people("designer")``: a signed-in browser session of that officer."""
    contexts = []

    def at_work(login: str) -> Any:
        page = browser_session(browser, own_city, 1440, 1000)
        contexts.append(page.context)
        sign_in(page, login)
        return page

    yield at_work
    for context in contexts:
        context.close()


def opened_workshop(designer: Any) -> None:
    designer.goto("/design")
    row = designer.locator("tr", has_text=TRANSFER)
    press(row.get_by_role("button", name="修改"))
    fit(designer)


def fit(page: Any) -> None:
    expect(page.locator(".djs-element[data-element-id=joint_review]")).to_be_visible()
    page.get_by_role("button", name="看全图").click()


def select(page: Any, element: str) -> None:
    """Click on the middle of an element; the whole diagram is in view. On a busy machine it may still be moving there: then once more."""
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
    expect(group).to_be_visible()
    if not is_there(group.locator(".bio-properties-panel-group-entries.open")):
        group.locator(".bio-properties-panel-group-header").click()
    entry = group.locator(f'[data-entry-id="onestop-{name}"]')
    expect(entry).to_be_visible()
    if is_there(entry.locator("select")):
        entry.locator("select").select_option(value)
    else:
        entry.locator("input, textarea").first.fill(value)
        entry.locator("input, textarea").first.press("Tab")


def save(page: Any) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".workshop-state")).to_contain_text("已保存")


def add_review(page: Any, name: str) -> None:
    """Append a user task to the gateway at which departments begin together."""
    select(page, "joint_review")
    page.locator('.djs-context-pad .entry[data-action="append.append-task"]').click()
    label = page.locator(".djs-direct-editing-content")
    expect(label).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(label).to_have_count(0)
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


def step_in_pool(reviewer: Any, case_no: str, step: str) -> Locator:
    reviewer.goto(f"/desk?folder=department&q={case_no}")
    return reviewer.locator("main tr[data-href]", has_text=step)


@pytest.mark.parametrize("own_city", BROWSED, indirect=True)
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
    expect(designer.locator(".workshop-problems")).to_contain_text("没有写由谁办理")
    designer.reload()
    press(designer.get_by_role("button", name="送审"))
    expect(designer.get_by_text("不能发布").first).to_be_visible()

    fit(designer)
    task = designer.locator(".djs-element", has_text="消防意见").first.get_attribute("data-element-id")
    select(designer, task)
    set_field(designer, "candidateGroups", "market_regulation:reviewer")
    set_field(designer, "outcomes", "agree 同意, disagree 不同意")
    connect(designer, "review_joined")
    save(designer)
    designer.reload()
    designer.fill("#note", "加一道消防意见，登记审查缩短到四分之一天")
    press(designer.get_by_role("button", name="送审"))
    expect(designer.get_by_text("已送审").first).to_be_visible()

    publisher = people("publisher")
    publisher.goto(f"/design/{TRANSFER}/")
    press(publisher.get_by_role("button", name="发布", exact=True))
    expect(publisher.get_by_text("已发布第 2 版")).to_be_visible()
    expect(publisher.locator("tr", has_text=TRANSFER)).to_contain_text("第 2 版")

    new = handed_in(browser, own_city, tmp_path)
    accepted(browser, own_city, old)
    accepted(browser, own_city, new)
    reviewer = people("market_regulation.reviewer")
    expect(step_in_pool(reviewer, old, "登记材料形式审查")).to_have_count(1)
    expect(step_in_pool(reviewer, old, "消防意见")).to_have_count(0)
    expect(step_in_pool(reviewer, new, "登记材料形式审查")).to_have_count(1)
    expect(step_in_pool(reviewer, new, "消防意见")).to_have_count(1)
