"""Activities: work for people, services and FEEL, and the two that hold other elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.runtime.formula import Fault, Formula
from engine.runtime.moves import CallService, Matched
from engine.runtime.specs.consulting import Consulting
from engine.runtime.specs.many import written_inside
from engine.runtime.specs.node import Node, Scope
from engine.runtime.token import WAITING

if TYPE_CHECKING:
    from engine.runtime.decision import Decision
    from engine.runtime.specs.event import Boundary
    from engine.runtime.token import Token

Template = Any
"""A literal, a Formula, or a list or dict of templates."""


class Activity(Node):
    """``inputs`` become local variables when it begins, ``outputs`` variables when it ends; ``result_name`` is where its result goes."""

    boundaries: tuple[Boundary, ...] = ()
    inputs: tuple[tuple[str, Template], ...] = ()
    outputs: tuple[tuple[str, Template], ...] = ()
    result_name = ""
    # A service with outputs hands over those instead of its whole reply.
    outputs_replace_result = False
    # In foreign diagrams a form's fields and a reply's keys are variables by themselves, too.
    spreads = False

    def _update_hook(self, token: Token) -> bool:
        run = token.workflow
        if self.many is not None and not token.is_instance:
            return self._begin_many(token)
        local = run.variables.build_all(token, self.inputs)
        if self.boundaries and not token.is_instance:
            run.waits.watch(token, self.boundaries)
        token.data.update(local)
        if not token.is_signer:
            run.entered(token)
        return True

    def _begin_many(self, token: Token) -> bool:
        run = token.workflow
        items = self.many.items(token)
        if items:
            run.waits.watch(token, self.boundaries)
            self.many.begin(token, items)
        elif isinstance(self.many, Consulting):
            self.many.skip(token)
        else:
            run.entered(token)
            token.internal_data["result"] = []
            run.finish(token)
        return False

    def _on_complete(self, token: Token) -> None:
        if token.is_signer:
            self.signing.signed(token)
            return
        self.hand_over(token)
        if token.is_instance:
            self.many.ended(token)
        else:
            token.workflow.leave(token)

    def hand_over(self, token: Token) -> None:
        """Write the result and the outputs where the steps after this one look. Raises Fault before anything is written."""
        variables, held = token.workflow.variables, token.internal_data
        if self.many is not None and not self.many.signs and not token.is_instance:
            variables.assign(token, self.result_name, held["result"])
            return
        result = held.get("result")
        seen = {**result, "result": result} if isinstance(result, dict) else {"result": result}
        outputs = variables.build_all(token, self.outputs, seen)
        if "result" in held and not (self.outputs and self.outputs_replace_result):
            variables.assign(token, self.result_name, result)
        if self.spreads and isinstance(result, dict):
            variables.spread(token, result)
        for name, value in outputs.items():
            variables.assign(token, name, value)

    def instance_result(self, token: Token) -> Any:
        return token.data.get(self.result_name)


class Work(Activity):
    """A task for a person: waits until somebody completes it. ``must_be_held``: without anybody at the post it is an incident."""

    must_be_held = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manual = True

    def _update_hook(self, token: Token) -> bool:
        if self.must_be_held and not token.is_signer:
            self._find_holders(token)
        return super()._update_hook(token)

    def _find_holders(self, token: Token) -> None:
        """Raises Fault, before anything has begun, naming the post that nobody holds."""
        holders, groups = token.workflow.context.holders, token.workflow.definition.steps[self.name].who
        if holders is None:
            return
        empty = [group for group in groups if not holders(self.name, group)]
        if empty and (self.many is not None or len(empty) == len(groups)):
            raise Fault(f"“{self.bpmn_name or self.name}”没有人可以办理：岗位 {'、'.join(empty)} 上没有人。请先任命，再重试")

    def _on_ready_hook(self, token: Token) -> None:
        super()._on_ready_hook(token)
        if token.is_signer and self.signing.roll(token.parent)[token.internal_data["index"]]["s"] == "held":
            token._set_state(WAITING)

    def _on_cancel(self, token: Token) -> None:
        if token.is_signed:
            self.signing.call_off(token)
        super()._on_cancel(token)


class Blank(Activity):
    """A task of no type: goes straight on."""


class Service(Activity):
    """An external task: waits for the reply to its call."""

    topic = ""
    outputs_replace_result = True

    def _run_hook(self, token: Token) -> None:
        run = token.workflow
        call_id = run.new_id("c")
        token.internal_data["call"] = call_id
        inputs = {name: token.data.get(name) for name, _ in self.inputs}
        run.effects.append(CallService(call_id, self.name, self.topic, inputs))


class Script(Activity):
    """A FEEL expression with a result variable."""

    formula: Formula

    def _run_hook(self, token: Token) -> bool:
        token.internal_data["result"] = token.workflow.variables.value(token, self.formula)
        return True


class Rule(Activity):
    """A DMN decision over everything in sight."""

    decision: Decision

    def _run_hook(self, token: Token) -> bool:
        run = token.workflow
        value, rules, explanation = self.decision.make(run.variables.names(token), run.environment)
        token.internal_data["result"] = value
        run.facts.append(Matched(self.name, self.decision.id, rules, explanation))
        return True


class Holder(Activity):
    """A sub-process or, at run time, an event sub-process: ends when the last token inside has gone."""

    gathers = True
    inner: Scope

    def _run_hook(self, token: Token) -> None:
        token.workflow.begin_scope(token, self.inner)

    def instance_result(self, token: Token) -> Any:
        return written_inside(token.data, self.many, {name for name, _ in self.inputs})


class Call(Holder):
    """A called process. Without ``takes`` and ``gives`` it shares the case's variables; with them it sees only what it is given.

    ``takes``: (name inside, formula over the outside); ``gives``: (name outside, formula over the inside); None in either = all variables.
    """

    takes: tuple[tuple[str, Formula], ...] | None = ()
    gives: tuple[tuple[str, Formula], ...] | None = ()
    sealed = False

    def _run_hook(self, token: Token) -> None:
        variables = token.workflow.variables
        if self.sealed:
            inside = variables.own(token) if self.takes is None else variables.build_all(token, self.takes)
            token.internal_data["sealed"] = inside
        super()._run_hook(token)

    def hand_over(self, token: Token) -> None:
        variables, inside = token.workflow.variables, token.internal_data.get("sealed")
        if inside is not None and not (self.many is not None and not token.is_instance):
            given = inside if self.gives is None else variables.build_over(inside, self.gives)
            for name, value in given.items():
                variables.assign(token, name, value)
        super().hand_over(token)


