"""One move of one case: tokens arrive, work and leave until all of them wait.

A flat queue, no recursion: a token that arrives is put in line. What cannot go on becomes an incident and the rest goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.feel import Environment
from engine.runtime import returns
from engine.runtime.formula import Fault
from engine.runtime.moves import Advance, Cancelled, Context, Effect, Entered, Fact, Incident, OpenTask, Passed, Signed, TookFlow
from engine.runtime.specs.event import HandlerStart
from engine.runtime.specs.gateway import InclusiveGateway
from engine.runtime.specs.node import Node, Scope
from engine.runtime.step import Outcome
from engine.runtime.token import ERROR, FUTURE, READY, WAITING, Token
from engine.runtime.variables import Variables
from engine.runtime.waits import Waits

if TYPE_CHECKING:
    from engine.runtime.definition import Definition


class _NoScripts:
    """Stands where SpiffWorkflow keeps its Python interpreter, so that no text of a diagram can ever reach one."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("texts of a diagram are FEEL and never run as Python")

    execute = evaluate = call_service = _refuse


MOST_TOKENS = 6_000
"""Tokens alive in one case: room for a thousand departments side by side, each with two steps, a limit on one and what holds them. A diagram
that needs more has a loop that splits."""


class Run(BpmnWorkflow):
    """The tokens of a case during one move, and what the move has done so far."""

    task_tree: Token
    tasks: dict[str, Token]
    script_engine = _NoScripts()

    def __init__(self, definition: Definition, context: Context, budget: int) -> None:
        """Of what SpiffWorkflow would set up only what a token can meet: no events, locks or subprocesses are kept here."""
        self.spec, self.tasks, self.completed = definition.root, {}, False
        self.definition = definition
        self.context = context
        self.budget = budget
        self.counter = 0
        self.queue: deque[Token] = deque()
        self.opened: set[str] = set()
        self.stuck: set[str] = set()  # incidents that stood before this move
        self.facts: list[Fact] = []
        self.effects: list[Effect] = []
        self.rolls: dict[str, Token] = {}  # steps whose signers this move has changed
        self.variables = Variables(self)
        self.waits = Waits(self)

    @cached_property
    def environment(self) -> Environment:
        return Environment(now=lambda: self.context.now, calendar=self.context.calendar)

    def new_id(self, kind: str) -> str:
        self.counter += 1
        return f"{kind}{self.counter}"

    # Going on

    def drain(self) -> None:
        """Let every token go as far as it can. Beyond the budget the rest becomes an incident "step limit"."""
        while True:
            while self.queue:
                token = self.queue.popleft()
                if self.tasks.get(token.id) is token:
                    self._step(token)
            if not self.definition.has_inclusive_joins or not self._join_inclusive():
                return

    def _step(self, token: Token) -> None:
        self.budget -= 1
        try:
            if self.budget < 0:
                raise Fault("一次推进的步数超过上限，流程里可能有停不下来的循环")
            if len(self.tasks) > MOST_TOKENS:
                self.afford(0)
            if "done" in token.internal_data:
                token.complete()
                return
            if token._state == FUTURE:
                token.task_spec._update(token)
            if token._state == READY and not token.task_spec.manual:
                token.run()
        except Fault as fault:
            self._fail(token, str(fault))

    def afford(self, more: int) -> None:
        """Raises Fault if that many more tokens would be too many."""
        if len(self.tasks) + more > MOST_TOKENS:
            raise Fault(f"同时进行的分支超过 {MOST_TOKENS} 个，流程里可能有不断分叉的循环")

    def _fail(self, token: Token, reason: str) -> None:
        """Keep where it was, so that a retry begins there."""
        held = token.internal_data
        if token.has_state(FUTURE) or token.has_state(READY) or token.has_state(ERROR):
            held["at"] = FUTURE if token.has_state(FUTURE) else READY
        else:
            held["done"] = 1
        held.update(incident=self.new_id("i"), reason=reason)
        token._set_state(ERROR)

    def retry(self, token: Token) -> None:
        held = token.internal_data
        del held["incident"], held["reason"]
        token._set_state(held.pop("at", READY))
        self.queue.append(token)

    def stop_at(self, token: Token, reason: str) -> None:
        """A call has failed and nobody catches it: an incident from where it can be called again."""
        token._set_state(READY)
        self._fail(token, reason)

    def _join_inclusive(self) -> bool:
        seen = set()
        for token in list(self.tasks.values()):
            place = (token._parent, token.task_spec.name)
            if token.has_state(WAITING) and isinstance(token.task_spec, InclusiveGateway) and place not in seen:
                seen.add(place)
                if token.task_spec.join(token):
                    token._ready()
                    self.queue.append(token)
                    return True
        return False

    # Tokens

    def spawn(self, scope: Token, node: Node, flow: str | None = None) -> Token:
        token = Token(self, node, scope, flow=flow)
        self.queue.append(token)
        return token

    def spawn_done(self, scope: Token, event: Node, payload: Mapping[str, Any] | None) -> None:
        """A token for an event that has just happened: only leaving is left to do."""
        token = Token(self, event, scope, READY)
        self.entered(token)
        self.variables.take_in(token, payload)
        self.finish(token)

    def finish(self, token: Token) -> None:
        token.internal_data["done"] = 1
        self.queue.append(token)

    def leave(self, token: Token) -> None:
        """Take the flows that lead on. Raises Fault, before anything has changed, if none does."""
        if "back" in token.internal_data:
            returns.come_back(self, token)
            return
        branches = token.task_spec.choose(token)
        scope = self.tasks.get(token._parent)  # type: ignore[arg-type]
        self.passed(token)
        if token._children:
            self.drop(token)
        token.remove()
        for branch in branches:
            self.facts.append(TookFlow(branch.id))
            self.spawn(scope, branch.target, branch.id)
        if not branches:
            self.settle(scope)

    def jump(self, token: Token, target: Node) -> None:
        scope = token.parent
        self.passed(token)
        token.remove()
        self.spawn(scope, target)

    def merge(self, token: Token, waiting: Mapping[str | None, Token]) -> bool:
        """One token of each flow becomes ``token``, which goes on."""
        for other in waiting.values():
            if other is not token:
                other.remove()
        self.entered(token)
        return True

    def drop(self, token: Token) -> None:
        """Its watchers are no longer needed."""
        for child in token.children:
            child.cancel()

    def put_before(self, token: Token, other: Token) -> None:
        """In the order of the state, where parents come before their children."""
        order = {each: found for each, found in self.tasks.items() if each != token.id}
        self.tasks.clear()
        for each, found in order.items():
            if each == other.id:
                self.tasks[token.id] = token
            self.tasks[each] = found

    def signers_changed(self, body: Token) -> None:
        self.rolls[body.id] = body

    def settle(self, scope: Token) -> None:
        """A scope from which the last token has gone is done."""
        if scope.task_spec.gathers and "done" not in scope.internal_data and not scope.live_children():
            self.finish(scope)

    # Scopes

    def begin_scope(self, token: Token, scope: Scope) -> None:
        """Raises Fault before anything has begun."""
        self.waits.watch(token, scope.handlers)
        way_in = token.internal_data.pop("into", None)
        if way_in:
            returns.place(self, token, scope, way_in)
        else:
            self.spawn(token, scope.begin)

    def begin_handler(self, scope: Token, event: HandlerStart, payload: Mapping[str, Any] | None) -> None:
        token = self.spawn(scope, event.handler)
        if payload is not None:
            started = Token(self, event, token, READY)
            self.variables.take_in(started, payload)
            started.remove()

    def end(self) -> None:
        self.drop(self.task_tree)
        self.completed = True
        self.task_tree.remove()

    def let_go(self) -> None:
        """Its tokens know it and it knows them: taken apart, all of it is freed at once instead of waiting for the collector."""
        self.__dict__.clear()

    # What happened

    def entered(self, token: Token) -> None:
        self.facts.append(Entered(token.task_spec.name, token.id))

    def passed(self, token: Token) -> None:
        if self._has_spoken(token):
            return
        held, node = token.internal_data, token.task_spec
        held["passed"] = 1
        result = held.get("result")
        outcome = result.get("outcome") if node.manual and isinstance(result, dict) else None
        self.facts.append((Signed if token.is_signer else Passed)(node.name, token.id, outcome))

    def cancelled(self, token: Token) -> None:
        if not self._has_spoken(token):
            self.facts.append(Cancelled(token.task_spec.name, token.id))

    @staticmethod
    def _has_spoken(token: Token) -> bool:
        many = token.task_spec.many
        return "passed" in token.internal_data or (many is not None and many.is_silent(token))

    def _open_task(self, token: Token) -> OpenTask:
        step, opened = self.definition.steps[token.task_spec.name], token.id in self.opened
        local, was = self.variables.local(token), token.internal_data.get("was", "")
        if not token.is_signer:
            return OpenTask(token.id, step.id, opened, local, step.who, step.outcomes, was=was)
        signing = token.task_spec.signing
        roll = signing.roll(token.parent)
        line = roll[token.internal_data["index"]]
        choices = signing.choices(line)
        outcomes = step.outcomes if choices is None else tuple(Outcome(*each) for each in choices)
        host = roll[line["h"]].get("t", "") if line["h"] >= 0 else ""
        held = token.has_state(WAITING)
        return OpenTask(token.id, step.id, opened, local, tuple(line["g"]), outcomes, line["o"], line["m"], host, held, was)

    def advance(self, state: bytes) -> Advance:
        tasks, incidents = [], []
        for token in self.tasks.values():
            held = token.internal_data
            if "incident" in held:
                own, element = held["incident"], token.task_spec.name if token._parent else self.definition.process_id
                incidents.append(Incident(own, element, held["reason"], own not in self.stuck))
            elif token.task_spec.manual and (token._state == READY or (token.id in self.opened and token.is_held)):
                tasks.append(self._open_task(token))
        return Advance(
            state=state,
            facts=(*self.facts, *(body.task_spec.signing.changed(body) for body in self.rolls.values())),
            open_tasks=tuple(tasks),
            effects=tuple(self.effects),
            ended=self.completed,
            incidents=tuple(incidents),
            resolved=tuple(sorted(self.stuck.difference(incident.incident_id for incident in incidents))),
            variables=MappingProxyType(self.variables.root),
        )
