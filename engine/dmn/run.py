"""One evaluation of a model: the values found so far, by element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dmn import elements
from engine.dmn.explanation import DecisionExplanation
from engine.dmn.graph import Graph, Key, Required
from engine.dmn.session import Session, note_unfit
from engine.dmn.unit import Unit
from engine.feel.compiler import bind
from engine.feel.exchange import give
from engine.feel.frame import Frame, Top
from engine.feel.values import Function

Named = elements.InputData | elements.DecisionElement


class Run:
    """``inputs`` are the evaluator's own values, by name."""

    def __init__(self, units: Mapping[str, Unit], graph: Graph, inputs: Mapping[str, Any], session: Session) -> None:
        self._units = units
        self._graph = graph
        self._inputs = inputs
        self._session = session
        self._frame = Frame({}, session, session)
        self._values: dict[Key, Any] = {}
        self._input_notes: dict[Key, tuple[str, str]] = {}

    def decision(self, key: Key) -> Any:
        self._fill([key], frozenset())
        return self._values[key]

    def function(self, key: Key) -> Any:
        """A knowledge model called with the inputs named like its parameters; one that is not given is null."""
        made = self.decision(key)
        if type(made) is not Function:
            return None
        names = made.parameters or ()
        return made.call(self._session, [self._inputs.get(name) for name in names], names)

    def service(self, unit: Unit, element: elements.DecisionService) -> Any:
        """One output decision gives its value, several a context by name."""
        given = self._graph.resolve_all(unit, element.input_decisions, element.name)
        for required in given:
            decision, owner = self._graph.element(required.key), self._units[required.key[0]]
            self._values[required.key] = self._given(owner, decision)  # type: ignore[arg-type]
        outputs = self._graph.resolve_all(unit, element.outputs, element.name)
        self._fill([each.key for each in outputs], frozenset(each.key for each in given))
        found = {self._graph.element(each.key).name: self._values[each.key] for each in outputs}
        value = next(iter(found.values())) if len(found) == 1 else found
        return self._conform(unit, element.name, element.type_ref, value)

    def _fill(self, wanted: list[Key], given: frozenset[Key]) -> None:
        for key in self._graph.order(wanted, given):
            if key not in self._values:
                self._values[key] = self._value(key)

    def _value(self, key: Key) -> Any:
        unit, element = self._units[key[0]], self._graph.element(key)
        if isinstance(element, elements.InputData):
            return self._input(unit, element, key)
        if isinstance(element, elements.DecisionElement):
            return self._decide(unit, element, key)
        if isinstance(element, elements.KnowledgeModel):
            return self._function(unit, element, key)
        return self._callable(unit, element)

    def _input(self, unit: Unit, element: elements.InputData, key: Key) -> Any:
        """A note about it belongs to every decision that requires it."""
        notes = self._session.notes
        before = len(notes or ())
        value = self._given(unit, element)
        if notes is not None and len(notes) > before:
            self._input_notes[key] = notes.pop()
        return value

    def _given(self, unit: Unit, element: Named) -> Any:
        """What the caller gives for an input or an input decision. An imported file's are looked for under its prefixes first."""
        for path in self._graph.paths(unit.namespace):
            nested: Any = self._inputs
            for prefix in path:
                nested = nested.get(prefix) if isinstance(nested, Mapping) else None
            if path and isinstance(nested, Mapping) and element.name in nested:
                return self._fitted(unit, element, nested[element.name])
            dotted = ".".join((*path, element.name))
            if dotted in self._inputs:
                return self._fitted(unit, element, self._inputs[dotted])
        return self._fitted(unit, element, self._inputs.get(element.name, self._inputs.get(element.variable)))

    def _fitted(self, unit: Unit, element: Named, value: Any) -> Any:
        return self._conform(unit, element.name, element.type_ref, unit.type_of(element.type_ref).complete(value))

    def _conform(self, unit: Unit, name: str, type_ref: str, value: Any) -> Any:
        """The value, or null with a note for the explanation if it is not of its type."""
        found = unit.type_of(type_ref).conform(value, self._frame)
        if found is None and value is not None:
            note_unfit(self._session, name, type_ref)
        return found

    def _function(self, unit: Unit, element: elements.KnowledgeModel, key: Key) -> Function | None:
        """A knowledge model as a function, which may call itself."""
        make = unit.functions.get(element.id)
        if make is None:
            return None
        surroundings = self._visible(key)
        made = make(surroundings)
        for name in filter(None, (element.name, element.variable)):
            surroundings[name] = made
        return made

    def _visible(self, key: Key) -> dict[str, Any]:
        """The variables an element sees: what it requires, imported ones under their prefix.

        The farthest come first, so that an element hides an import named like it and never the other way round.
        """
        variables: dict[str, Any] = {}
        for required in sorted(self._graph.required(key), key=lambda each: -len(each.path)):
            self._show(variables, required)
        return variables

    def _show(self, variables: dict[str, Any], required: Required) -> None:
        element, value = self._graph.element(required.key), self._values[required.key]
        for prefix in required.path:
            variables = variables.setdefault(prefix, {})
        variables[element.name] = value
        if element.variable:
            variables[element.variable] = value

    def _decide(self, unit: Unit, element: elements.DecisionElement, key: Key) -> Any:
        """Beside what it requires a decision sees those of the caller's values that the file declares nowhere: dmn-js draws tables
        without requirements.
        """
        run, session = unit.decisions.get(element.id), self._session
        outer = session.tables, session.notes
        if session.tables is not None:
            session.tables, session.notes = [], []
        hidden = unit.declared - {element.name, element.variable}
        undeclared = {name: value for name, value in self._inputs.items() if name not in hidden}
        variables = {**undeclared, **self._visible(key)}
        found = None if run is None else run(Frame(variables, session, session))
        value = self._conform(unit, element.name, element.type_ref, found)
        self._explain(element, key, value)
        session.tables, session.notes = outer
        return value

    def _explain(self, element: elements.DecisionElement, key: Key, value: Any) -> None:
        session = self._session
        if session.tables is None or session.notes is None:
            return
        inputs = [self._input_notes[each.key] for each in self._graph.required(key) if each.key in self._input_notes]
        notes = [*inputs, *session.notes]
        chinese, english = "".join(each[0] for each in notes), " ".join(each[1] for each in notes)
        session.decisions.append(DecisionExplanation(element.id, element.name, give(value), tuple(session.tables), chinese, english))

    def _callable(self, unit: Unit, element: elements.DecisionService) -> Function:
        """A decision service as a function of its input data and then its input decisions (10.4)."""
        resolved = self._graph.resolve_all(unit, (*element.input_data, *element.input_decisions), element.name)
        parameters = [(self._graph.element(each.key), self._units[each.key[0]]) for each in resolved]
        names = tuple(parameter.name for parameter, _ in parameters)
        kinds = [owner.type_of(parameter.type_ref) for parameter, owner in parameters]

        def call(top: Top, values: list[Any], given: tuple[str, ...] | None = None) -> Any:
            bound = bind(values, given, names)
            if bound is None:
                return None
            fitted = [kind.conform(value, self._frame) for kind, value in zip(kinds, bound, strict=True)]
            for now, before, (parameter, _) in zip(fitted, bound, parameters, strict=True):
                if now is None and before is not None:
                    note_unfit(top, parameter.name, parameter.type_ref)
                    return None
            top.enter()
            try:
                inner = Run(self._units, self._graph, dict(zip(names, fitted, strict=True)), self._session)
                return inner.service(unit, element)
            finally:
                top.leave()

        structures = tuple(kind.structure for kind in kinds)
        return Function(element.name, call, names, len(names), structures, unit.type_of(element.type_ref).structure)
