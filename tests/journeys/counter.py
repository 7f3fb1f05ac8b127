"""The window clerk: takes in for somebody who stands there, from the first question to the printed receipt."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.form_filling import fill_form
from tests.journeys.people import ONWARD, Messages, Officer, consented
from tests.journeys.waiting import key, press, words_of


class Clerk(Officer):
    def __init__(self, browser: Any, city: str, messages: Messages) -> None:
        super().__init__(browser, city, "service_hall.window")
        self.messages = messages

    def take_in(self, service: str, situation: dict[str, str], answers: dict[str, Any]) -> str:
        """Gives the case number; the receipt is on the page."""
        page = self.page
        page.goto("/desk")
        key(page, "n")
        expect(page).to_have_url(re.compile(r"/desk/intake$"))
        press(page.get_by_role("link", name=service))
        for name, value in situation.items():
            page.locator(f'main input[name="{name}"][value="{value}"]').check()
        press(page.get_by_role("button", name="开始收件"))
        expect(page).to_have_url(re.compile(r"/desk/intake/[0-9a-f]{32}/form"))
        number = words_of(page.locator(".keep-code [data-words]").first)
        fill_form(page, answers)
        press(page.get_by_role("button", name="下一步：材料"))
        expect(page).to_have_url(re.compile(r"/materials"))
        for received in page.locator("label.check-received").all():
            received.click()
        press(page.get_by_role("button", name=ONWARD))
        expect(page).to_have_url(re.compile(r"/(confirm|review)"))
        if page.url.endswith("/confirm"):  # there is nobody to ask where the application names no party
            consented(page, number, self.messages)  # each party reads out the code on his own phone
            press(page.get_by_role("link", name="下一步：核对并提交"))
        expect(page).to_have_url(re.compile(r"/review"))
        press(page.get_by_role("button", name="确认提交"))
        expect(page).to_have_url(re.compile(r"/receipt"))
        return number

    @property
    def letters(self) -> Locator:
        return self.page.locator("#letters")
