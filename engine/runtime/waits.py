"""What tokens wait for: timers, messages, signals and errors; who is meant when one comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.domain.errors import Refused
from engine.runtime.moves import AwaitMessage, CancelCall, CancelMessage, CancelTimer, SetTimer
from engine.runtime.specs.event import Boundary, Catching, HandlerStart
from engine.runtime.specs.trigger import Schedule, Timing
from engine.runtime.token import WAITING, Token

if TYPE_CHECKING:
    from engine.runtime.run import Run

_CALLED_OFF = (("timer", CancelTimer), ("wait", CancelMessage), ("call", CancelCall))


class Waits:
    def __init__(self, run: Run) -> None:
        self.run = run

    def watch(self, host: Token, events: Sequence[Catching], flows: Sequence[str] = ()) -> None:
        """A waiting child token for each event. Raises Fault before any exists."""
        schedules = [self._schedule(event, host) for event in events]
        for number, (event, schedule) in enumerate(zip(events, schedules, strict=True)):
            token = Token(self.run, event, host, WAITING, flow=flows[number] if flows else None)
            self._await(token, schedule)

    def arm(self, token: Token) -> None:
        """Begin to wait for the event at which ``token`` stands. Raises Fault."""
        self._await(token, self._schedule(token.task_spec, token))

    def rearm(self, token: Token, timing: Timing) -> bool:
        """The next turn of a repeating timer; False if that was the last."""
        held = token.internal_data
        if "every" not in held:
            return False
        again = timing.again(self.run, datetime.fromisoformat(held["due"]), held["every"], held["left"])
        if again is not None:
            self._set_timer(token, again)
        return again is not None

    def call_off(self, token: Token) -> None:
        """Nobody waits for it any more."""
        for key, effect in _CALLED_OFF:
            awaited = token.internal_data.pop(key, None)
            if awaited is not None:
                self.run.effects.append(effect(awaited))

    def fire(self, timer_id: str) -> None:
        token = self._holding("timer", timer_id, "计时器 {id} 已经触发过或已取消")
        del token.internal_data["timer"]
        token.task_spec.happened(token, None)

    def receive(self, name: str, payload: dict[str, Any]) -> None:
        for token in self.run.tasks.values():
            if "wait" in token.internal_data and token.task_spec.trigger.name == name:
                token.task_spec.happened(token, payload)
                return
        raise Refused("办件现在不等待消息“{name}”", name=name)

    def called(self, call_id: str) -> Token:
        token = self._holding("call", call_id, "服务调用 {id} 已经有结果或已取消")
        del token.internal_data["call"]
        return token

    def signal(self, name: str) -> None:
        """Everybody in the case who waits for it now."""
        meant = [token for token in self.run.tasks.values() if token.has_state(WAITING) and self._catches(token, "signal", name)]
        for token in meant:
            if token.id in self.run.tasks:
                token.task_spec.happened(token, None)

    def catcher(self, thrower: Token, kind: str, key: str) -> Token | None:
        """The nearest watcher outwards that catches an error or escalation; an exact code before one that catches all."""
        at: Token | None = thrower
        while at is not None:
            around = at.parent
            for watchers in (self._watchers(at, Boundary), self._watchers(around, HandlerStart) if around else []):
                catching = [token for token in watchers if self._catches(token, kind, key)]
                exact = [token for token in catching if token.task_spec.trigger.code == key]
                if catching:
                    return (exact or catching)[0]
            at = around
        return None

    def _schedule(self, event: Catching, token: Token) -> Schedule | None:
        timing = event.trigger.timing
        return timing.schedule(self.run, token) if timing is not None else None

    def _await(self, token: Token, schedule: Schedule | None) -> None:
        trigger = token.task_spec.trigger
        if schedule is not None:
            self._set_timer(token, schedule)
        elif trigger.kind == "message":
            wait_id = self.run.new_id("m")
            token.internal_data["wait"] = wait_id
            self.run.effects.append(AwaitMessage(wait_id, token.task_spec.name, trigger.name))

    def _set_timer(self, token: Token, schedule: Schedule) -> None:
        timer_id = self.run.new_id("d")
        token.internal_data["timer"] = timer_id
        if schedule.every is not None:
            token.internal_data.update(due=schedule.due_at.isoformat(), every=schedule.every, left=schedule.left)
        self.run.effects.append(SetTimer(timer_id, token.task_spec.name, schedule.due_at, schedule.left))

    def _holding(self, key: str, awaited: str, sentence: str) -> Token:
        for token in self.run.tasks.values():
            if token.internal_data.get(key) == awaited:
                return token
        raise Refused(sentence, id=awaited)

    @staticmethod
    def _watchers(host: Token, kind: type[Catching]) -> list[Token]:
        return [child for child in host.children if isinstance(child.task_spec, kind) and child.has_state(WAITING)]

    @staticmethod
    def _catches(token: Token, kind: str, key: str) -> bool:
        trigger = getattr(token.task_spec, "trigger", None)
        return trigger is not None and trigger.catches(kind, key)
