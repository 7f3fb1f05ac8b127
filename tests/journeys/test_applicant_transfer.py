"""股权转让 on a phone: found, understood, filled in, consented to by both sides, supplemented, accepted, followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import Applicant, Messages, Officer, scenario_answers, scenario_situation

TRANSFER = "equity-transfer"


@pytest.fixture
def applicant(browser: Any, city: str) -> Iterator[Applicant]:
    messages = Messages(browser, city)
    someone = Applicant(browser, city, TRANSFER, messages)
    yield someone
    someone.page.context.close()
    messages.page.context.close()
    assert someone.page.complaints == []  # type: ignore[attr-defined]


@pytest.fixture
def window(browser: Any, city: str) -> Iterator[Officer]:
    clerk = Officer(browser, city, "service_hall.window")
    yield clerk
    clerk.page.context.close()


def handed_in(applicant: Applicant, folder: Path) -> None:
    applicant.find_service("股权转让")
    applicant.answer_situation(scenario_situation(TRANSFER))
    applicant.begin()
    applicant.fill(scenario_answers(TRANSFER, "sale"))
    applicant.hand_in(folder)
    applicant.consent()
    applicant.submit()


def test_a_transfer_is_handed_in_supplemented_and_accepted_on_a_phone(applicant: Applicant, window: Officer, tmp_path: Path) -> None:
    handed_in(applicant, tmp_path)
    page = applicant.page
    assert page.locator(".receipt").inner_text().count(applicant.query_code) == 1 and applicant.fits_the_screen()
    page.get_by_role("button", name="我已记下").click()
    page.wait_for_url(re.compile(r"/track/[0-9a-f]{32}$"))

    window.open(applicant.case_no, "to_accept")
    window.ask_supplement({"transfer_agreement": "签字页没有扫描完整"}, {})

    applicant.wait_to_read("请您补正")
    assert applicant.fits_the_screen()
    page.get_by_role("link", name="去补正").click()
    page.get_by_role("button", name="提交补正").click()
    assert page.locator(".error-summary").inner_text().count("签字页没有扫描完整") == 1
    better = tmp_path / "完整.pdf"
    better.write_bytes((tmp_path / "扫描件.pdf").read_bytes() + b"%full\n")
    row = page.locator("li.material").first
    row.locator("input[type=file]").set_input_files(str(better))
    page.locator(".files li", has_text="完整.pdf").wait_for()
    page.get_by_role("button", name="提交补正").click()
    page.wait_for_url(re.compile(r"/track/[0-9a-f]{32}$"))
    assert page.get_by_text("补正已提交").first.is_visible()

    window.open(applicant.case_no, "to_accept")
    window.finish("accept", {"identity_checked": True, "registry_read": True, "complete": True})
    applicant.wait_to_read("已受理")
    page.get_by_role("link", name="受理通知书", exact=True).click()
    assert page.locator(".letter-page").inner_text().count(applicant.case_no) >= 1


def test_nobody_transfers_another_ones_shares_and_a_changed_price_must_be_consented_to_again(applicant: Applicant, tmp_path: Path) -> None:
    applicant.find_service("股权转让")
    applicant.answer_situation(scenario_situation(TRANSFER))
    applicant.begin()
    answers = scenario_answers(TRANSFER, "sale")
    applicant.fill(answers)
    applicant.hand_in(tmp_path)
    page = applicant.page
    page.goto(applicant.at("review"))
    page.check("#truthful")
    page.get_by_role("button", name="确认提交").click()
    assert "还没有用手机验证码确认" in page.locator(".error-summary").inner_text()
    page.goto(applicant.at("confirm"))
    applicant.consent()
    page.goto(applicant.at("form"))
    field = page.locator('[name="transfer.price"]')
    field.fill("1")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.goto(applicant.at("confirm"))
    assert page.get_by_text("内容改过，要重新确认").count() >= 1


def test_a_draft_is_resumed_on_another_device_with_number_and_code(applicant: Applicant, browser: Any, city: str) -> None:
    applicant.find_service("股权转让")
    applicant.answer_situation(scenario_situation(TRANSFER))
    applicant.begin()
    name, value = "company.name", "示范市老友木业有限公司"
    applicant.page.fill(f'[name="{name}"]', value)
    applicant.page.get_by_text("已自动保存").wait_for()
    other = Applicant(browser, city, TRANSFER, applicant.messages)
    other.page.goto("/track")
    other.page.fill("#case_no", applicant.case_no.lower())
    other.page.fill("#query_code", applicant.query_code)
    other.page.get_by_role("button", name="查询", exact=True).click()
    other.page.wait_for_url(re.compile(r"/form$"))
    assert other.page.input_value(f'[name="{name}"]') == value
    other.page.context.close()
