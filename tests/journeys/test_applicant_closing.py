"""企业注销 on a phone: handed in, published, objected to by anybody, refused or withdrawn, always said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.form_filling import fill_form
from tests.journeys.papers import verify_by_its_code
from tests.journeys.people import BROWSED, Applicant, Messages, Officer, browser_session, scenario_answers, scenario_situation
from tests.journeys.waiting import press

CLOSING = "company-deregistration"
pytestmark = pytest.mark.parametrize("city", BROWSED, indirect=True)


@pytest.fixture
def applicant(browser: Any, city: str) -> Iterator[Applicant]:
    messages = Messages(browser, city)
    someone = Applicant(browser, city, CLOSING, messages)
    yield someone
    someone.page.context.close()
    messages.page.context.close()
    assert someone.page.complaints == []  # type: ignore[attr-defined]


@pytest.fixture
def window(browser: Any, city: str) -> Iterator[Officer]:
    clerk = Officer(browser, city, "service_hall.window")
    yield clerk
    clerk.page.context.close()


def handed_in(applicant: Applicant, folder: Path, company: str, fixture: str = "simple", scenario: int = 0) -> None:
    applicant.find_service("注销")
    applicant.answer_situation(scenario_situation(CLOSING, scenario))
    applicant.begin()
    answers = scenario_answers(CLOSING, fixture)
    answers["company"]["name"] = company
    applicant.fill(answers)
    applicant.hand_in(folder)
    applicant.consent()
    applicant.submit()


def test_a_simple_closing_is_published_and_anybody_may_object(
    applicant: Applicant, window: Officer, browser: Any, city: str, tmp_path: Path
) -> None:
    handed_in(applicant, tmp_path, "示范市春晓文具有限公司")
    window.open(applicant.case_no, "to_accept")
    window.finish("accept", {"identity_checked": True, "licence_seen": True})
    applicant.wait_to_read("已公示，公示到")

    creditor = browser_session(browser, city, 375)
    creditor.goto("/notices?q=春晓文具")
    press(creditor.get_by_role("link", name=re.compile("春晓文具")))
    creditor.fill("#name", "示范市永固五金厂")
    press(creditor.get_by_role("button", name="提交异议"))
    expect(creditor.locator(".field-error")).to_have_count(2)
    creditor.fill("#mobile", "13805790088")
    creditor.fill("#reason", "还欠我厂货款4万6千元，有对账单。")
    press(creditor.get_by_role("button", name="提交异议"))
    expect(creditor.get_by_text("异议已收到")).to_be_visible()
    creditor.context.close()

    applicant.wait_to_read("公示期间收到异议")
    applicant.fits_the_screen()
    expect(applicant.page.locator("body")).not_to_contain_text("13805790088")


def test_what_needs_no_permission_is_refused_with_a_letter(applicant: Applicant, window: Officer, tmp_path: Path) -> None:
    handed_in(applicant, tmp_path, "示范市秋实粮油店")
    window.open(applicant.case_no, "to_accept")
    window.finish("not_required")
    applicant.wait_to_read("没有受理")
    page = applicant.page
    press(page.locator("a[href^='/letters/']").first)
    expect(page.locator(".letter-page")).to_contain_text(applicant.case_no)
    applicant.fits_the_screen()


def test_an_applicant_takes_his_application_back(applicant: Applicant, tmp_path: Path) -> None:
    handed_in(applicant, tmp_path, "示范市夏荷服装店")
    applicant.follow()
    page = applicant.page
    press(page.get_by_role("link", name="撤回申请"))
    page.fill("#reason", "还想再开一年")
    press(page.get_by_role("button", name="确定撤回"))
    expect(page.get_by_text("申请已撤回")).to_be_visible()
    expect(page.get_by_role("link", name="撤回申请")).to_have_count(0)


def test_an_ordinary_closing_is_supplemented_extended_rests_and_asks_for_the_liquidation_group(
    applicant: Applicant, window: Officer, browser: Any, city: str, tmp_path: Path
) -> None:
    handed_in(applicant, tmp_path, "示范市冬青建材有限公司", "ordinary", scenario=4)
    page = applicant.page
    window.open(applicant.case_no, "to_accept")
    window.ask_supplement({"business_licence": "副本没有扫描"}, {})
    applicant.wait_to_read("请您补正")
    expect(page.get_by_text("副本没有扫描").first).to_be_visible()
    press(page.get_by_role("link", name="去补正"))
    applicant.supplement(tmp_path)
    window.open(applicant.case_no, "to_accept")
    window.finish("accept", {"identity_checked": True, "licence_seen": True})
    applicant.wait_to_read("请您办理")
    approver = Officer(browser, city, "market_regulation.approver")
    approver.extend(applicant.case_id, "债权债务情况复杂")
    approver.page.context.close()
    applicant.wait_to_read("办理期限经批准延长 15 个工作日")
    expect(page.get_by_text("暂停〔").first).to_be_visible()
    applicant.fits_the_screen()
    verify_by_its_code(page, "补正告知书")
    applicant.follow()
    press(page.get_by_role("link", name="去办理"))
    press(page.locator("main form .btn-primary").last)
    expect(page.locator(".error-summary li").nth(1)).to_be_visible()
    applicant.fits_the_screen()
    person = {"name": "赵国强", "identity_no": "330783197603050013"}
    fill_form(page, {
        "formed_on": "2026-01-05", "head": {**person, "phone": "13805790003"}, "known_creditors": 2, "notified_on": "2026-01-06",
        "members": [{**person, "role": "director"}, {"name": "李明霞", "identity_no": "330783198207070041", "role": "professional"}],
        "announcement": {"done": True, "on": "2026-01-06", "channel": "system"},
    })
    press(page.locator("main form .btn-primary").last)
    expect(page).to_have_url(re.compile(r"/track/[0-9a-f]{32}$"))
    expect(page.get_by_text("办理部门会继续办理")).to_be_visible()
