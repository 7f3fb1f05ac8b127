"""Every name a model gives, for FEEL must know those with operators or keywords inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from engine.dmn import elements
from engine.dmn.elements import Definitions, ItemDefinition


def root_names(definitions: Definitions) -> Iterator[str]:
    """Variables: elements, imports, parameters, context entries, iterators."""
    for entry in definitions.imports:
        yield entry.prefix
    for element in definitions.elements.values():
        yield element.name
        yield element.variable or element.name
        if isinstance(element, elements.KnowledgeModel) and element.function:
            yield from _local_names(element.function)
        if isinstance(element, elements.DecisionElement) and element.box:
            yield from _local_names(element.box)


def member_names(definitions: Definitions) -> Iterator[str]:
    """Entries of structures: item components, table outputs, relation columns."""
    yield from _component_names(definitions.items.values())
    for element in definitions.elements.values():
        box = getattr(element, "box", None) or getattr(element, "function", None)
        for part in boxes(box):
            if isinstance(part, elements.Table):
                yield from (output.name for output in part.outputs)
            elif isinstance(part, elements.Relation):
                yield from (column.name for column in part.columns)


def _component_names(items: Iterable[ItemDefinition]) -> Iterator[str]:
    for item in items:
        for component in item.components:
            yield component.name
        yield from _component_names(item.components)


def _local_names(box: Any) -> Iterator[str]:
    for part in boxes(box):
        if isinstance(part, elements.Context):
            yield from (entry.name for entry in part.entries if entry.name)
        elif isinstance(part, elements.FunctionBox):
            yield from (parameter.name for parameter in part.parameters)
        elif isinstance(part, elements.Iteration):
            yield part.variable


def parts(box: Any) -> tuple[Any, ...]:
    """The boxes directly inside a box."""
    if isinstance(box, elements.Invocation):
        return (box.function, *(binding.box for binding in box.bindings))
    if isinstance(box, elements.Context):
        return tuple(entry.box for entry in box.entries)
    if isinstance(box, elements.BoxList):
        return box.items
    if isinstance(box, elements.Relation):
        return tuple(cell for row in box.rows for cell in row)
    if isinstance(box, elements.FunctionBox):
        return (box.body,) if box.body else ()
    if isinstance(box, elements.Conditional):
        return (box.condition, box.then, box.otherwise)
    if isinstance(box, elements.Iteration):
        return (box.domain, box.body)
    if isinstance(box, elements.FilterBox):
        return (box.domain, box.match)
    return ()


def boxes(box: Any) -> Iterator[Any]:
    """A box and everything inside it."""
    waiting = [box] if box is not None else []
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(parts(part))


def written(box: Any) -> Iterator[str]:
    """Every FEEL text that is evaluated inside a box."""
    for part in boxes(box):
        if isinstance(part, elements.Literal):
            yield part.text
        elif isinstance(part, elements.Table):
            yield from (clause.expression.text for clause in part.inputs)
            yield from (clause.default for clause in part.outputs)
            for rule in part.rules:
                yield from (*rule.inputs, *rule.outputs)
