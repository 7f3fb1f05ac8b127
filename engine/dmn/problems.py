"""What a designer should mend before a model is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.dmn import elements
from engine.dmn.completeness import findings_of
from engine.dmn.elements import Binding, Context, FilterBox, FunctionBox, Iteration, Literal, Table
from engine.dmn.graph import Graph
from engine.dmn.names import parts
from engine.dmn.unit import Unit
from engine.feel.exchange import give
from engine.feel.expression import Expression, UnaryTests
from engine.feel.syntax import Constant


@dataclass(frozen=True, slots=True)
class Problem:
    """``kind``: feel, unknown_name, unknown_type, no_expression, output_names, always_null, not_allowed, gap, overlap, unchecked_column, check_stopped.

    ``rule`` counts from 1, 0 outside rules; ``column`` is its label.

    ``message`` is Chinese, ``english`` says the same. A warning can be published, an error not.
    """

    decision_id: str
    kind: str
    severity: str
    message: str
    english: str
    rule: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands, in words."""

    decision_id: str
    name: str
    rule: int = 0
    column: str = ""

    @property
    def words(self) -> str:
        return f"“{self.name}”" + (f"第 {self.rule} 条规则" if self.rule else "") + (f"“{self.column}”列" if self.column else "")

    @property
    def english(self) -> str:
        return f"“{self.name}”" + (f", rule {self.rule}" if self.rule else "") + (f", column “{self.column}”" if self.column else "")

    def problem(self, kind: str, severity: str, message: str, english: str) -> Problem:
        return Problem(self.decision_id, kind, severity, f"{self.words}：{message}", f"{self.english}: {english}", self.rule, self.column)


def problems_of(unit: Unit, graph: Graph) -> tuple[Problem, ...]:
    return tuple(_Check(unit, graph).all())


