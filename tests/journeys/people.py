"""The people of a journey: an applicant with a phone, and officers at their desks, each in a browser of his own."""

from __future__ import annotations

import json
import re
import tomllib
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from engine.rehearsal.demo import PASSWORD
from engine.rehearsal.player import PAPER
from tests.databases import KINDS
from tests.journeys.form_filling import fill_form, flat
from tests.journeys.waiting import PATIENCE, all_words_of, fits_the_screen, is_there, key, patiently, press

ROOT = Path(__file__).resolve().parents[2]
ONWARD = re.compile("^下一步：(当事人确认|核对并提交)$")
"""From the materials: where nobody has to consent, that step is left out."""
_CODE = re.compile(r"验证码是 (\d{6})")
# What a browser writes on its console for an answer that a journey asks for on purpose (a form with mistakes, somebody else's case).
MEANT = re.compile(r"the server responded with a status of 4\d\d")


# A browser meets the same pages on every database, and what its journeys do is tested on each of them without one (tests/engine, tests/web, every
# story of every service in tests/engine/rehearsal): each journey runs on one database, and one whole service, from the form to the registers, on all.
BROWSED = KINDS[-1:]
"""That of a city, if it is asked for; small offices run on it."""
IN_A_FILE = KINDS[:1]
"""SQLite, if it is asked for."""


def scenario_answers(process: str, fixture: str) -> dict[str, Any]:
    return dict(json.loads((ROOT / "bpmn" / process / "fixtures" / f"{fixture}.json").read_text(encoding="utf-8")))


def scenario_situation(process: str, number: int = 0) -> dict[str, str]:
    """The situation of the n-th scenario of a service."""
    told = tomllib.loads((ROOT / "bpmn" / process / "scenarios.toml").read_text(encoding="utf-8"))
    return dict(next(step for step in told["scenario"][number]["step"] if step.get("does") == "submit")["situation"])


def browser_session(browser: Browser, city: str, width: int, height: int = 800) -> Page:
    """A fresh session; an error on its console is kept in ``page.complaints``."""
    context = browser.new_context(base_url=city, viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda said: None if said.type != "error" or MEANT.search(said.text) else page.complaints.append(said.text))  # type: ignore[attr-defined]
    return page


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """At the desk, without drawing the page of the password; a new officer's journey signs in as a person does."""
    hidden = dict(re.findall(r'name="(csrf_token|command_id)"[^>]* value="([^"]*)"', page.request.get("/login").text()))
    answer = page.request.post("/login", form={**hidden, "login": login, "password": password}, max_redirects=0)
    assert answer.status == 302, f"{login} could not sign in: {answer.status}"
    page.goto(answer.headers["location"])
    expect(page).to_have_url(re.compile(r"/(desk|admin|design)"))


def said(html: str) -> str:
    """What a page says, without its tags and the breaks between them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


class Officer:
    """Signed in with a demo account."""

    def __init__(self, browser: Browser, city: str, login: str) -> None:
        self.page = browser_session(browser, city, 1280)
        sign_in(self.page, login)

    def open(self, case_no: str, folder: str) -> None:
        """The case's row in a folder of the board; the worker may need a moment to bring it there."""
        address = f"/desk?folder={folder}&q={case_no}"
        patiently(lambda: re.search(rf">\s*{case_no}", self.page.request.get(address).text()), f"{case_no} in the folder {folder}")
        self.page.goto(address)
        press(self.page.locator(f'tr[data-href] a:has-text("{case_no}")').first)
        expect(self.page).to_have_url(re.compile(r"/desk/tasks/"))

    def finish(self, outcome: str, fields: dict[str, Any] | None = None) -> None:
        fill_form(self.page, fields or {})
        press(self.page.locator(f'button[name=outcome][value="{outcome}"]'))
        expect(self.page).to_have_url(re.compile(r"/desk(?!/tasks)"))

    def ask_supplement(self, materials: dict[str, str], fields: dict[str, str]) -> None:
        """Say what is wrong with each material and field, told to the applicant once."""
        self._find_wanting(materials)
        for number, (path, defect) in enumerate(fields.items()):
            self.page.select_option(f'[name="wrong.{number}.path"]', path)
            self.page.fill(f'[name="wrong.{number}.defect"]', defect)
        self.finish("supplement")

    def ask_in_vain(self, materials: dict[str, str]) -> Locator:
        """As ``ask_supplement``, where the law forbids it: where the page says so."""
        self._find_wanting(materials)
        press(self.page.locator('button[name=outcome][value="supplement"]'))
        return self.page.locator("#task-error")

    def _find_wanting(self, materials: dict[str, str]) -> None:
        for material, defect in materials.items():
            self.page.locator(f'label[for="v-{material}-defective"]').click()
            self.page.fill(f'[name="materials.{material}.defect"]', defect)

    def extend(self, case_id: str, reason: str) -> None:
        """The head of the lead department sees what moves before he approves."""
        page = self.page
        page.goto(f"/desk/cases/{case_id}")
        press(page.get_by_role("link", name="延期…"))
        expect(page.locator(".extension-preview tbody tr").nth(1)).to_be_visible()
        page.fill("#approval", "市府批〔2026〕9号")
        page.fill("#reason", reason)
        press(page.get_by_role("button", name="批准延期并告知申请人"))
        expect(page).to_have_url(re.compile(r"/desk/cases/[0-9a-f]{32}(#clocks)?$"))
        expect(page.get_by_text("已延长 15 天，行政许可法第 42 条").first).to_be_visible()

    def case_file(self, case_id: str) -> bytes:
        """The 案卷 of a case, as downloaded."""
        self.page.goto(f"/desk/cases/{case_id}")
        press(self.page.get_by_role("link", name="导出案卷"))
        self.page.fill("#reason", "行政复议答复")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="导出案卷").click()
        return Path(download.value.path()).read_bytes()


