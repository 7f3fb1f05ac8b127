"""A case on a table: a definition, a clock that is set, and the state after each move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import runtime
from engine.domain.calendar import OfficeHours, WorkCalendar

MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CALENDAR = WorkCalendar({}, OfficeHours.parse("08:30-12:00", "13:30-17:30"))


class Case:
    """Every move also proves that the same move on the same state gives the same bytes."""

    def __init__(self, files: Mapping[str, bytes], start: Mapping[str, Any] | None = None, /, begin: bool = True, **values: Any) -> None:
        self.definition = runtime.compile_definition(files, "process.bpmn")
        self.now = MONDAY
        self.values = {"answers": {}, "situation": {}, "materials": {}, "case": {}, "item": {}, **values}
        self.state: bytes | None = None
        self.posts: dict[str, list[str]] | None = None
        self.facts: list[runtime.Fact] = []
        self.effects: list[runtime.Effect] = []
        if begin:
            self.do(runtime.Start(start or {}))

    def do(self, move: runtime.Move, budget: int = 10_000) -> runtime.Advance:
        holders = None if self.posts is None else lambda element, group: self.posts.get(group, [])
        context = runtime.Context(self.values, self.now, CALENDAR, holders)
        before = self.state
        self.last = runtime.advance(self.definition, before, move, context, budget)
        again = runtime.advance(self.definition, before, move, context, budget)
        assert again == self.last
        self.state = self.last.state
        self.facts += self.last.facts
        self.effects += self.last.effects
        return self.last

    def task(self, element_id: str) -> runtime.OpenTask:
        return next(task for task in self.last.open_tasks if task.element_id == element_id)

    def complete(self, element_id: str, outcome: str | None = None, **fields: Any) -> runtime.Advance:
        return self.do(runtime.Complete(self.task(element_id).task_id, outcome, fields))

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    @property
    def open(self) -> list[str]:
        return [task.element_id for task in self.last.open_tasks]

    @property
    def waiting(self) -> tuple[str, ...]:
        return runtime.waiting(self.definition, self.state)

    @property
    def passed(self) -> list[str]:
        return [fact.element_id for fact in self.facts if isinstance(fact, runtime.Passed)]

    @property
    def cancelled(self) -> list[str]:
        return [fact.element_id for fact in self.facts if isinstance(fact, runtime.Cancelled)]

    @property
    def took(self) -> list[str]:
        return [fact.flow_id for fact in self.facts if isinstance(fact, runtime.TookFlow)]

    @property
    def reasons(self) -> list[str]:
        return [incident.reason for incident in self.last.incidents]

    @property
    def variables(self) -> dict[str, Any]:
        return dict(runtime.variables(self.definition, self.state))

    def timers(self) -> list[runtime.SetTimer]:
        """Those set and not yet cancelled; a test that fires one forgets it by itself."""
        gone = {effect.timer_id for effect in self.effects if isinstance(effect, runtime.CancelTimer)}
        return [effect for effect in self.effects if isinstance(effect, runtime.SetTimer) and effect.timer_id not in gone]

    def calls(self) -> list[runtime.CallService]:
        return [effect for effect in self.effects if isinstance(effect, runtime.CallService)]

    def waits(self) -> list[str]:
        gone = {effect.wait_id for effect in self.effects if isinstance(effect, runtime.CancelMessage)}
        return [effect.name for effect in self.effects if isinstance(effect, runtime.AwaitMessage) and effect.wait_id not in gone]


def rules_of(files: Mapping[str, bytes], severity: str = "error", **more: Any) -> set[str]:
    return {problem.rule for problem in runtime.lint(files, "process.bpmn", **more) if problem.severity == severity}
