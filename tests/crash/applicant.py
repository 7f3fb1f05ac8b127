"""An applicant's life: begin, fill in, hand in, consent, submit; later supplement, withdraw, rate."""

from __future__ import annotations

import hashlib
import random
import re
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from tests.crash.acting import Actor
from tests.crash.browser import Answer, Browser, Form, Stopped
from tests.crash.diary import Diary

SERVICE, DIVISION = "night-market", "330783"
PARTNERED, WITHDRAWN = 0.15, 0.08
CASES_OF_ONE = 8  # then a new browser, as a new person would have: a session follows twenty
_CASE = re.compile(r"/apply/case/([0-9a-f]{32})/form")
_TASK = re.compile(r"/track/[0-9a-f]{32}/tasks/[0-9a-f]{32}-\w+")


class Applicant:
    def __init__(self, sites: list[str], chance: random.Random, diary: Diary, stopped: Callable[[], bool], outside: str) -> None:
        self._sites, self._chance, self._diary, self._stopped, self._outside = sites, chance, diary, stopped, outside
        self._cases: list[str] = []
        self._actor = self._anew()

    def _anew(self) -> Actor:
        return Actor(Browser(self._sites, self._chance, self._stopped), self._diary, self._chance)

    def live(self) -> None:
        """Until the run stops."""
        while not self._stopped():
            if len(self._cases) >= CASES_OF_ONE:
                self._actor, self._cases = self._anew(), []
            try:
                self.apply()
                for case_id in self._chance.sample(self._cases, min(3, len(self._cases))):
                    self._follow(case_id)
            except Stopped:
                return

    # --- until it is handed in ---
    def apply(self) -> None:
        """One case, as far as it gets."""
        case_id = self._begin()
        if case_id is None:
            return
        partner = f"138{self._chance.randrange(10**8):08d}" if self._chance.random() < PARTNERED else ""
        for _ in range(self._chance.randint(1, 2)):
            self._fill_in(case_id, partner)
        for _ in range(self._chance.randint(1, 2)):
            self._hand_in(case_id, f"/apply/case/{case_id}/materials")
        if partner:
            self._consent(case_id, partner)
        page = self._look(f"/apply/case/{case_id}/review")
        form = page.form(lambda form: form.action.endswith("/submit"))
        if form and self._actor.do("submit", form, {"truthful": "yes"}, _moved, case_id=case_id) is not None:
            self._cases.append(case_id)

    def _begin(self) -> str | None:
        page = self._look(f"/apply/{SERVICE}")
        form = page.form(lambda form: form.action.endswith("/start"))
        assert form is not None, page.page[:2000]
        begun = self._actor.do("start", form, {"division": DIVISION}, _begun)
        return None if begun is None else str(begun["case_id"])

    def _fill_in(self, case_id: str, partner: str) -> None:
        page = self._look(f"/apply/case/{case_id}/form")
        form = page.form(lambda form: form.action.endswith("/form"))
        if form is None:
            return
        area = self._chance.randrange(1, 100_000)
        answers = {"stall": f"夜市{area}", "name": "王敏", "identity": "33019919650512609X", "mobile": "13800000001", "partner": partner}
        self._actor.do("save", form, {**answers, "area": str(area), "act": "next"}, _moved, case_id=case_id, area=area)

    def _hand_in(self, case_id: str, path: str) -> None:
        page = self._look(path)
        form = page.form(lambda form: form.action.endswith("/materials"))
        if form is not None:
            self._upload(case_id, form, {"_upload:site_plan": "1"})

    def _upload(self, case_id: str, form: Form, fields: dict[str, str]) -> None:
        name, content = paper(self._chance)
        self._actor.do(
            "upload",
            form,
            fields,
            _moved,
            file=("file:site_plan", name, content),
            case_id=case_id,
            filename=name,
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def _consent(self, case_id: str, partner: str) -> None:
        page = self._look(f"/apply/case/{case_id}/confirm")
        form = page.form(lambda form: form.action.endswith("/confirm/code"))
        if form is None or self._actor.do("code", form, {"party": "partner"}, _moved, case_id=case_id) is None:
            return
        until, code = time.monotonic() + 15, ""
        while not code and time.monotonic() < until and not self._stopped():
            time.sleep(0.2)
            with urllib.request.urlopen(f"{self._outside}/code/{partner}", timeout=10) as answer:
                code = answer.read().decode()
        page = self._look(f"/apply/case/{case_id}/confirm")
        form = page.form(lambda form: form.action.endswith("/confirm"))
        if form is not None and code:
            self._actor.do("consent", form, {"party": "partner", "code": code}, _moved, case_id=case_id)

    # --- afterwards ---
    def _follow(self, case_id: str) -> None:
        page = self._look(f"/track/{case_id}")
        asked = _TASK.search(page.page)
        rating = page.form(lambda form: form.action.endswith("/rating"))
        if asked:
            self._supplement(case_id, asked[0])
        elif rating is not None:
            self._actor.do("rate", rating, {"level": str(self._chance.randint(1, 5))}, _moved, case_id=case_id)
            self._cases.remove(case_id)
        elif self._chance.random() < WITHDRAWN:
            page = self._look(f"/track/{case_id}/withdraw")
            form = page.form(lambda form: form.action.endswith("/withdraw"))
            if form is not None:
                self._actor.do("withdraw", form, {"reason": "不办了"}, _moved, case_id=case_id)

    def _supplement(self, case_id: str, path: str) -> None:
        form = self._look(path).form(lambda form: form.action.endswith(path))
        if form is None:
            return
        self._upload(case_id, form, {"_upload:site_plan": "1"})
        form = self._look(path).form(lambda form: form.action.endswith(path))
        if form is not None:
            self._actor.do("supplement", form, {"act": "submit"}, _moved, case_id=case_id, task_id=path.rpartition("/")[2])

    def _look(self, path: str) -> Answer:
        return self._actor.browser.look(path)


def paper(chance: random.Random) -> tuple[str, bytes]:
    """A small PDF like no other, and its file name."""
    mark = f"{chance.getrandbits(64):016x}"
    return f"{mark}.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% " + mark.encode() * 64 + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _moved(answer: Answer, browser: Browser) -> tuple[str, dict[str, Any]]:
    """A page that accepts what was sent leads on; one that refuses shows itself again with a sentence."""
    if answer.status in (302, 303) and "/login" not in answer.location:
        return "confirmed", {"location": answer.location}
    return "refused", {"status": answer.status}


def _begun(answer: Answer, browser: Browser) -> tuple[str, dict[str, Any]]:
    found = _CASE.search(answer.location)
    return ("confirmed", {"case_id": found[1]}) if found else ("refused", {"status": answer.status})
