"""Both services from the counter to the delivered result, through every department that takes part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine.content import overlay
from tests.journeys.counter import Clerk
from tests.journeys.papers import is_found_out_when_altered
from tests.journeys.people import IN_A_FILE, Messages, Officer, scenario_answers, scenario_situation
from tests.journeys.waiting import press, words_of

TRANSFER, CLOSING = "equity-transfer", "company-deregistration"
pytestmark = pytest.mark.parametrize("city", IN_A_FILE, indirect=True)
COURT = {
    "kind": "limited",
    "cause": "court",
    "debts": "open",
    "staff": "no",
    "fund": "no",
    "customs": "no",
    "licences": "no",
    "branches": "no",
    "approval": "no",
}


@pytest.fixture
def clerk(browser: Any, city: str) -> Iterator[Clerk]:
    own = Clerk(browser, city, Messages(browser, city))
    yield own
    for page in (own.page, own.messages.page):
        page.context.close()
    assert own.page.complaints == []  # type: ignore[attr-defined]


@pytest.fixture
def officer(browser: Any, city: str) -> Iterator[Callable[[str], Officer]]:
    """``officer("tax.reviewer")``: signed in once, whatever he is asked to do."""
    known: dict[str, Officer] = {}

    def at(login: str) -> Officer:
        if login not in known:
            known[login] = Officer(browser, city, login)
        return known[login]

    yield at
    complaints = [said for one in known.values() for said in one.page.complaints]  # type: ignore[attr-defined]
    for one in known.values():
        one.page.context.close()
    assert complaints == []


def finish(someone: Officer, number: str, outcome: str, fields: dict[str, Any] | None = None, folder: str = "department") -> None:
    someone.open(number, folder)
    someone.finish(outcome, fields)


def day(ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


def case_id_of(page: Page) -> str:
    return page.url.partition("/desk/cases/")[2][:32]


@pytest.mark.parametrize("company", ["赵氏五金制品", "钱氏影视文化"], ids=[CLOSING, TRANSFER])
def test_what_the_window_overlooked_for_five_working_days_was_accepted_on_the_day_it_came(officer: Callable[[str], Officer], company: str) -> None:
    """The first applications of the demo city, one of each service; nobody at the window looked at them."""
    page = officer("market_regulation.approver").page
    page.goto(f"/desk?folder=all&q={company}")
    page.goto(page.locator('tr[data-href^="/desk/cases/"]').first.get_attribute("data-href") or "")
    expect(page.get_by_text("视为受理").first).to_be_visible()
    page.goto(page.get_by_role("link", name="受理通知书", exact=True).first.get_attribute("href") or "")
    words = words_of(page.locator(".letter-page"))
    told = re.search(r"您于(\S+?日)提出的.+没有告知需要补正的内容.+自(\S+?日)起视为受理", words)
    assert told is not None and told[1] == told[2]


def test_a_share_is_sold_window_registration_and_tax_at_once_to_the_new_licence(
    clerk: Clerk, officer: Callable[[str], Officer], tmp_path: Path
) -> None:
    answers = overlay(scenario_answers(TRANSFER, "sale"), {"transfer": {"signed_on": day(4)}})
    number = clerk.take_in("股权转让一件事", scenario_situation(TRANSFER), answers)
    finish(clerk, number, "accept", {"identity_checked": True, "registry_read": True, "complete": True}, "to_accept")
    expect(clerk.letters).to_contain_text("受理通知书")
    tax, registration, approver = officer("tax.reviewer"), officer("market_regulation.reviewer"), officer("market_regulation.approver")
    seen = {"agreement_checked": True, "articles_checked": True, "preemption_checked": True, "restriction_checked": True}
    finish(registration, number, "agree", seen)
    figures = {"income": 600000, "cost": 300000, "fees": 300, "net_assets": 1800000, "comparable": 0}
    finish(tax, number, "agree", figures)
    finish(tax, number, "agree", {"checked": True})
    paid = {"certificate_no": "333078326010000088", "paid_on": day(0), "amount": 60240}
    finish(tax, number, "paid", paid)
    finish(approver, number, "grant", {"file_read": True})
    finish(registration, number, "done", {"register_changed": True, "articles_filed": True, "licence_way": "electronic"})
    finish(clerk, number, "delivered", {"way": "online"}, "to_deliver")
    expect(clerk.page.locator(".case-head")).to_contain_text("已办结")
    expect(clerk.letters).to_contain_text("准予")
    assert is_found_out_when_altered(approver.case_file(case_id_of(clerk.page)), tmp_path)


def test_a_company_closed_by_a_court_goes_straight_to_the_register(
    clerk: Clerk, officer: Callable[[str], Officer], tmp_path: Path
) -> None:
    answers = overlay(scenario_answers(CLOSING, "court"), {"dissolved_on": day(5)})
    number = clerk.take_in("企业注销一件事", COURT, answers)
    finish(clerk, number, "accept", {"identity_checked": True, "licence_seen": True}, "to_accept")
    registration, approver, police = (
        officer("market_regulation.reviewer"),
        officer("market_regulation.approver"),
        officer("public_security.reviewer"),
    )
    finish(registration, number, "agree", {"complete": True, "notice_done": True, "cleared": True, "licence_returned": True})
    finish(approver, number, "grant")
    finish(police, number, "done", {"received": 2, "lost": 0})
    finish(clerk, number, "delivered", {"receiver": "王小勇", "way": "window", "licence_collected": True}, "to_deliver")
    expect(clerk.page.locator(".case-head")).to_contain_text("已办结")
    assert is_found_out_when_altered(approver.case_file(case_id_of(clerk.page)), tmp_path)


def test_a_company_registered_elsewhere_is_told_where_to_go(clerk: Clerk) -> None:
    answers = overlay(scenario_answers(CLOSING, "court"), {"dissolved_on": day(5)})
    number = clerk.take_in("企业注销一件事", COURT, answers)
    clerk.open(number, "to_accept")
    grave = clerk.page.locator('button[name=outcome][value="not_competent"]')
    grave.click()
    expect(clerk.page.locator("dialog.confirm[open]")).to_contain_text("不能撤销")
    clerk.page.locator("dialog.confirm button[value=no]").click()
    press(grave)
    expect(clerk.page).to_have_url(re.compile("/desk/cases/"))
    expect(clerk.letters).to_contain_text("不予受理通知书")


def test_a_colleague_who_comes_second_is_told_and_keeps_his_words(clerk: Clerk, officer: Callable[[str], Officer]) -> None:
    answers = overlay(scenario_answers(TRANSFER, "sale"), {"transfer": {"signed_on": day(4)}})
    number = clerk.take_in("股权转让一件事", scenario_situation(TRANSFER), answers)
    other = officer("service_hall.window")
    other.open(number, "to_accept")
    other.page.fill("#opinion", "我也看过了")
    finish(clerk, number, "accept", {"identity_checked": True, "registry_read": True, "complete": True}, "to_accept")
    press(other.page.locator('button[name=outcome][value="supplement"]'))
    for words in ("办理", "我也看过了"):
        expect(other.page.locator("#task-error")).to_contain_text(words)
