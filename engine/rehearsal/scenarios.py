"""Running a service's scenarios: each on a case of its own, with what it expects compared and what it passed counted."""

from __future__ import annotations

import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from engine import content, runtime
from engine.commands.context import local_day
from engine.commands.design import PublishBundle
from engine.commands.found import FoundOffice
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import EngineError
from engine.domain.viewer import Viewer
from engine.rehearsal.clock import SetClock
from engine.rehearsal.player import Player
from engine.rehearsal.stage import Stage
from engine.service import Engine
from engine.settings import Settings
from engine.store import cases, clocks, journal, letters, migrate, progress, transaction
from engine.store.calendar import read_calendar

DIVISION = "330783"


@dataclass(frozen=True)
class Result:
    """``differences``: sentences; empty = as expected. ``status`` is where the case ended."""

    process: str
    scenario: str
    status: str
    differences: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.differences


@dataclass
class Passed:
    """What the cases of one process went through."""

    elements: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    timers: set[str] = field(default_factory=set)

    def take(self, advance: runtime.Advance, timer_elements: frozenset[str]) -> None:
        for fact in advance.facts:
            if isinstance(fact, runtime.TookFlow):
                self.flows.add(fact.flow_id)
            elif isinstance(fact, runtime.Matched):
                self.rules.update(fact.rule_ids)
            elif isinstance(fact, runtime.Passed):
                self.elements.add(fact.element_id)
        self.timers |= self.elements & timer_elements


@dataclass(frozen=True)
class Coverage:
    """What no scenario took: ids of sequence flows, DMN rules and timers."""

    flows: tuple[str, ...]
    rules: tuple[str, ...]
    timers: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not (self.flows or self.rules or self.timers)


class Rehearsal:
    """One process on an engine of its own. Scenarios start in the order of their dates, since a clock does not run backwards."""

    def __init__(self, root: Path, process_id: str, database_url: str, folder: Path) -> None:
        bundle = content.read_folder(root, process_id)
        self.process = content.load(bundle)
        self.scenarios = sorted(content.read_scenarios(bundle), key=lambda each: each.starts)
        start = self.scenarios[0].starts if self.scenarios else datetime(2026, 1, 5, 9, tzinfo=UTC)
        clock = SetClock(min(start, datetime(2025, 1, 2, tzinfo=UTC)))
        settings = Settings(
            database_url=database_url,
            host="",
            port=0,
            secret_key="rehearsal",
            data_dir=folder,
            data_key=urlsafe_b64encode(b"rehearsal".ljust(32)).decode(),
            content_root=root,
        )
        self.now_passed: Passed = Passed()
        self.total = Passed()
        engine = Engine(settings, clock, trace=self._trace)
        system = Viewer.system()
        engine.execute(
            FoundOffice(command_id="found", departments=content.read_departments(root), calendar=content.read_calendar(root)), system
        )
        engine.execute(PublishBundle(command_id="publish", zip=content.to_zip(bundle)), system)
        self.stage = Stage(engine, clock, content.read_registries(root), DIVISION)

    def _trace(self, case_id: str, advance: runtime.Advance) -> None:
        timers = frozenset(self.process.definition.timers)
        self.now_passed.take(advance, timers)
        self.total.take(advance, timers)

    def play(self, scenario: content.Scenario) -> Result:
        self.now_passed = Passed()
        self.stage.clock.set(max(scenario.starts.astimezone(UTC), self.stage.clock.now()))
        player = Player(self.stage, self.process, scenario)
        try:
            player.play()
            differences = self._compare(player, scenario.expect)
        except EngineError as error:
            problems = getattr(error, "problems", {})
            differences = (f"{error} {problems}" if problems else str(error),)
        status = player.case.status.value if player.case_id else "draft"
        if player.case_id:
            self._clear(player)
        return Result(self.process.item.process_id, scenario.name, status, differences)

    def _compare(self, player: Player, expect: content.Expectation) -> tuple[str, ...]:
        case = player.case
        with transaction.reading(self.stage.engine.database) as tx:
            issued = [row.kind for row in letters.of_case(tx, case.case_id)]
            broken = journal.first_broken(tx, self.stage.engine.parts.seal, case)
            calendar = read_calendar(tx)
            due = {clock.kind.value: clock.due_at for clock in clocks.of_subject(tx, case.case_id, clocks.CASE)}
        found: list[str] = [] if broken is None else [f"流转记录第 {broken} 行与哈希链不符"]
        if expect.status is not None and case.status != expect.status:
            found.append(f"状态应为 {expect.status}，实为 {case.status.value}")
        if expect.decision is not None and (case.decision or "none") != expect.decision:
            found.append(f"决定应为 {expect.decision}，实为 {case.decision or 'none'}")
        found += [f"应经过 {each}" for each in expect.passed if each not in self.now_passed.elements]
        found += [f"不应经过 {each}" for each in expect.not_passed if each in self.now_passed.elements]
        found += [f"应出具文书 {each}" for each in expect.letters if each not in issued]
        if expect.working_days is not None:
            found += _days_differ(case, expect.working_days, calendar)
        happened = {"accepted": case.accepted_at, "decided": case.decided_at, "closed": case.closed_at, **due}
        found += [_date_differs(what, when, happened.get(what)) for what, when in expect.dates.items() if happened.get(what) != when]
        return tuple(found)

    def _clear(self, player: Player) -> None:
        """A case that is over for the story must not fire timers into the next one."""
        with transaction.writing(self.stage.engine.database) as tx:
            progress.cancel_timers(tx, cases.load(tx, player.case_id))

    def coverage(self) -> Coverage:
        definition = self.process.definition
        return Coverage(
            tuple(sorted(set(definition.flows) - self.total.flows)),
            tuple(sorted(set(definition.rules) - self.total.rules)),
            tuple(sorted(set(definition.timers) - self.total.timers)),
        )


def _days_differ(case: Any, expected: int, calendar: Any) -> list[str]:
    if case.accepted_at is None or case.decided_at is None:
        return [f"应在 {expected} 个工作日内决定，实际没有决定"]
    days = calendar.working_days_between(local_day(case.accepted_at), local_day(case.decided_at))
    return [] if days == expected else [f"应用 {expected} 个工作日，实用 {days} 个"]


def _date_differs(what: str, expected: datetime, was: datetime | None) -> str:
    found = "没有" if was is None else was.astimezone(SHANGHAI).isoformat(timespec="minutes")
    return f"{what} 应为 {expected.astimezone(SHANGHAI).isoformat(timespec='minutes')}，实为 {found}"


@contextmanager
def rehearsal(root: Path, process_id: str, database_url: str | None = None) -> Iterator[Rehearsal]:
    """A Rehearsal on a database that is gone afterwards, or on ``database_url`` (empty, migrated)."""
    with tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as folder:
        url = database_url or f"sqlite:///{folder}/{uuid4().hex}.sqlite"
        if database_url is None:
            migrate(url)
        own = Rehearsal(root, process_id, url, Path(folder))
        try:
            yield own
        finally:
            own.stage.engine.dispose()