class _Check:
    def __init__(self, unit: Unit, graph: Graph) -> None:
        self.unit = unit
        self.graph = graph

    def all(self) -> Iterator[Problem]:
        for element in self.unit.definitions.elements.values():
            place = _Place(element.id, element.name)
            known = self._visible(element)
            if isinstance(element, elements.DecisionElement):
                if element.box is None:
                    yield place.problem("no_expression", "error", "没有任何判断逻辑。", "it has no logic.")
                yield from self._box(element.box, place, known)
            elif isinstance(element, elements.KnowledgeModel):
                yield from self._box(element.function, place, known)
        for item in self.unit.definitions.items.values():
            yield from self._item(item, _Place(item.name, item.name))
        for name in sorted(self.unit.unknown_types):
            yield _Place(name, name).problem("unknown_type", "error", "没有这个数据类型。", "there is no such type.")

    def _visible(self, element: elements.Element) -> frozenset[str]:
        required = self.graph.required((self.unit.namespace, element.id))
        seen = [(each.path, self.graph.element(each.key)) for each in required]
        own = {name for path, each in seen for name in (path[:1] or (each.name, each.variable))}
        if isinstance(element, elements.KnowledgeModel):
            own |= {element.name, element.variable}
        return frozenset(own)

    def _item(self, item: elements.ItemDefinition, place: _Place) -> Iterator[Problem]:
        for text in (item.allowed, item.constraint):
            yield from self._text(text, place, frozenset(), tests=True)
        for component in item.components:
            yield from self._item(component, _Place(place.decision_id, f"{place.name}.{component.name}"))

    def _box(self, box: Any, place: _Place, known: frozenset[str]) -> Iterator[Problem]:
        if box is None:
            return
        if isinstance(box, Literal):
            yield from self._text(box.text, place, known)
        elif isinstance(box, Table):
            yield from self._table(box, place, known)
        elif isinstance(box, Context):
            yield from self._entries(box.entries, place, known)
        else:
            yield from self._others(box, place, known)

    def _entries(self, entries: tuple[Binding, ...], place: _Place, known: frozenset[str]) -> Iterator[Problem]:
        for entry in entries:
            seen = known | {entry.name} if entry.name and isinstance(entry.box, FunctionBox) else known
            yield from self._box(entry.box, place, seen)
            known = known | {entry.name} if entry.name else known

    def _others(self, box: Any, place: _Place, known: frozenset[str]) -> Iterator[Problem]:
        if isinstance(box, FilterBox):
            yield from self._box(box.domain, place, known)
            return
        if isinstance(box, FunctionBox):
            known = known | {parameter.name for parameter in box.parameters}
        elif isinstance(box, Iteration):
            known = known | {box.variable, "partial"}
        for part in parts(box):
            yield from self._box(part, place, known)

    def _table(self, table: Table, place: _Place, known: frozenset[str]) -> Iterator[Problem]:
        yield from self._columns(table, place)
        for clause in table.inputs:
            here = _Place(place.decision_id, place.name, 0, clause.label)
            yield from self._text(clause.expression.text, here, known)
            yield from self._text(clause.values, here, known, tests=True)
        labels = [output.label or output.name for output in table.outputs]
        for output, label in zip(table.outputs, labels, strict=True):
            here = _Place(place.decision_id, place.name, 0, label)
            yield from self._text(output.values, here, known, tests=True)
            yield from self._text(output.default, here, known)
        for found in findings_of(table, self.unit.texts, lambda place_: self._allowed_values(table.inputs[place_])):
            here = _Place(place.decision_id, place.name, found.rule, found.column)
            yield here.problem(found.kind, found.severity, found.message, found.english)
        for rule in table.rules:
            for clause, cell in zip(table.inputs, rule.inputs, strict=True):
                here = _Place(place.decision_id, place.name, rule.number, clause.label)
                yield from self._text(cell, here, known, tests=True)
                yield from self._allowed(cell, clause.values, here, tests=True)
            for output, label, cell in zip(table.outputs, labels, rule.outputs, strict=True):
                here = _Place(place.decision_id, place.name, rule.number, label)
                yield from self._text(cell, here, known)
                yield from self._allowed(cell, output.values, here, tests=False)

    def _columns(self, table: Table, place: _Place) -> Iterator[Problem]:
        for number, clause in enumerate(table.inputs, start=1):
            if not clause.expression.text:
                here = _Place(place.decision_id, place.name, 0, clause.label or str(number))
                yield here.problem("no_expression", "error", "输入列没有表达式。", "the input has no expression.")
        names = [output.name for output in table.outputs]
        if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
            words = "多个输出列必须各有不同的名称。", "several outputs need a name each, all different."
            yield place.problem("output_names", "error", *words)

    def _allowed_values(self, clause: elements.InputClause) -> str:
        """Those of the column, else those of its type or of the input, decision or component it names."""
        if clause.values:
            return clause.values
        return self._allowed_of(clause.expression.type_ref) or self._allowed_of(self._type_at(clause.expression.text))

    def _type_at(self, path: str) -> str:
        """The type reference of an element or of a component inside it."""
        first, *rest = path.split(".")
        elements_ = self.unit.definitions.elements.values()
        kind = next((each.type_ref for each in elements_ if first in (each.name, each.variable)), "")
        for name in rest:
            parts = next((item.components for item in self.unit.items_of(kind) if item.components), ())
            kind = next((part.type_ref for part in parts if part.name == name), "")
        return kind

    def _allowed_of(self, type_ref: str) -> str:
        return next((item.allowed for item in self.unit.items_of(type_ref) if item.allowed and not item.collection), "")

    def _text(self, text: str, place: _Place, known: frozenset[str], tests: bool = False) -> Iterator[Problem]:
        found = self._parsed(text, tests)
        if found is None:
            return
        if isinstance(found, feel.FeelError):
            yield place.problem("feel", "error", str(found), found.english)
            return
        for doubt in feel.doubts(found, known):
            yield place.problem("always_null", "warning", doubt.message, doubt.english)
        for name in sorted(found.names - known - feel.BUILTIN_NAMES):
            yield place.problem("unknown_name", "warning", *self._unknown(name, place))

    def _unknown(self, name: str, place: _Place) -> tuple[str, str]:
        if name in self.unit.declared and name != place.name:
            return (
                f"“{name}”在本文件里，但没有连线作为这里的依据，取值总是空。请补上连线。",
                f"“{name}” is in this file, but no line makes it required here, so it is always null. Draw the line.",
            )
        return (
            f"名称“{name}”不在该决策的依据之内，若运行时没有这个变量则为空。",
            f"the name “{name}” is not among what the decision requires; without such a variable it is null.",
        )

    def _parsed(self, text: str, tests: bool) -> Expression | UnaryTests | feel.FeelError | None:
        if not text or (tests and text == "-"):
            return None
        return self.unit.texts.tests(text) if tests else self.unit.texts.expression(text)

    def _allowed(self, cell: str, values: str, place: _Place, tests: bool) -> Iterator[Problem]:
        """Literals in a cell must be among the column's allowed values."""
        allowed = self._parsed(values, True)
        if not isinstance(allowed, UnaryTests) or allowed.names:
            return
        for value in _literals(self._parsed(cell, tests)):
            if allowed.matches(value, {}) is False:
                yield place.problem(
                    "not_allowed",
                    "warning",
                    f"{feel.format(value)} 不在该列允许的取值之内。",
                    f"{feel.format(value)} is not among the allowed values of the column.",
                )


def _literals(found: Any) -> list[Any]:
    node = getattr(found, "node", None)
    items = getattr(node, "items", None) or (node,)
    values = [item.value for item in items if isinstance(item, Constant)]
    return [give(value) for value in values if value is not None]