class Messages:
    """The administrator's page of sent messages: where the demo city shows what real phones would get. It is read, not drawn."""

    def __init__(self, browser: Browser, city: str) -> None:
        self.page = Officer(browser, city, "admin").page

    def code_sent_for(self, case_no: str, after: int) -> str:
        """The newest code of this case once more than ``after`` codes were sent for it."""
        return patiently(lambda: self._codes(case_no)[: -after or None], f"a new message with a code for {case_no}")[0]

    def number(self, case_no: str) -> int:
        return len(self._codes(case_no))

    def _codes(self, case_no: str) -> list[str]:
        rows = map(said, self.page.request.get("/admin/messages").text().split("<tr")[1:])
        return [found[1] for found in map(_CODE.search, (row for row in rows if case_no in row)) if found]


class Applicant:
    """On a phone, from the situation to the receipt, and after it."""

    def __init__(self, browser: Browser, city: str, process: str, messages: Messages, width: int = 375) -> None:
        self.page, self.process, self.messages = browser_session(browser, city, width), process, messages
        self.case_id = self.case_no = self.query_code = ""

    def find_service(self, words: str) -> None:
        self.page.goto("/")
        self.page.fill("#q", words)
        key(self.page, "Enter")
        press(self.page.locator(f'a.service[href="/services/{self.process}"]'))
        press(self.page.locator("a.btn-primary", has_text="在线办理").first)

    def answer_situation(self, situation: dict[str, str]) -> None:
        """One question a screen, to the personal list."""
        while "/list" not in self.page.url:
            name = self.page.locator("main .choice input").first.get_attribute("name") or ""
            self.page.check(f'main input[name="{name}"][value="{situation[name]}"]')
            press(self.page.locator("main form .btn-primary"))

    def begin(self) -> None:
        press(self.page.get_by_role("button", name="开始填写"))
        expect(self.page).to_have_url(re.compile(r"/apply/case/[0-9a-f]{32}/form"))
        self.case_id = self.page.url.split("/")[-2]
        self.case_no, self.query_code = all_words_of(self.page.locator(".keep-code [data-words]"))

    def at(self, step: str) -> str:
        return f"/apply/case/{self.case_id}/{step}"

    def fill(self, answers: dict[str, Any]) -> None:
        fill_form(self.page, answers)
        press(self.page.get_by_role("button", name="下一步：材料"))
        expect(self.page).to_have_url(re.compile(r"/materials"))

    def hand_in(self, folder: Path) -> None:
        """A paper for every material asked for; each row says when it has it."""
        paper = folder / "扫描件.pdf"
        paper.write_bytes(PAPER)
        put(self.page, self.page.locator("main li.material:has(input[type=file])"), paper)
        press(self.page.get_by_role("button", name=ONWARD))
        expect(self.page).to_have_url(re.compile(r"/(confirm|review)"))

    def consent(self) -> None:
        consented(self.page, self.case_no, self.messages)

    def submit(self) -> None:
        self.page.goto(self.at("review"))
        self.page.check("#truthful")
        press(self.page.get_by_role("button", name="确认提交"))
        expect(self.page).to_have_url(re.compile(r"/receipt"))

    def supplement(self, folder: Path) -> None:
        """A better paper for everything asked for, from the page that asks."""
        better, page = folder / "完整.pdf", self.page
        better.write_bytes((folder / "扫描件.pdf").read_bytes() + b"%full\n")
        put(page, page.locator("li.material:has(input[type=file])"), better)
        press(page.get_by_role("button", name="提交补正"))
        expect(page).to_have_url(re.compile(r"/track/[0-9a-f]{32}$"))
        expect(page.get_by_text("补正已提交").first).to_be_visible()

    def follow(self) -> None:
        self.page.goto(f"/track/{self.case_id}")

    def wait_to_read(self, words: str) -> None:
        """Open the progress page once it says this."""
        patiently(lambda: words in said(self.page.request.get(f"/track/{self.case_id}").text()), f"“{words}” on the progress page")
        self.follow()
        expect(self.page.locator("main")).to_contain_text(words)

    def fits_the_screen(self) -> None:
        fits_the_screen(self.page)


def put(page: Page, materials: Locator, paper: Path) -> None:
    """The paper into every row; each says when it has it."""
    expect(materials.first).to_be_visible()
    for row in materials.all():
        identifier = row.get_attribute("id")
        page.locator(f"#{identifier} input[type=file]").set_input_files(str(paper))
        expect(page.locator(f"#{identifier} .files li", has_text=paper.name).first).to_be_visible()


def consented(page: Page, case_no: str, messages: Messages) -> None:
    """Every party enters the code sent to his own phone; the page has come with who has yet to."""
    waiting = page.locator(".parties li:not(.is-done)")
    while is_there(waiting):
        before = messages.number(case_no)
        press(waiting.first.get_by_role("button", name=re.compile("发送验证码")))
        expect(page.locator(".flash-success")).to_be_visible()
        waiting.first.locator("input[name=code]").fill(messages.code_sent_for(case_no, before))
        press(waiting.first.get_by_role("button", name="确认", exact=True))
        expect(page.locator(".flash-success", has_text="已确认")).to_be_visible()


__all__ = ["Applicant", "Messages", "Officer", "browser_session", "consented", "flat", "scenario_answers", "scenario_situation", "sign_in"]
