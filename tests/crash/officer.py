"""An officer's day: take one of the first tasks in the pool, where colleagues reach too; claim, put back, look at papers, finish."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import Any

from tests.crash.acting import Actor, Judge
from tests.crash.browser import Answer, Browser, Form, Stopped
from tests.crash.diary import Diary

PASSWORD = "correct horse 42"
FOLDERS = ("department", "department", "mine")
REACH = 3  # of the list's first tasks: few, so that officers meet
CLAIM, PUT_BACK = 0.5, 0.2
OUTCOMES = {
    "accept": 14, "supplement": 5, "not_required": 1, "agree": 9, "disagree": 1, "grant": 9, "deny": 1, "matched": 9, "mismatched": 1, "": 10,
}  # fmt: skip
_TASK = re.compile(r'"(/desk/tasks/[0-9a-f]{32}-\w+)"')
_OUTCOME = re.compile(r'name="outcome" value="(\w*)"')


class Officer:
    def __init__(self, login: str, sites: list[str], chance: random.Random, diary: Diary, stopped: Callable[[], bool]) -> None:
        self._login, self._chance, self._stopped = login, chance, stopped
        self._actor = Actor(Browser(sites, chance, stopped), diary, chance)

    def live(self) -> None:
        """Until the run stops."""
        try:
            self._sign_in()
            while not self._stopped():
                if not self._take_one():
                    time.sleep(self._chance.uniform(0.1, 0.4))
        except Stopped:
            return

    def _sign_in(self) -> None:
        while not self._stopped():
            form = self._actor.browser.look("/login").form(lambda form: form.action.startswith("/login"))
            assert form is not None
            if self._actor.do("sign_in", form, {"login": self._login, "password": PASSWORD}, _signed_in) is not None:
                return

    def _take_one(self) -> bool:
        """Open a task of the list and do something with it; false when there was none."""
        page = self._actor.browser.look(f"/desk?folder={self._chance.choice(FOLDERS)}")
        if 'name="password"' in page.page:
            self._sign_in()
            return True
        found = list(dict.fromkeys(_TASK.findall(page.page)))[:REACH]
        if not found:
            return False
        path = self._chance.choice(found)
        page = self._actor.browser.look(path)
        if self._chance.random() < CLAIM:
            self._claim(page, path)
            page = self._actor.browser.look(path)
            if self._chance.random() < PUT_BACK:
                self._put_back(page, path)
                return True
        self._finish(page, path)
        return True

    def _claim(self, page: Answer, path: str) -> None:
        form = page.form(lambda form: form.id == "claim")
        if form is not None:
            self._actor.do("claim", form, {}, _told("已认领，现在由您办理。"), **self._about(path))

    def _put_back(self, page: Answer, path: str) -> None:
        form = page.form(lambda form: form.id == "release")
        if form is not None:
            self._actor.do("release", form, {}, _told("已放回，部门里的同事可以认领。"), **self._about(path))

    def _finish(self, page: Answer, path: str) -> None:
        form, outcomes = page.form(lambda form: form.id == "act"), _OUTCOME.findall(page.page)
        if form is None or not outcomes:
            return
        outcome = self._chance.choices(outcomes, [OUTCOMES.get(each, 1) for each in outcomes])[0]
        fields = {"outcome": outcome, "opinion": "同意", **self._on_papers(form, page, outcome)}
        self._actor.do("complete", form, fields, _finished, outcome=outcome, **self._about(path))

    def _on_papers(self, form: Form, page: Answer, outcome: str) -> dict[str, str]:
        fields = {"passage": "2.5"} if 'name="passage"' in page.page else {}
        if outcome == "supplement":
            defect = f"缺第{self._chance.randrange(10**6)}页"
            return {**fields, "materials.site_plan.state": "defective", "materials.site_plan.defect": defect}
        if 'name="materials.site_plan.state"' in page.page and self._chance.random() < 0.5:
            return {**fields, "materials.site_plan.state": "accepted"}
        return fields

    def _about(self, path: str) -> dict[str, str]:
        return {"who": self._login, "task_id": path.rpartition("/")[2]}


def _told(sentence: str) -> Judge:
    """Both ways lead on to a page, whose message says which it was. The message waits in the cookie, so the look may be repeated."""

    def judge(answer: Answer, browser: Browser) -> tuple[str, dict[str, Any]]:
        if answer.status not in (302, 303):
            return "refused", {"status": answer.status}
        page = browser.look(answer.location)
        return ("confirmed", {}) if sentence in page.page else ("refused", {"status": answer.status})

    return judge


def _signed_in(answer: Answer, browser: Browser) -> tuple[str, dict[str, Any]]:
    return ("confirmed", {}) if answer.status in (302, 303) else ("refused", {"status": answer.status})


def _finished(answer: Answer, browser: Browser) -> tuple[str, dict[str, Any]]:
    if answer.status in (302, 303) and "/login" not in answer.location:
        return "confirmed", {}
    return "refused", {"status": answer.status}
