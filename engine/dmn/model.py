"""A decision model that can be evaluated: parsed once, immutable, usable from any thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import elements
from engine.dmn.errors import DmnError
from engine.dmn.explanation import Evaluation
from engine.dmn.graph import Graph
from engine.dmn.names import boxes
from engine.dmn.problems import Problem, problems_of
from engine.dmn.run import Run
from engine.dmn.session import Session
from engine.dmn.unit import Unit
from engine.feel import limits
from engine.feel.environment import DEFAULT, Environment
from engine.feel.errors import too_deep
from engine.feel.exchange import give, load

Invocable = elements.DecisionElement | elements.DecisionService | elements.KnowledgeModel


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the file itself, not of what it imports."""

    id: str
    name: str


class Model:
    """``unit`` is the file itself, ``units`` it and all it imports, by namespace."""

    def __init__(self, unit: Unit, units: Mapping[str, Unit]) -> None:
        self._unit = unit
        self._units = units
        self._graph = Graph(units)
        own = unit.definitions.elements.values()
        self._wanted = frozenset(name for each in units.values() for name in _wanted(each, self._graph.paths(each.namespace)))
        self.name = unit.definitions.name
        self.decisions = tuple(Decision(each.id, each.name) for each in own if isinstance(each, elements.DecisionElement))
        self.services = tuple(Decision(each.id, each.name) for each in own if isinstance(each, elements.DecisionService))
        self.rules = tuple((each.id, rule.id or str(rule.number)) for each in own for rule in _rules(each))
        """(decision id, rule id), the rule's number where it has no id."""

    def problems(self) -> tuple[Problem, ...]:
        """What a designer should mend before publishing: unreadable FEEL, unknown names and types, cells that can never match."""
        return problems_of(self._unit, self._graph)

    def evaluate(self, name_or_id: str, inputs: Mapping[str, Any], explain: bool = False, environment: Environment | None = None) -> Any:
        """The value of a decision, a decision service or a knowledge model as Python's, or an ``Evaluation`` with its explanation.

        ``inputs`` by the names of the input data; for a decision service also the names of its input decisions, for a knowledge model
        those of its parameters; inputs of an imported file under its prefix, or beside the others. An imported file's elements are asked
        for as ``prefix.name``. Raises DmnError for an unknown name, FeelLimit beyond the bounds.
        """
        unit, element = self._find(name_or_id)
        session = Session(inputs, environment or DEFAULT, explain)
        loaded = {name: load(inputs[name]) for name in self._wanted if name in inputs}
        run = Run(self._units, self._graph, loaded, session)
        key = unit.namespace, element.id
        try:
            if isinstance(element, elements.DecisionService):
                value = run.service(unit, element)
            elif isinstance(element, elements.KnowledgeModel):
                value = run.function(key)
            else:
                value = run.decision(key)
        except RecursionError:
            raise too_deep(limits.DEPTH) from None
        result = give(value)
        return Evaluation(result, tuple(session.decisions)) if explain else result

    def _find(self, name_or_id: str) -> tuple[Unit, Invocable]:
        found = _found(self._unit, name_or_id, set()) or _found(self._unit, " ".join(name_or_id.split()), set())
        if found is None:
            known = [each.name for each in (*self.decisions, *self.services)]
            raise DmnError(
                "决策文件里没有名为“{element}”的决策。",
                english="The file has no decision “{element}”. There are: {known}.",
                element=name_or_id,
                mend="可用：" + "、".join(known) + "。",
                known=", ".join(known),
            )
        return found


def _found(unit: Unit, name_or_id: str, seen: set[tuple[str, str]]) -> tuple[Unit, Invocable] | None:
    """By id, then by name, decisions first; then in the imported files under their prefixes. ``seen``: where it was looked for."""
    if (unit.namespace, name_or_id) in seen:
        return None
    seen.add((unit.namespace, name_or_id))
    own = unit.definitions.elements
    element = own.get(name_or_id)
    if isinstance(element, Invocable):
        return unit, element
    for kind in (elements.DecisionElement, elements.DecisionService, elements.KnowledgeModel):
        for each in own.values():
            if isinstance(each, kind) and name_or_id in (each.name, each.variable):
                return unit, each
    for prefix, other in unit.others:
        if not prefix or name_or_id.startswith(prefix + "."):
            found = _found(other, name_or_id.removeprefix(prefix + ".") if prefix else name_or_id, seen)
            if found is not None:
                return found
    return None


def _wanted(unit: Unit, paths: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Names that evaluating may ask the caller for; nothing else of his is read. ``paths`` lead to the unit."""
    given = (elements.InputData, elements.DecisionElement)
    own = {name for each in unit.definitions.elements.values() if isinstance(each, given) for name in (each.name, each.variable)}
    dotted = {".".join((*path, name)) for path in paths for name in own}
    parameters = {
        parameter.name
        for each in unit.definitions.elements.values()
        if isinstance(each, elements.KnowledgeModel) and each.function
        for parameter in each.function.parameters
    }
    return unit.texts.mentioned() | own | parameters | dotted | {prefix for prefix, _ in unit.others}


def _rules(element: elements.Element) -> list[elements.Rule]:
    box = getattr(element, "box", None) or getattr(element, "function", None)
    return [rule for part in boxes(box) if isinstance(part, elements.Table) for rule in part.rules]
