"""The window clerk: takes in for somebody who stands there, from the first question to the printed receipt."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.form_filling import fill_form
from tests.journeys.people import Messages, Officer


class Clerk(Officer):
    def __init__(self, browser: Any, city: str, messages: Messages) -> None:
        super().__init__(browser, city, "service_hall.window")
        self.messages = messages

    def take_in(self, service: str, situation: dict[str, str], answers: dict[str, Any]) -> str:
        """Gives the case number; the receipt is on the page."""
        page = self.page
        page.goto("/desk")
        page.keyboard.press("n")
        page.wait_for_url(re.compile(r"/desk/intake$"))
        page.get_by_role("link", name=service).click()
        for key, value in situation.items():
            page.locator(f'main input[name="{key}"][value="{value}"]').check()
        page.get_by_role("button", name="开始收件").click()
        page.wait_for_url(re.compile(r"/desk/intake/[0-9a-f]{32}/form"))
        number = page.locator(".keep-code [data-words]").first.inner_text()
        fill_form(page, answers)
        page.get_by_role("button", name="下一步：材料").click()
        page.wait_for_url(re.compile(r"/materials"))
        for received in page.locator("label.check-received").all():
            received.click()
        page.get_by_role("button", name="下一步：当事人确认").click()
        page.wait_for_url(re.compile(r"/confirm"))
        self._consents(number)
        page.get_by_role("link", name="下一步：核对并提交").click()
        page.wait_for_url(re.compile(r"/review"))
        page.get_by_role("button", name="确认提交").click()
        page.wait_for_url(re.compile(r"/receipt"))
        return number

    def _consents(self, number: str) -> None:
        """Each party reads out the code on his own phone."""
        waiting = self.page.locator(".parties li:not(.is-done)")
        while waiting.count():
            before = self.messages.number(number)
            waiting.first.get_by_role("button", name=re.compile("发送验证码")).click()
            self.page.locator(".flash-success").wait_for()
            waiting.first.locator("input[name=code]").fill(self.messages.code_sent_for(number, before))
            waiting.first.get_by_role("button", name="确认", exact=True).click()
            self.page.locator(".flash-success", has_text="已确认").wait_for()

    def letters(self) -> str:
        return self.page.locator("#letters").inner_text()
