"""企业注销 on a phone: handed in, published, objected to by anybody, refused or withdrawn, always said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.form_filling import fill_form
from tests.journeys.papers import is_verified_by_its_code
from tests.journeys.people import Applicant, Messages, Officer, browser_session, scenario_answers, scenario_situation

CLOSING = "company-deregistration"


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
    creditor.get_by_role("link", name=re.compile("春晓文具")).click()
    creditor.fill("#name", "示范市永固五金厂")
    creditor.get_by_role("button", name="提交异议").click()
    assert creditor.locator(".field-error").count() == 2
    creditor.fill("#mobile", "13805790088")
    creditor.fill("#reason", "还欠我厂货款4万6千元，有对账单。")
    creditor.get_by_role("button", name="提交异议").click()
    assert creditor.get_by_text("异议已收到").is_visible()
    creditor.context.close()

    applicant.wait_to_read("公示期间收到异议")
    assert applicant.fits_the_screen()
    assert "13805790088" not in applicant.page.content()


def test_what_needs_no_permission_is_refused_with_a_letter(applicant: Applicant, window: Officer, tmp_path: Path) -> None:
    handed_in(applicant, tmp_path, "示范市秋实粮油店")
    window.open(applicant.case_no, "to_accept")
    window.finish("not_required")
    applicant.wait_to_read("没有受理")
    page = applicant.page
    page.locator("a[href^='/letters/']").first.click()
    assert applicant.case_no in page.locator(".letter-page").inner_text()
    assert applicant.fits_the_screen()


def test_an_applicant_takes_his_application_back(applicant: Applicant, tmp_path: Path) -> None:
    handed_in(applicant, tmp_path, "示范市夏荷服装店")
    applicant.follow()
    page = applicant.page
    page.get_by_role("link", name="撤回申请").click()
    page.fill("#reason", "还想再开一年")
    page.get_by_role("button", name="确定撤回").click()
    assert page.get_by_text("申请已撤回").is_visible()
    assert page.get_by_role("link", name="撤回申请").count() == 0


def test_an_ordinary_closing_is_supplemented_extended_rests_and_asks_for_the_liquidation_group(
    applicant: Applicant, window: Officer, browser: Any, city: str, tmp_path: Path
) -> None:
    handed_in(applicant, tmp_path, "示范市冬青建材有限公司", "ordinary", scenario=4)
    page = applicant.page
    window.open(applicant.case_no, "to_accept")
    window.ask_supplement({"business_licence": "副本没有扫描"}, {})
    applicant.wait_to_read("请您补正")
    assert page.get_by_text("副本没有扫描").first.is_visible()
    page.get_by_role("link", name="去补正").click()
    applicant.supplement(tmp_path)
    window.open(applicant.case_no, "to_accept")
    window.finish("accept", {"identity_checked": True, "licence_seen": True})
    applicant.wait_to_read("请您办理")
    approver = Officer(browser, city, "market_regulation.approver")
    approver.extend(applicant.case_id, "债权债务情况复杂")
    approver.page.context.close()
    applicant.wait_to_read("办理期限经批准延长 15 个工作日")
    assert page.get_by_text("暂停〔").first.is_visible() and applicant.fits_the_screen()
    assert is_verified_by_its_code(page, "补正告知书")
    applicant.follow()
    page.get_by_role("link", name="去办理").click()
    page.locator("main form .btn-primary").last.click()
    assert page.locator(".error-summary li").count() > 1 and applicant.fits_the_screen()
    person = {"name": "赵国强", "identity_no": "330783197603050013"}
    fill_form(page, {
        "formed_on": "2026-01-05", "head": {**person, "phone": "13805790003"}, "known_creditors": 2, "notified_on": "2026-01-06",
        "members": [{**person, "role": "director"}, {"name": "李明霞", "identity_no": "330783198207070041", "role": "professional"}],
        "announcement": {"done": True, "on": "2026-01-06", "channel": "system"},
    })
    page.locator("main form .btn-primary").last.click()
    page.wait_for_url(re.compile(r"/track/[0-9a-f]{32}$"))
    assert page.get_by_text("办理部门会继续办理").is_visible()
