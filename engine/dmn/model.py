"""A decision model that can be evaluated: parsed once, immutable, usable from any thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn import elements
from engine.dmn.errors import DmnError
from engine.dmn.explanation import DecisionExplanation, Evaluation
from engine.dmn.graph import Graph, Key, Required
from engine.dmn.names import boxes
from engine.dmn.problems import Problem, problems_of
from engine.dmn.session import Session
from engine.dmn.unit import Unit
from engine.feel import limits
from engine.feel.environment import DEFAULT, Environment
from engine.feel.errors import too_deep
from engine.feel.exchange import give, load
from engine.feel.frame import Frame, Top
from engine.feel.values import Function


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
        self._wanted = frozenset().union(*map(_wanted, units.values()))
        self.name = unit.definitions.name
        self.decisions = tuple(Decision(each.id, each.name) for each in own if isinstance(each, elements.DecisionElement))
        self.services = tuple(Decision(each.id, each.name) for each in own if isinstance(each, elements.DecisionService))
        self.rules = tuple((each.id, rule.id or str(rule.number)) for each in own for rule in _rules(each))
        """(decision id, rule id), the rule's number where it has no id."""

    def problems(self) -> tuple[Problem, ...]:
        """What a designer should mend before publishing: unreadable FEEL, unknown names and types, cells that can never match."""
        return problems_of(self._unit, self._graph)

    def evaluate(self, name_or_id: str, inputs: Mapping[str, Any], explain: bool = False, environment: Environment | None = None) -> Any:
        """The decision's value as Python's, or an ``Evaluation`` with its explanation.

        ``inputs`` by the names of the input data; for a decision service also the names of its input decisions; inputs of an
        imported file under its prefix, or beside the others. Raises DmnError for an unknown decision, FeelLimit beyond the bounds.
        """
        element = self._find(name_or_id)
        session = Session(inputs, environment or DEFAULT, explain)
        loaded = {name: load(inputs[name]) for name in self._wanted if name in inputs}
        try:
            if isinstance(element, elements.DecisionService):
                value = _Run(self._units, self._graph, loaded, session).service(self._unit, element)
            else:
                value = _Run(self._units, self._graph, loaded, session).decision((self._unit.namespace, element.id))
        except RecursionError:
            raise too_deep(limits.DEPTH) from None
        result = give(value)
        return Evaluation(result, tuple(session.decisions)) if explain else result

    def _find(self, name_or_id: str) -> elements.DecisionElement | elements.DecisionService:
        own = self._unit.definitions.elements
        found = own.get(name_or_id)
        kinds = (elements.DecisionElement, elements.DecisionService)
        if not isinstance(found, kinds):
            found = next((each for each in own.values() if each.name == name_or_id and isinstance(each, kinds)), None)
        if not isinstance(found, kinds):
            raise DmnError(
                "决策文件里没有名为“{element}”的决策。",
                english="The file has no decision “{element}”.",
                element=name_or_id,
                mend="可用：" + "、".join(each.name for each in (*self.decisions, *self.services)) + "。",
            )
        return found


def _wanted(unit: Unit) -> frozenset[str]:
    """Names that evaluating may ask the caller for; nothing else of his is read."""
    given = (elements.InputData, elements.DecisionElement)
    own = [each for each in unit.definitions.elements.values() if isinstance(each, given)]
    return unit.texts.mentioned() | {name for each in own for name in (each.name, each.variable)} | set(unit.others)


def _rules(element: elements.Element) -> list[elements.Rule]:
    box = getattr(element, "box", None) or getattr(element, "function", None)
    return [rule for part in boxes(box) if isinstance(part, elements.Table) for rule in part.rules]


