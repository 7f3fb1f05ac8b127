"""The requirement graph: which element needs which, and in which order they are evaluated."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.dmn import elements
from engine.dmn.elements import Element
from engine.dmn.errors import DmnError
from engine.dmn.unit import Unit

Key = tuple[str, str]
"""Namespace and id of an element."""


@dataclass(frozen=True, slots=True)
class Required:
    """``path``: the prefixes of the imports through which the requiring file sees the element; empty for its own names."""

    key: Key
    path: tuple[str, ...]


class Graph:
    """Raises DmnError for a reference that leads nowhere and for elements that need each other in a circle."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units
        self._required: dict[Key, tuple[Required, ...]] = {}
        for unit in units.values():
            for element in unit.definitions.elements.values():
                self._required[unit.namespace, element.id] = self._of(unit, element)
        self.order(self._required, frozenset())
        first = next(iter(units.values()))
        self._paths = {namespace: tuple(_paths(first, unit)) for namespace, unit in units.items()}

    def element(self, key: Key) -> Element:
        return self._units[key[0]].definitions.elements[key[1]]

    def required(self, key: Key) -> tuple[Required, ...]:
        return self._required[key]

    def resolve(self, unit: Unit, href: str, wanted_by: str) -> Required:
        namespace, _, name = href.rpartition("#")
        namespace = namespace or unit.namespace
        owner = self._units.get(namespace)
        if owner is None or name not in owner.definitions.elements:
            raise DmnError(
                "“{element}”引用的“{href}”不存在。",
                english="“{element}” refers to “{href}”, which does not exist. Add the element or the imported file, or delete the line.",
                element=wanted_by,
                mend="请补上被引用的元素或被导入的文件，或删除这条连线。",
                href=href,
            )
        return Required((namespace, name), () if owner is unit else next(_paths(unit, owner), ()))

    def paths(self, namespace: str) -> tuple[tuple[str, ...], ...]:
        """Every way from the first file to an imported one."""
        return self._paths[namespace]

    def resolve_all(self, unit: Unit, hrefs: Iterable[str], wanted_by: str) -> tuple[Required, ...]:
        return tuple(self.resolve(unit, href, wanted_by) for href in hrefs)

    def _of(self, unit: Unit, element: Element) -> tuple[Required, ...]:
        """A knowledge model may call itself without that being a circle."""
        if isinstance(element, elements.InputData):
            return ()
        if isinstance(element, elements.DecisionService):
            hrefs = (*element.outputs, *element.encapsulated, *element.input_decisions, *element.input_data)
            self.resolve_all(unit, hrefs, element.name)
            return self.resolve_all(unit, element.outputs, element.name)
        required = self.resolve_all(unit, element.requires, element.name)
        if isinstance(element, elements.KnowledgeModel):
            return tuple(each for each in required if each.key != (unit.namespace, element.id))
        return required

    def order(self, wanted: Iterable[Key], given: frozenset[Key]) -> tuple[Key, ...]:
        """Everything the wanted elements need, each after what it needs itself, stopping at what is ``given``."""
        done: dict[Key, None] = {}
        open_keys: set[Key] = set()
        waiting: list[tuple[Key, bool]] = [(key, False) for key in reversed(list(wanted))]
        while waiting:
            key, leaving = waiting.pop()
            if leaving:
                open_keys.discard(key)
                done[key] = None
                continue
            if key in done or key in given:
                continue
            if key in open_keys:
                raise _circle(self.element(key).name)
            open_keys.add(key)
            waiting.append((key, True))
            for required in reversed(self._required[key]):
                if required.key in open_keys:
                    raise _circle(self.element(required.key).name)
                waiting.append((required.key, False))
        return tuple(done)


def _paths(unit: Unit, wanted: Unit) -> Iterator[tuple[str, ...]]:
    """The ways from a unit to one it imports, nearest first; an import without prefix adds nothing to the way."""
    waiting: deque[tuple[Unit, tuple[str, ...]]] = deque([(unit, ())])
    seen = {unit.namespace}
    while waiting:
        here, path = waiting.popleft()
        for prefix, other in here.others:
            step = (*path, prefix) if prefix else path
            if other is wanted:
                yield step
            if other.namespace not in seen:
                seen.add(other.namespace)
                waiting.append((other, step))


def _circle(name: str) -> DmnError:
    return DmnError(
        "“{element}”直接或间接以自己为依据，无法计算。",
        english="“{element}” needs itself, directly or through others. Remove a line of the circle.",
        element=name,
        mend="请去掉循环的连线。",
    )
