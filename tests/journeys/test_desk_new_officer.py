"""A security administrator adds an officer; he changes his first password and works."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import IN_A_FILE, Officer, browser_session
from tests.journeys.waiting import all_words_of, press


@pytest.mark.parametrize("city", IN_A_FILE, indirect=True)
def test_an_officer_added_on_a_page_signs_in_with_a_password_of_his_own_and_claims_a_task(browser: Any, city: str) -> None:
    guard = Officer(browser, city, "security").page
    press(guard.get_by_role("link", name="新增人员").first)
    guard.fill("#f-name", "吴新")
    guard.fill("#f-login", "wu.xin")
    guard.select_option('[name="post.0.division"]', "330783")
    guard.select_option('[name="post.0.department"]', "tax")
    guard.select_option('[name="post.0.role"]', "reviewer")
    press(guard.get_by_role("button", name="新增并生成初始密码"))
    login, password = all_words_of(guard.locator("main [data-words]"))

    new = browser_session(browser, city, 1280)
    new.goto("/login")
    new.fill("#login", login)
    new.fill("#password", password)
    press(new.get_by_role("button", name="登录", exact=True))
    expect(new).to_have_url(re.compile(r"/account/password"))
    new.fill("#f-old", password)
    new.fill("#f-new", "好记的一句话 2026")
    new.fill("#f-again", "好记的一句话 2026")
    press(new.get_by_role("button", name="保存新密码"))
    expect(new).to_have_url(re.compile(r"/desk"))
    new.goto("/desk?folder=department")
    press(new.locator("tbody").get_by_role("button", name="认领").first)
    expect(new.locator(".flash-success", has_text="已认领")).to_be_visible()
    new.goto("/desk?folder=mine")
    expect(new.locator("tr[data-href]")).to_have_count(1)

    press(guard.get_by_role("link", name="已交给本人"))
    expect(guard.locator("tr", has_text="wu.xin")).to_have_count(1)
    assert new.complaints == guard.complaints == []  # type: ignore[attr-defined]
    for page in (new, guard):
        page.context.close()
