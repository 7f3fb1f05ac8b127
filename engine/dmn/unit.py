"""One file of a model, compiled: its texts, its types and one closure per decision or function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.dmn import elements
from engine.dmn.boxes import BoxCompiler
from engine.dmn.elements import Definitions
from engine.dmn.errors import DmnError
from engine.dmn.item_types import ANY, DEEPEST, ItemType, builtin_type, item_type
from engine.dmn.names import member_names, root_names
from engine.dmn.texts import Texts
from engine.feel.scope import Closure
from engine.feel.values import Function

Maker = Callable[[Mapping[str, Any]], Function]


class Unit:
    """``others``: the units this one imports, by prefix. ``unknown_types`` collects references that lead nowhere."""

    def __init__(self, definitions: Definitions, others: Mapping[str, Unit]) -> None:
        self.definitions = definitions
        self.others = others
        names, members = set(root_names(definitions)), set(member_names(definitions))
        for other in others.values():
            members |= other.names | other.members
        self.names, self.members = names, members
        self.texts = Texts(names | members, members)
        self.unknown_types: set[str] = set()
        self._types: dict[str, ItemType] = {}
        self.decisions: dict[str, Closure] = {}
        self.functions: dict[str, Maker] = {}
        self._compile()

    @property
    def namespace(self) -> str:
        return self.definitions.namespace

    def _compile(self) -> None:
        compiler = BoxCompiler(self.texts, self.type_of)
        for element in self.definitions.elements.values():
            if isinstance(element, elements.DecisionElement) and element.box is not None:
                run = compiler.compile(element.box)
                self.decisions[element.id] = compiler.typed(run, element.type_ref)
            elif isinstance(element, elements.KnowledgeModel) and element.function is not None:
                self.functions[element.id] = compiler.function(element.function, element.name, self._result(element))

    def _result(self, element: elements.KnowledgeModel) -> str:
        """A knowledge model's variable has the type of its result, or that of the function as a whole."""
        item = self.definitions.items.get(element.type_ref)
        return "" if item is not None and item.function else element.type_ref

    def type_of(self, reference: str, depth: int = 0) -> ItemType:
        """The type a ``typeRef`` names; anything goes where it leads nowhere. Raises DmnError for a definition that holds itself."""
        if not reference:
            return ANY
        found = self._types.get(reference)
        if found is None:
            if depth > DEEPEST:
                raise DmnError(
                    "数据类型“{element}”直接或间接引用了自己。",
                    english="The item definition “{element}” refers to itself.",
                    element=reference,
                    mend="请去掉循环引用。",
                )
            found = self._types[reference] = self._find_type(reference, depth)
        return found

    def _find_type(self, reference: str, depth: int) -> ItemType:
        name = " ".join(reference.split())
        own = self.definitions.items.get(name)
        if own is not None:
            return item_type(own, self.type_of, self.texts.test, depth)
        prefix, dot, rest = name.partition(".")
        if dot and prefix in self.others:
            return self.others[prefix].type_of(rest, depth)
        builtin = builtin_type(name.rpartition(":")[2])
        if builtin is not None:
            return builtin
        own = self.definitions.items.get(name.rpartition(":")[2])
        if own is not None:
            return item_type(own, self.type_of, self.texts.test, depth)
        for other in self.others.values():
            if name in other.definitions.items:
                return other.type_of(name, depth)
        self.unknown_types.add(reference)
        return ANY
