"""股权转让 on a phone: found, understood, filled in, consented to by both sides, supplemented, accepted, followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.papers import verify_by_its_code
from tests.journeys.people import IN_A_FILE, Applicant, Messages, Officer, scenario_answers, scenario_situation
from tests.journeys.waiting import press

TRANSFER = "equity-transfer"
on_one = pytest.mark.parametrize("city", IN_A_FILE, indirect=True)
TAX_FACTS = {"income": 600000, "cost": 300000, "fees": 300, "net_assets": 1800000, "comparable": 0, "reason_accepted": False}


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


@pytest.fixture
def officers(browser: Any, city: str) -> Iterator[Callable[[str], Officer]]:
    known: list[Officer] = []

    def at(login: str) -> Officer:
        known.append(Officer(browser, city, login))
        return known[-1]

    yield at
    for one in known:
        one.page.context.close()
    assert [said for one in known for said in one.page.complaints] == []  # type: ignore[attr-defined]


def handed_in(applicant: Applicant, folder: Path) -> None:
    applicant.find_service("股权转让")
    applicant.answer_situation(scenario_situation(TRANSFER))
    applicant.begin()
    applicant.fill(scenario_answers(TRANSFER, "sale"))
    applicant.hand_in(folder)
    applicant.consent()
    applicant.submit()


def test_a_transfer_is_handed_in_supplemented_accepted_extended_told_of_everything_once_and_waits_for_the_tax(
    applicant: Applicant, window: Officer, officers: Callable[[str], Officer], tmp_path: Path
) -> None:
    handed_in(applicant, tmp_path)
    page = applicant.page
    expect(page.locator(".receipt").get_by_text(applicant.query_code)).to_have_count(1)
    applicant.fits_the_screen()
    press(page.get_by_role("button", name="我已记下"))
    expect(page).to_have_url(re.compile(r"/track/[0-9a-f]{32}$"))

    window.open(applicant.case_no, "to_accept")
    window.ask_supplement({"transfer_agreement": "签字页没有扫描完整"}, {})

    applicant.wait_to_read("请您补正")
    applicant.fits_the_screen()
    press(page.get_by_role("link", name="去补正"))
    press(page.get_by_role("button", name="提交补正"))
    expect(page.locator(".error-summary li", has_text="签字页没有扫描完整")).to_have_count(1)
    applicant.supplement(tmp_path)

    window.open(applicant.case_no, "to_accept")
    window.finish("accept", {"identity_checked": True, "registry_read": True, "complete": True})
    applicant.wait_to_read("已受理")
    press(page.get_by_role("link", name="受理通知书", exact=True))
    expect(page.locator(".letter-page")).to_contain_text(applicant.case_no)
    applicant.follow()
    case_id = page.url.rsplit("/", 1)[1]
    officers("market_regulation.approver").extend(case_id, "需要等待税务机关核实股权原值")
    applicant.wait_to_read("办理期限经批准延长 15 个工作日")
    expect(page.get_by_text("理由：需要等待税务机关核实股权原值").first).to_be_visible()
    applicant.fits_the_screen()
    press(page.get_by_role("link", name="延期通知书", exact=True))
    expect(page.locator(".letter-page")).to_contain_text("市府批〔2026〕9号")
    applicant.follow()
    verify_by_its_code(page, "延期通知书")

    registrar, tax = officers("market_regulation.reviewer"), officers("tax.reviewer")
    told_once(applicant, registrar, tax, tmp_path)
    registrar.open(applicant.case_no, "department")
    refusal = registrar.ask_in_vain({"waiver": "放弃优先购买权的声明没有写日期"})
    expect(refusal).to_contain_text("依法不能再次要求补正（行政许可法第三十二条）")
    expect(refusal).to_contain_text("-补正〔")
    registrar.open(applicant.case_no, "department")
    registrar.finish("agree", dict.fromkeys(("agreement_checked", "articles_checked", "preemption_checked", "restriction_checked"), True))
    tax.open(applicant.case_no, "department")
    tax.finish("agree", TAX_FACTS)
    tax.open(applicant.case_no, "department")
    tax.finish("agree", {"checked": True})
    applicant.wait_to_read("因等待缴税，承诺时限暂停计算")
    expect(page.get_by_text("暂停〔").first).to_be_visible()
    applicant.fits_the_screen()


def told_once(applicant: Applicant, registrar: Officer, tax: Officer, folder: Path) -> None:
    """Two departments find something wanting; the applicant gets one list, each entry with who found it, and answers it at once."""
    registrar.open(applicant.case_no, "department")
    registrar.ask_supplement({"articles": "修正案没有新股东签字"}, {})
    tax.open(applicant.case_no, "department")
    tax.ask_supplement({"cost_proof": "缺少当初的出资凭证"}, {})
    applicant.wait_to_read("请您补正")
    page = applicant.page
    for words in ("修正案没有新股东签字", "缺少当初的出资凭证"):
        expect(page.locator("main")).to_contain_text(words)
    applicant.fits_the_screen()
    press(page.get_by_role("link", name="补正告知书", exact=True).first)
    for words in ("修正案没有新股东签字（市场监督管理局提出）", "缺少当初的出资凭证（税务局提出）"):
        expect(page.locator(".letter-page")).to_contain_text(words)
    applicant.follow()
    press(page.get_by_role("link", name="去补正"))
    applicant.supplement(folder)


@on_one
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
    press(page.get_by_role("button", name="确认提交"))
    expect(page.locator(".error-summary")).to_contain_text("还没有用手机验证码确认")
    page.goto(applicant.at("confirm"))
    applicant.consent()
    page.goto(applicant.at("form"))
    field = page.locator('[name="transfer.price"]')
    field.fill("1")
    press(page.get_by_role("button", name="保存", exact=True).last)
    page.goto(applicant.at("confirm"))
    expect(page.get_by_text("内容改过，要重新确认").first).to_be_visible()


@on_one
def test_a_draft_is_resumed_on_another_device_with_number_and_code(applicant: Applicant, browser: Any, city: str) -> None:
    applicant.find_service("股权转让")
    applicant.answer_situation(scenario_situation(TRANSFER))
    applicant.begin()
    name, value = "company.name", "示范市老友木业有限公司"
    applicant.page.fill(f'[name="{name}"]', value)
    expect(applicant.page.get_by_text("已自动保存")).to_be_visible()
    other = Applicant(browser, city, TRANSFER, applicant.messages)
    other.page.goto("/track")
    other.page.fill("#case_no", applicant.case_no.lower())
    other.page.fill("#query_code", applicant.query_code)
    press(other.page.get_by_role("button", name="查询", exact=True))
    expect(other.page).to_have_url(re.compile(r"/form$"))
    expect(other.page.locator(f'[name="{name}"]')).to_have_value(value)
    other.page.context.close()
