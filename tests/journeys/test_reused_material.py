"""From home, on a phone: what he handed in with another case of his is taken over with one press instead of being looked for again."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.engine.world import World
from tests.journeys.people import browser_session
from tests.journeys.test_signing import served, world  # noqa: F401  (fixtures)
from tests.journeys.waiting import fits_the_screen, press

SAID = {"stall": "老王早点二店", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "area": "6"}


def test_a_paper_of_an_earlier_case_is_used_again_on_a_phone(world: World, served: str, browser: Browser) -> None:  # noqa: F811
    earlier = world.submitted()
    page = browser_session(browser, served, 375)
    page.goto("/track")
    page.fill("[name=case_no]", earlier.case.case_no)
    page.fill("[name=query_code]", earlier.query_code)
    press(page.locator("form:has([name=query_code]) button.btn-primary"))
    page.goto("/apply/street-stall")
    press(page.get_by_role("button", name="开始填写"))
    for name, words in SAID.items():
        page.fill(f'[name="{name}"]', words)
    press(page.get_by_role("button", name="下一步：材料"))
    offer = page.locator("#m-site_plan .reuse")
    expect(offer).to_contain_text(f"您在办件 {earlier.case.case_no}")
    expect(offer).to_contain_text("site_plan.pdf")
    fits_the_screen(page)
    press(offer.get_by_role("button", name="沿用，不用再传"))
    expect(page.locator(".flash-success")).to_contain_text("已沿用，不用再上传。")
    expect(page.locator("#m-site_plan .files a")).to_have_text("site_plan.pdf")
    expect(offer).to_have_count(0)
    press(page.get_by_role("button", name="下一步：当事人确认"))
    expect(page).to_have_url(re.compile(r"/confirm$"))
    page.context.close()
    assert page.complaints == []  # type: ignore[attr-defined]
