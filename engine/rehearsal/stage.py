"""The stage: an engine with a set clock, registries that answer what a story says, and a phone whose messages can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from engine.content import Registry, Scenario, ScenarioStep
from engine.domain.errors import Missing, Unreachable
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.jobs import Runner, Surroundings
from engine.rehearsal.clock import SetClock
from engine.service import Engine
from engine.store import outbox, progress, transaction
from engine.store.calendar import read_calendar

_CODE = re.compile(r"\b(\d{6})\b")


@dataclass
class HeardPhone:
    """Keeps the last text sent to each number."""

    name: str = "演示短信"
    last: dict[str, str] = field(default_factory=dict)

    def send(self, message_id: str, mobile: str, text: str) -> None:
        self.last[mobile] = text

    def code_for(self, mobile: str) -> str:
        found = _CODE.search(self.last.get(mobile, ""))
        if found is None:
            raise Missing("没有发到这个手机的验证码。")
        return found[1]


class Stage:
    """One engine on which stories are played, one after the other."""

    def __init__(self, engine: Engine, clock: SetClock, registries: Mapping[str, Registry], division: str) -> None:
        self.engine, self.clock, self.division = engine, clock, division
        self.phone = HeardPhone()
        self._replies: dict[str, Mapping[str, Any] | None] = {}
        self._scenario: Scenario | None = None
        self.cast: dict[str, Viewer] = {}  # group → officer, where the officers are real rows
        at_once = {topic: replace(registry, retries=0) for topic, registry in registries.items()}
        self.runner = Runner(engine, Surroundings(registries=at_once, phone=self.phone, ask=self._ask))

    # --- the world around ---
    def begin(self, scenario: Scenario) -> None:
        self._scenario, self._replies = scenario, {}

    def prepare(self, topic: str, reply: Mapping[str, Any] | None) -> None:
        """What the topic answers from now on; None = nothing."""
        self._replies[topic] = reply

    def _ask(self, address: str, topic: str, inputs: Mapping[str, Any], key: str, seconds: float) -> tuple[dict[str, Any], str]:
        defaults = self._scenario.registries if self._scenario else {}
        reply = self._replies[topic] if topic in self._replies else defaults.get(topic)
        if reply is None:
            raise Unreachable("{topic} 的登记系统没有回答。", topic=topic)
        return dict(reply), "演示数据"

    def settle(self) -> None:
        """Work everything that is ready now, and what was put off by seconds."""
        self.runner.work_until_idle()
        with transaction.reading(self.engine.database) as tx:
            put_off = outbox.next_run_at(tx)
        if put_off is not None and put_off > self.clock.now():
            self.clock.set(put_off)
            self.settle()

    def pass_time(self, until: datetime) -> None:
        """Let time pass; what falls due on the way happens at its own instant."""
        while True:
            with transaction.reading(self.engine.database) as tx:
                timer = progress.next_due(tx)
            if timer is None or timer.due_at > until:
                break
            self.clock.set(max(timer.due_at, self.clock.now()))
            self.settle()
        self.clock.set(max(until, self.clock.now()))

    def officer(self, group: str) -> Viewer:
        """The officer of the cast who holds this post, ``tax:reviewer``; one is made up where the cast has none."""
        if group in self.cast:
            return self.cast[group]
        department, _, role = group.partition(":")
        officer_id = uuid5(NAMESPACE_URL, f"{self.division}/{group}").hex
        return Viewer.officer(officer_id, f"{department} {role}", (Post(self.division, department, role),))  # type: ignore[arg-type]

    def wait_until(self, step: ScenarioStep) -> datetime:
        if step.waits_until is not None:
            return step.waits_until
        with transaction.reading(self.engine.database) as tx:
            calendar = read_calendar(tx)
        if step.waits is not None:
            return calendar.add(self.clock.now(), step.waits, "working")
        assert step.waits_calendar is not None
        return calendar.add(self.clock.now(), step.waits_calendar, "calendar")
