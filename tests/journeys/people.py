"""The people of a journey: an applicant with a phone, and officers at their desks, each in a browser of his own."""

from __future__ import annotations

import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from engine.rehearsal.demo import PASSWORD
from engine.rehearsal.player import PAPER
from tests.journeys.form_filling import fill_form, flat

ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r"验证码是 (\d{6})")
# What a browser writes on its console for an answer that a journey asks for on purpose (a form with mistakes, somebody else's case).
MEANT = re.compile(r"the server responded with a status of 4\d\d")


def scenario_answers(process: str, fixture: str) -> dict[str, Any]:
    return dict(json.loads((ROOT / "bpmn" / process / "fixtures" / f"{fixture}.json").read_text(encoding="utf-8")))


def scenario_situation(process: str, number: int = 0) -> dict[str, str]:
    """The situation of the n-th scenario of a service."""
    told = tomllib.loads((ROOT / "bpmn" / process / "scenarios.toml").read_text(encoding="utf-8"))
    return dict(next(step for step in told["scenario"][number]["step"] if step.get("does") == "submit")["situation"])


def browser_session(browser: Browser, city: str, width: int) -> Page:
    """A fresh session; an error on its console is kept in ``page.complaints``."""
    context = browser.new_context(base_url=city, viewport={"width": width, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda said: None if said.type != "error" or MEANT.search(said.text) else page.complaints.append(said.text))  # type: ignore[attr-defined]
    return page


class Officer:
    """Signed in with a demo account."""

    def __init__(self, browser: Browser, city: str, login: str) -> None:
        self.page = browser_session(browser, city, 1280)
        self.page.goto("/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(re.compile(r"/(desk|admin|design)"))

    def open(self, case_no: str, folder: str) -> None:
        """The case's row in a folder of the board; the worker may need a moment to bring it there."""
        row = self.page.locator(f'tr[data-href] a:has-text("{case_no}")')
        for _attempt in range(160):
            self.page.goto(f"/desk?folder={folder}&q={case_no}")
            if row.count():
                break
            self.page.wait_for_timeout(250)
        row.first.click()
        self.page.wait_for_url(re.compile(r"/desk/tasks/"))

    def finish(self, outcome: str, fields: dict[str, Any] | None = None) -> None:
        fill_form(self.page, fields or {})
        self.page.click(f'button[name=outcome][value="{outcome}"]')
        if self.page.locator("dialog.confirm[open]").count():
            self.page.locator("dialog.confirm button[value=yes]").click()
        self.page.wait_for_url(re.compile(r"/desk(?!/tasks)"))

    def ask_supplement(self, materials: dict[str, str], fields: dict[str, str]) -> None:
        """Say what is wrong with each material and field, told to the applicant once."""
        self._find_wanting(materials)
        for number, (path, defect) in enumerate(fields.items()):
            self.page.select_option(f'[name="wrong.{number}.path"]', path)
            self.page.fill(f'[name="wrong.{number}.defect"]', defect)
        self.finish("supplement")

    def ask_in_vain(self, materials: dict[str, str]) -> str:
        """As ``ask_supplement``, where the law forbids it: what the page says to that."""
        self._find_wanting(materials)
        self.page.click('button[name=outcome][value="supplement"]')
        if self.page.locator("dialog.confirm[open]").count():
            self.page.locator("dialog.confirm button[value=yes]").click()
        self.page.locator("#task-error").wait_for()
        return self.page.locator("#task-error").inner_text()

    def _find_wanting(self, materials: dict[str, str]) -> None:
        for material, defect in materials.items():
            self.page.locator(f'label[for="v-{material}-defective"]').click()
            self.page.fill(f'[name="materials.{material}.defect"]', defect)

    def extend(self, case_id: str, reason: str) -> None:
        """The head of the lead department sees what moves before he approves."""
        page = self.page
        page.goto(f"/desk/cases/{case_id}")
        page.get_by_role("link", name="延期…").click()
        assert page.locator(".extension-preview tbody tr").count() >= 2
        page.fill("#approval", "市府批〔2026〕9号")
        page.fill("#reason", reason)
        page.get_by_role("button", name="批准延期并告知申请人").click()
        page.locator("dialog.confirm button[value=yes]").click()
        page.wait_for_url(re.compile(r"/desk/cases/[0-9a-f]{32}(#clocks)?$"))
        assert page.get_by_text("已延长 15 天，行政许可法第 42 条").first.is_visible()

    def case_file(self, case_id: str) -> bytes:
        """The 案卷 of a case, as downloaded."""
        self.page.goto(f"/desk/cases/{case_id}")
        self.page.get_by_role("link", name="导出案卷").click()
        self.page.fill("#reason", "行政复议答复")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="导出案卷").click()
        return Path(download.value.path()).read_bytes()


class Messages:
    """The administrator's page of sent messages: where the demo city shows what real phones would get."""

    def __init__(self, browser: Browser, city: str) -> None:
        self.page = Officer(browser, city, "admin").page

    def code_sent_for(self, case_no: str, after: int) -> str:
        """The newest code of this case once more than ``after`` codes were sent for it."""
        for _attempt in range(160):
            codes = self._codes(case_no)
            if len(codes) > after:
                return codes[0]
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no message with a code came for {case_no}")

    def number(self, case_no: str) -> int:
        return len(self._codes(case_no))

    def _codes(self, case_no: str) -> list[str]:
        self.page.goto("/admin/messages")
        rows = self.page.locator("main tbody tr", has_text=case_no).all_inner_texts()
        return [found[1] for found in map(_CODE.search, rows) if found]


class Applicant:
    """On a phone, from the situation to the receipt, and after it."""

    def __init__(self, browser: Browser, city: str, process: str, messages: Messages, width: int = 375) -> None:
        self.page, self.process, self.messages = browser_session(browser, city, width), process, messages
        self.case_id = self.case_no = self.query_code = ""

    def find_service(self, words: str) -> None:
        self.page.goto("/")
        self.page.fill("#q", words)
        self.page.press("#q", "Enter")
        self.page.locator(f'a.service[href="/services/{self.process}"]').click()
        self.page.locator("a.btn-primary", has_text="在线办理").first.click()

    def answer_situation(self, situation: dict[str, str]) -> None:
        """One question a screen, to the personal list."""
        while "/list" not in self.page.url:
            name = self.page.locator("main .choice input").first.get_attribute("name") or ""
            self.page.check(f'main input[name="{name}"][value="{situation[name]}"]')
            self.page.locator("main form .btn-primary").click()

    def begin(self) -> None:
        self.page.get_by_role("button", name="开始填写").click()
        self.page.wait_for_url(re.compile(r"/apply/case/[0-9a-f]{32}/form"))
        self.case_id = self.page.url.split("/")[-2]
        self.case_no, self.query_code = self.page.locator(".keep-code [data-words]").all_inner_texts()

    def at(self, step: str) -> str:
        return f"/apply/case/{self.case_id}/{step}"

    def fill(self, answers: dict[str, Any]) -> None:
        fill_form(self.page, answers)
        self.page.get_by_role("button", name="下一步：材料").click()
        self.page.wait_for_url(re.compile(r"/materials"))

    def hand_in(self, folder: Path) -> None:
        """A paper for every material asked for; each row says when it has it."""
        paper = folder / "扫描件.pdf"
        paper.write_bytes(PAPER)
        for row in self.page.locator("main li.material:has(input[type=file])").all():
            identifier = row.get_attribute("id")
            self.page.locator(f"#{identifier} input[type=file]").set_input_files(str(paper))
            self.page.locator(f"#{identifier} .files li").first.wait_for()
        self.page.get_by_role("button", name="下一步：当事人确认").click()
        self.page.wait_for_url(re.compile(r"/confirm"))

    def consent(self) -> None:
        """Every party enters the code sent to his own phone."""
        waiting = self.page.locator(".parties li:not(.is-done)")
        while waiting.count():
            before = self.messages.number(self.case_no)
            waiting.first.get_by_role("button", name=re.compile("发送验证码")).click()
            self.page.locator(".flash-success").wait_for()
            waiting.first.locator("input[name=code]").fill(self.messages.code_sent_for(self.case_no, before))
            waiting.first.get_by_role("button", name="确认", exact=True).click()
            self.page.locator(".flash-success", has_text="已确认").wait_for()

    def submit(self) -> None:
        self.page.goto(self.at("review"))
        self.page.check("#truthful")
        self.page.get_by_role("button", name="确认提交").click()
        self.page.wait_for_url(re.compile(r"/receipt"))

    def supplement(self, folder: Path) -> None:
        """A better paper for everything asked for, from the page that asks."""
        better, page = folder / "完整.pdf", self.page
        better.write_bytes((folder / "扫描件.pdf").read_bytes() + b"%full\n")
        for row in page.locator("li.material:has(input[type=file])").all():
            identifier = row.get_attribute("id")
            page.locator(f"#{identifier} input[type=file]").set_input_files(str(better))
            page.locator(f"#{identifier} .files li", has_text="完整.pdf").wait_for()
        page.get_by_role("button", name="提交补正").click()
        page.wait_for_url(re.compile(r"/track/[0-9a-f]{32}$"))
        assert page.get_by_text("补正已提交").first.is_visible()

    def follow(self) -> None:
        self.page.goto(f"/track/{self.case_id}")

    def wait_to_read(self, words: str) -> None:
        """Open the progress page until it says this; machines work between two looks."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            self.follow()
            if self.page.locator("main", has_text=words).count():
                return
            self.page.wait_for_timeout(300)
        raise AssertionError(f"the progress page never said “{words}”:\n{self.page.locator('main').inner_text()[:2000]}")

    def fits_the_screen(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


__all__ = ["Applicant", "Messages", "Officer", "browser_session", "flat", "scenario_answers", "scenario_situation"]