class _Run:
    """One evaluation: the values found so far, by element. ``inputs`` are the evaluator's own values."""

    def __init__(self, units: Mapping[str, Unit], graph: Graph, inputs: Mapping[str, Any], session: Session) -> None:
        self._units = units
        self._graph = graph
        self._inputs = inputs
        self._session = session
        self._values: dict[Key, Any] = {}
        self._notes: dict[Key, tuple[str, str]] = {}

    def decision(self, key: Key) -> Any:
        self._fill([key], frozenset())
        return self._values[key]

    def _fill(self, wanted: list[Key], given: frozenset[Key]) -> None:
        for key in self._graph.order(wanted, given):
            if key not in self._values:
                self._values[key] = self._value(key)

    def _value(self, key: Key) -> Any:
        unit, element = self._units[key[0]], self._graph.element(key)
        if isinstance(element, elements.InputData):
            return self._input(unit, element)
        if isinstance(element, elements.DecisionElement):
            return self._decide(unit, element, key)
        if isinstance(element, elements.KnowledgeModel):
            return self._function(unit, element, key)
        return self._callable(unit, element)

    def _input(self, unit: Unit, element: elements.InputData) -> Any:
        """An imported file's inputs are looked for under any prefix first, then beside the others."""
        value = self._inputs.get(element.name, self._inputs.get(element.variable))
        for prefix, other in self._units[self._root].others.items() if unit.namespace != self._root else ():
            nested = self._inputs.get(prefix)
            if other is unit and isinstance(nested, Mapping) and element.name in nested:
                value = nested[element.name]
        return self._conform(unit, element, element.type_ref, value)

    def _conform(self, unit: Unit, element: elements.Element, type_ref: str, value: Any) -> Any:
        """The value, or null with a note for the explanation if it is not of its type."""
        found = unit.type_of(type_ref).conform(value, Frame({}, self._session, self._session))
        if found is None and value is not None:
            self._notes[unit.namespace, element.id] = (
                f"“{element.name}”的值不符合类型“{type_ref}”，按空值处理。",
                f"The value of “{element.name}” does not conform to the type “{type_ref}” and is taken as null.",
            )
        return found

    def _function(self, unit: Unit, element: elements.KnowledgeModel, key: Key) -> Function | None:
        """A knowledge model as a function, which may call itself."""
        make = unit.functions.get(element.id)
        if make is None:
            return None
        surroundings = self._visible(unit, key)
        surroundings[element.name] = made = make(surroundings)
        return made

    @property
    def _root(self) -> str:
        return next(iter(self._units))

    def _visible(self, unit: Unit, key: Key) -> dict[str, Any]:
        """The variables an element sees: what it requires, imported ones under their prefix."""
        variables: dict[str, Any] = {}
        for required in self._graph.required(key):
            self._show(variables, required)
        return variables

    def _show(self, variables: dict[str, Any], required: Required) -> None:
        element, value = self._graph.element(required.key), self._values[required.key]
        shown = variables.setdefault(required.prefix, {}) if required.prefix else variables
        shown[element.name] = value
        if getattr(element, "variable", ""):
            shown[element.variable] = value  # type: ignore[union-attr]

    def _decide(self, unit: Unit, element: elements.DecisionElement, key: Key) -> Any:
        """Beside what it requires a decision sees the caller's inputs: dmn-js draws tables without requirements."""
        run = unit.decisions.get(element.id)
        session = self._session
        outer, session.tables = session.tables, None if session.tables is None else []
        variables = {**self._inputs, **self._visible(unit, key)}
        found = None if run is None else run(Frame(variables, session, session))
        value = self._conform(unit, element, element.type_ref, found)
        if session.tables is not None:
            own = [*(required.key for required in self._graph.required(key)), key]
            notes = [self._notes[each] for each in own if each in self._notes]
            note, english = "".join(each[0] for each in notes), " ".join(each[1] for each in notes)
            session.decisions.append(DecisionExplanation(element.id, element.name, give(value), tuple(session.tables), note, english))
        session.tables = outer
        return value

    def _callable(self, unit: Unit, element: elements.DecisionService) -> Function:
        """A decision service as a function of its input data and then its input decisions (10.4)."""
        parameters = self._graph.resolve_all(unit, (*element.input_data, *element.input_decisions), element.name)
        names = tuple(self._graph.element(each.key).name for each in parameters)

        def call(top: Top, values: list[Any], given: tuple[str, ...] | None = None) -> Any:
            if given is None:
                if len(values) != len(names):
                    return None
                given = names
            elif not set(given) <= set(names):
                return None
            top.enter()
            try:
                inner = _Run(self._units, self._graph, dict(zip(given, values, strict=True)), self._session)
                return inner.service(unit, element)
            finally:
                top.leave()

        return Function(element.name, call, names, len(names))

    def service(self, unit: Unit, element: elements.DecisionService) -> Any:
        """One output decision gives its value, several a context by name."""
        frame = Frame({}, self._session, self._session)
        given = self._graph.resolve_all(unit, element.input_decisions, element.name)
        for required in given:
            decision = self._graph.element(required.key)
            owner = self._units[required.key[0]]
            self._values[required.key] = owner.type_of(getattr(decision, "type_ref", "")).conform(self._inputs.get(decision.name), frame)
        outputs = self._graph.resolve_all(unit, element.outputs, element.name)
        self._fill([each.key for each in outputs], frozenset(each.key for each in given))
        found = {self._graph.element(each.key).name: self._values[each.key] for each in outputs}
        value = next(iter(found.values())) if len(found) == 1 else found
        return unit.type_of(element.type_ref).conform(value, frame)
