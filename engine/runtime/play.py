"""Trying a diagram out: every task is completed, every timer fires, every service answers, on a clock of its own. Nothing leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from engine.domain.calendar import OfficeHours, WorkCalendar
from engine.domain.errors import EngineError
from engine.runtime import moves
from engine.runtime.advance import advance
from engine.runtime.definition import Definition, compile_definition
from engine.runtime.diagram.reader import is_diagram
from engine.runtime.preview import waiting
from engine.runtime.problem import Unpublishable

BEGINS = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai
CALENDAR = WorkCalendar({}, OfficeHours.parse("08:30-12:00", "13:30-17:30"))
MOST_BYTES = 40_000_000
"""State read and written in one try-out: keeps thousands of moves over thousands of tokens from taking minutes."""
_CONTEXT = ("answers", "situation", "materials", "case", "item")


@dataclass
class _Play:
    """``answers``: by element id what a task is completed, a service answered or a message filled with; besides, values of the context."""

    definition: Definition
    answers: Mapping[str, Any]
    now: datetime = BEGINS
    state: bytes | None = None
    path: list[str] = field(default_factory=list)
    calls: dict[str, moves.CallService] = field(default_factory=dict)
    timers: dict[str, moves.SetTimer] = field(default_factory=dict)
    waits: dict[str, moves.AwaitMessage] = field(default_factory=dict)
    sent: list[moves.SendMessage] = field(default_factory=list)
    last: moves.Advance | None = None
    handled: int = 0

    def do(self, move: moves.Move) -> None:
        values = {name: self.answers.get(name, {}) for name in _CONTEXT}
        self.last = advance(self.definition, self.state, move, moves.Context(values, self.now, CALENDAR))
        self.state = self.last.state
        self.handled += len(self.state)
        self.path += [fact.element_id for fact in self.last.facts if isinstance(fact, moves.Passed)]
        for effect in self.last.effects:
            self._note(effect)

    def next_move(self) -> moves.Move | None:
        """Calls first, then messages sent to oneself, tasks in order, timers as they are due; None if only the outside could help."""
        for call_id, call in list(self.calls.items()):
            del self.calls[call_id]
            return moves.Reply(call_id, self._said(call.element_id))
        while self.sent:
            message = self.sent.pop(0)
            if any(wait.name == message.name for wait in self.waits.values()):
                return moves.Receive(message.name, message.payload)
        open_tasks = [task for task in self.last.open_tasks if not task.held] if self.last is not None else []
        if open_tasks:
            return self._completion(open_tasks[0])
        for wait in self.waits.values():
            if wait.element_id in self.answers:
                return moves.Receive(wait.name, self._said(wait.element_id))
        if self.timers:
            timer = min(self.timers.values(), key=lambda each: (each.due_at, int(each.timer_id[1:])))
            del self.timers[timer.timer_id]
            self.now = max(self.now, timer.due_at)
            return moves.Fire(timer.timer_id)
        return None

    def _completion(self, task: moves.OpenTask) -> moves.Complete:
        said = dict(self._said(task.element_id))
        known = [outcome.id for outcome in task.outcomes]
        wanted = said.pop("outcome", None)
        outcome = wanted if wanted in known or (known and task.mode != "consulted") else next(iter(known), None)
        outcome = outcome if outcome is not None else next(iter(known), None)
        return moves.Complete(task.task_id, outcome, said)

    def _said(self, element_id: str) -> Mapping[str, Any]:
        said = self.answers.get(element_id, {})
        return said if isinstance(said, Mapping) else {}

    def _note(self, effect: moves.Effect) -> None:
        match effect:
            case moves.CallService():
                self.calls[effect.call_id] = effect
            case moves.CancelCall():
                self.calls.pop(effect.call_id, None)
            case moves.SetTimer():
                self.timers[effect.timer_id] = effect
            case moves.CancelTimer():
                self.timers.pop(effect.timer_id, None)
            case moves.AwaitMessage():
                self.waits[effect.wait_id] = effect
            case moves.CancelMessage():
                self.waits.pop(effect.wait_id, None)
            case moves.SendMessage():
                self.sent.append(effect)


def play(
    files: Mapping[str, bytes],
    main: str | None = None,
    process: str | None = None,
    answers: Mapping[str, Any] | None = None,
    max_steps: int = 1000,
) -> dict[str, Any]:
    """Drive one process to its end and say how it went; keys as in formats.md, "play". Never raises for what the files say.

    ``answers`` by element id: ``{"review": {"outcome": "agree", "opinion": "…"}}``; without one a task takes its first outcome and a
    service answers ``{}``. A message is awaited in vain unless the diagram sends it itself or ``answers`` has its element.
    ``end``: completed, waiting, refused, incident or step_limit (``max_steps`` moves).
    """
    file = main or next(filter(is_diagram, sorted(files)), "")
    told = {"file": file, "process": process or "", "path": [], "end": "refused", "waiting": [], "reason": ""}
    try:
        definition = compile_definition(files, file, process=process, bare=True)
    except Unpublishable as refused:
        errors = [problem for problem in refused.problems if problem.severity == "error"]
        return {**told, "reason": "；".join(f"{each.element or each.file}：{each.message}" for each in errors[:5])}
    played = _Play(definition, answers or {})
    end, reason = _drive(played, max_steps)
    still = list(waiting(definition, played.last.state)) if played.last else []
    return {**told, "process": definition.process_id, "path": played.path, "end": end, "waiting": still, "reason": reason}


def _drive(played: _Play, max_steps: int) -> tuple[str, str]:
    move: moves.Move | None = moves.Start()
    for _ in range(max_steps + 1):
        try:
            played.do(move)
        except EngineError as wrong:
            return "refused", str(wrong)
        if played.last.ended:
            return "completed", ""
        if played.handled > MOST_BYTES:
            return "step_limit", "流程同时进行的分支太多，试走不完"
        move = played.next_move()
        if move is None:
            return _stuck(played)
    return "step_limit", f"走了 {max_steps} 步还没有结束"


def _stuck(played: _Play) -> tuple[str, str]:
    if played.last.incidents:
        return "incident", "；".join(f"{each.element_id}：{each.reason}" for each in played.last.incidents[:5])
    names = "、".join(dict.fromkeys(wait.name for wait in played.waits.values()))
    return "waiting", f"等待消息：{names}" if names else "等待别的分支"
