"""Doing one thing through a form so that its fate can be told: written down, sent, sent twice at once, sent again after no answer."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.crash.browser import Answer, Browser, Form, Lost
from tests.crash.diary import Diary

Judge = Callable[[Answer, Browser], tuple[str, dict[str, Any]]]
RESEND = 0.85  # how often an act without an answer is sent again; the rest stay open for ever
DOUBLE = 0.2
TRIES = 60


@dataclass(frozen=True)
class Press:
    """One form filled in: what every sending of it sends."""

    act: str
    address: str
    fields: Mapping[str, str]
    file: tuple[str, str, bytes] | None
    judge: Judge


class Actor:
    """A browser with a diary."""

    def __init__(self, browser: Browser, diary: Diary, chance: random.Random) -> None:
        self.browser, self.diary, self.chance = browser, diary, chance

    def do(
        self, kind: str, form: Form, fields: Mapping[str, str], judge: Judge, file: tuple[str, str, bytes] | None = None, **about: Any
    ) -> dict[str, Any] | None:
        """Send the form; what was confirmed, None when it was refused or stays unknown. ``judge`` reads an answer, in the browser it
        came to: confirmed or refused."""
        sent = {**form.fields, **fields}
        act = self.diary.will(kind, command_id=sent.get("command_id", ""), **about)
        press = Press(act, form.action, sent, file, judge)
        return self._twice(press) if self.chance.random() < DOUBLE else self._until_answered(press)

    def _until_answered(self, press: Press) -> dict[str, Any] | None:
        for _ in range(TRIES):
            said, about = self._once(press)
            if said != "unknown":
                return about if said == "confirmed" else None
            if self.chance.random() > RESEND:
                return None
            time.sleep(self.chance.uniform(0.02, 0.4))
        return None

    def _once(self, press: Press) -> tuple[str, dict[str, Any]]:
        self.diary.write(press.act, "sends")
        try:
            said, about = press.judge(self.browser.send("POST", press.address, press.fields, press.file), self.browser)
        except Lost as lost:
            said, about = "unknown", {"why": str(lost)}
        self.diary.write(press.act, said, **about)
        return said, about

    def _twice(self, press: Press) -> dict[str, Any] | None:
        """A double press: the same bytes at the same instant from a copy of this browser."""
        copy = Actor(self.browser.copy(), self.diary, self.chance)
        fates: list[tuple[str, dict[str, Any]]] = []
        second = threading.Thread(target=lambda: fates.append(copy._once(press)))
        second.start()
        fates.append(self._once(press))
        second.join()
        confirmed = next((about for said, about in fates if said == "confirmed"), None)
        if confirmed is None and any(said == "unknown" for said, _ in fates):
            return self._until_answered(press)
        return confirmed
