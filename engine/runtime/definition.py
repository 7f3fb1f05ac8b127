"""A service's files, read once and shared by all its cases. Nothing in it changes while cases run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.feel import Expression
from engine.runtime.assembly import Assembly
from engine.runtime.decision import Decision
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import Element
from engine.runtime.formula import Formula
from engine.runtime.formulas import formulas_of
from engine.runtime.lint import Inspection, inspect
from engine.runtime.problem import Problem, Unpublishable
from engine.runtime.specs.gateway import InclusiveGateway
from engine.runtime.specs.node import Node, Scope
from engine.runtime.step import Step, build_step


@dataclass(frozen=True)
class Definition:
    """``flows``: ids of all sequence flows; ``rules``: coverage ids of all rules in the DMN files asked; ``timers``: ids of the elements with a timer."""

    process_id: str
    name: str
    steps: Mapping[str, Step]
    flows: tuple[str, ...]
    rules: tuple[str, ...]
    timers: tuple[str, ...]
    warnings: tuple[Problem, ...]
    root: Scope = field(repr=False, compare=False)
    nodes: Mapping[str, Node] = field(repr=False, compare=False)
    has_inclusive_joins: bool = False
    awaits_messages: bool = True
    topics: frozenset[str] = frozenset()
    """Of all service tasks."""
    officers: int = 1
    """The most that one step needs."""
    formulas: tuple[Formula, ...] = field(default=(), repr=False, compare=False)

    def expressions(self, element_id: str | None = None) -> tuple[Formula, ...]:
        """Every FEEL text of the diagrams, or those of one element or flow's source."""
        return tuple(each for each in self.formulas if element_id in (None, each.element))


def compile_definition(files: Mapping[str, bytes], main: str, *, process: str | None = None, bare: bool = False) -> Definition:
    """``files``: name → bytes of the .bpmn and .dmn files of one service; ``main`` names the file whose process is the service's.

    ``process`` picks one where the file holds several. ``bare``: a diagram outside a service folder; tasks need no "who".
    Raises Unpublishable if any problem is an error.
    """
    inspection = inspect(files, main, process=process, bare=bare)
    if any(problem.severity == "error" for problem in inspection.problems):
        raise Unpublishable(inspection.problems)
    return _build(inspection)


def _build(inspection: Inspection) -> Definition:
    bodies = inspection.bodies
    assembly = Assembly({body.id: body for body in bodies}, inspection.decisions)
    root = assembly.scope(inspection.main)
    elements = [element for body in bodies for element in body.walk()]
    used = _used_decisions(elements, inspection.decisions)
    process_of = {element.id: body.id for body in bodies for element in body.walk()}
    formulas = tuple(formula for element in elements for formula in formulas_of(element) if isinstance(formula, Formula))
    steps = {element.id: build_step(element, process_of[element.id], _assignee(element)) for element in elements}
    triggers = [trigger.kind for node in assembly.nodes.values() if (trigger := getattr(node, "trigger", None)) is not None]
    return Definition(
        process_id=inspection.main.id,
        name=inspection.main.name,
        steps=MappingProxyType(steps),
        flows=tuple(flow.id for body in bodies for inner in body.bodies() for flow in inner.flows),
        rules=tuple(dict.fromkeys(rule for decision in used for rule in decision.rules)),
        topics=frozenset(step.topic for step in steps.values() if step.topic),
        timers=tuple(element.id for element in elements if element.trigger.kind == "timer"),
        warnings=tuple(inspection.problems),
        root=root,
        nodes=MappingProxyType(assembly.nodes),
        has_inclusive_joins=any(isinstance(node, InclusiveGateway) and len(node.incoming) > 1 for node in assembly.nodes.values()),
        awaits_messages="message" in triggers,
        officers=max((step.officers for step in steps.values()), default=1),
        formulas=formulas,
    )


def _assignee(element: Element) -> Expression | None:
    text = dialect.attribute(element.xml, "assignee")
    return Formula.parse(element.id, "办理人", text).expression if text else None


def _used_decisions(elements: Iterable[Element], decisions: Mapping[str, Decision]) -> list[Decision]:
    asked = (dialect.attribute(element.xml, "decisionRef") for element in elements if element.kind == "rule")
    return [decisions[each] for each in asked if each in decisions]
