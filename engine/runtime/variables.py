"""Process variables: one flat mapping for the case, and small ones for each instance of a multi-instance step and each sealed call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.domain.sight import Sight
from engine.runtime.formula import Fault, Formula, kind_of
from engine.runtime.specs.node import Branch
from engine.runtime.values import plain

if TYPE_CHECKING:
    from engine.runtime.run import Run
    from engine.runtime.token import Token

CONTEXT_NAMES = frozenset({"answers", "situation", "materials", "case", "item"})
"""What an expression reads besides variables. No variable may take these names."""


class Variables:
    """Reads and writes over the scopes of a run. ``root`` is the case's own mapping."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.root: dict[str, Any] = {}
        self.kept: Any = None  # what the move has brought: it was made plain at the door
        self._context = run.context.values
        self._sight = Sight(self._context, self.root)

    def names(self, token: Token, more: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Everything in sight of ``token``; the context's names always win, then the innermost scope."""
        layers = self._layers(token)
        if any(layers[:-1]) or layers[-1] is not self.root:
            return Sight(self._context, more or {}, *layers)
        if more:
            return Sight(self._context, more, self.root)
        return self._sight

    def _layers(self, token: Token) -> list[dict[str, Any]]:
        """Innermost first."""
        layers, tasks = [token.data], self.run.tasks
        at = tasks.get(token._parent)  # type: ignore[arg-type]
        while at is not None:
            sealed = at.internal_data.get("sealed")
            if sealed is not None:
                return [*layers, sealed]
            layers.append(at.data)
            at = tasks.get(at._parent)  # type: ignore[arg-type]
        return [*layers, self.root]

    def own(self, token: Token) -> dict[str, Any]:
        """Everything in sight but the context."""
        return _laid(self._layers(token))

    def local(self, token: Token) -> dict[str, Any]:
        """What only ``token`` and those around it see: the item of its instance, its inputs."""
        around = [layer for layer in self._layers(token) if layer and layer is not self.root]
        return _laid(around) if around else {}

    def assign(self, token: Token, name: str, value: Any) -> None:
        """Write in the nearest scope around ``token``, which is its own if it is an instance. Raises Fault for what cannot be kept."""
        value = value if value is self.kept else plain(value)
        at, tasks = token, self.run.tasks
        while "index" not in at.internal_data:
            at = tasks.get(at._parent)  # type: ignore[arg-type, assignment]
            if at is None:
                break
            sealed = at.internal_data.get("sealed")
            if sealed is not None:
                sealed[name] = value
                return
        if at is not None:
            at.data[name] = value
        elif name not in CONTEXT_NAMES:
            self.root[name] = value

    def forget(self, scope: Token, name: str) -> None:
        """As if nothing had been written under this name by a token in ``scope``."""
        at: Token | None = scope
        while at is not None:
            sealed = at.internal_data.get("sealed")
            if sealed is not None or at.is_instance:
                (at.data if sealed is None else sealed).pop(name, None)
                return
            at = at.parent
        self.root.pop(name, None)

    def take_in(self, token: Token, payload: Mapping[str, Any] | None) -> None:
        """A message's payload: whole under the element's id, and each key as a variable.

        Keys that are the id of an element or a name of the context stay inside: nobody outside may forge the outcome of a step.
        """
        if payload is None:
            return
        trigger = token.task_spec.trigger
        for name, key in ((trigger.code_variable, "code"), (trigger.message_variable, "message")):
            if name:
                self.assign(token, name, payload.get(key, ""))
        self.assign(token, token.task_spec.name, payload)
        if trigger.kind == "message":
            self.spread(token, payload)

    def spread(self, token: Token, payload: Mapping[str, Any]) -> None:
        for name, value in payload.items():
            if name not in CONTEXT_NAMES and name not in self.run.definition.nodes:
                self.assign(token, name, value)

    def value(self, token: Token, formula: Formula, more: Mapping[str, Any] | None = None) -> Any:
        return formula.value(self.names(token, more), self.run.environment)

    def truth(self, token: Token, formula: Formula, more: Mapping[str, Any] | None = None) -> bool:
        """Raises Fault unless the value is true or false: null is not "no"."""
        found = self.value(token, formula, more)
        if not isinstance(found, bool):
            raise Fault(f"{formula.role} {formula.text[:120]} 的结果是 {kind_of(found)}，应是 true 或 false")
        return found

    def holds(self, token: Token, branch: Branch) -> bool:
        return self.truth(token, branch.condition)

    def build(self, template: Any, names: Mapping[str, Any]) -> Any:
        """A parameter's value: texts as they stand, formulas evaluated, inside lists and mappings too."""
        if isinstance(template, Formula):
            return plain(template.value(names, self.run.environment))
        if isinstance(template, tuple):
            return [self.build(each, names) for each in template]
        if isinstance(template, Mapping):
            return {key: self.build(each, names) for key, each in template.items()}
        return template

    def build_all(self, token: Token, templates: Iterable[tuple[str, Any]], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Each sees those before it, as in Camunda."""
        built: dict[str, Any] = {}
        for name, template in templates:
            built[name] = self.build(template, self.names(token, {**(more or {}), **built}))
        return built

    def build_over(self, inside: Mapping[str, Any], templates: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        names = Sight(self._context, inside)
        return {name: self.build(template, names) for name, template in templates}


def _laid(layers: list[dict[str, Any]]) -> dict[str, Any]:
    """One over the other, the first on top."""
    seen: dict[str, Any] = {}
    for layer in reversed(layers):
        seen |= layer
    return seen
