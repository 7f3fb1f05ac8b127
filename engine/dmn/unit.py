"""One file of a model, compiled: its texts, its types and one closure per decision or function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.dmn import elements
from engine.dmn.boxes import BoxCompiler
from engine.dmn.elements import Definitions
from engine.dmn.errors import DmnError
from engine.dmn.item_types import ANY, DEEPEST, ItemType, NamedType, builtin_type, item_type
from engine.dmn.names import member_names, root_names
from engine.dmn.texts import Texts
from engine.feel.scope import Closure
from engine.feel.values import Function

Maker = Callable[[Mapping[str, Any]], Function]


class Unit:
    """``others``: the units this one imports with their prefix, which is empty for what is imported into the file's own names.

    ``unknown_types`` collects references that lead nowhere.
    """

    def __init__(self, definitions: Definitions, others: tuple[tuple[str, Unit], ...]) -> None:
        self.definitions = definitions
        self.others = others
        names, members = set(root_names(definitions)), set(member_names(definitions))
        for _, other in others:
            members |= other.names | other.members
        self.names, self.members = names, members
        self.declared = frozenset(name for each in definitions.elements.values() for name in (each.name, each.variable))
        """Names of the file's own elements: a decision sees them only where it requires them."""
        self.texts = Texts(names | members, members, self._named_type)
        self.unknown_types: set[str] = set()
        self._types: dict[str, ItemType] = {}
        self._open: list[str] = []
        self.decisions: dict[str, Closure] = {}
        self.functions: dict[str, Maker] = {}
        self._compile()

    @property
    def namespace(self) -> str:
        return self.definitions.namespace

    def _compile(self) -> None:
        compiler = BoxCompiler(self.texts, self.type_of, self._result)
        for name in self.definitions.items:
            self.type_of(name)
        for element in self.definitions.elements.values():
            self.type_of(element.type_ref)
            if isinstance(element, elements.DecisionElement) and element.box is not None:
                self.decisions[element.id] = compiler.compile(self._ordered(element.box, element.type_ref), element.name)
            elif isinstance(element, elements.KnowledgeModel) and element.function is not None:
                self.functions[element.id] = compiler.function(element.function, element.name, element.type_ref)

    def _ordered(self, box: elements.Box, type_ref: str) -> elements.Box:
        """A table whose policy goes by output values it does not list takes them from the types of its outputs (8.2.10)."""
        if not isinstance(box, elements.Table) or box.hit_policy not in ("PRIORITY", "OUTPUT ORDER"):
            return box
        whole = box.type_ref or type_ref
        parts = {part.name: part for each in self.items_of(whole) for part in each.components}

        def values(clause: elements.OutputClause) -> str:
            kinds = [clause.type_ref, *([parts[clause.name].type_ref] if clause.name in parts else [])]
            own = parts[clause.name].allowed if clause.name in parts else ""
            kinds += [whole] if len(box.outputs) == 1 else []
            return clause.values or own or next((each.allowed for kind in kinds for each in self.items_of(kind) if each.allowed), "")

        return replace(box, outputs=tuple(replace(clause, values=values(clause)) for clause in box.outputs))

    def items_of(self, type_ref: str) -> Iterator[elements.ItemDefinition]:
        """The definition a reference names and those it goes back to."""
        item = self.definitions.items.get(type_ref)
        while item is not None:
            yield item
            follows = item.type_ref != item.name and not item.components
            item = self.definitions.items.get(item.type_ref) if follows else None

    def _result(self, type_ref: str) -> str:
        """A function's variable has the type of its result, or that of the function as a whole."""
        item = self.definitions.items.get(type_ref)
        if item is not None and item.function:
            return item.function.result
        return "" if self.type_of(type_ref).structure.name == "function" else type_ref

    def type_of(self, reference: str) -> ItemType:
        """The type a ``typeRef`` names; anything goes where it leads nowhere. Raises DmnError for a definition that holds itself."""
        if not reference:
            return ANY
        found = self._types.get(reference)
        if found is None:
            if reference in self._open or len(self._open) > DEEPEST:
                raise DmnError(
                    "数据类型“{element}”直接或间接引用了自己，或者引用得太深。",
                    english="The item definition “{element}” refers to itself, or too deeply to others. Remove the circle.",
                    element=reference,
                    mend="请去掉循环引用。",
                )
            self._open.append(reference)
            found = self._types[reference] = self._find_type(reference)
            self._open.pop()
        return found

    def _type_inside(self, name: str) -> Callable[[str], ItemType]:
        """Inside a definition named like one of FEEL's own types that name is FEEL's."""
        return lambda reference: (builtin_type(reference) if reference == name else None) or self.type_of(reference)

    def _named_type(self, name: str) -> NamedType | None:
        """What FEEL finds after ``instance of``: a type of this model or of one it imports."""
        found = self.defined_type(name)
        return None if found is None else NamedType(name, found)

    def _find_type(self, reference: str) -> ItemType:
        found = self.defined_type(reference) or builtin_type(reference.strip().rpartition(":")[2])
        if found is None:
            self.unknown_types.add(reference)
        return found or ANY

    def defined_type(self, reference: str) -> ItemType | None:
        """An item definition of this file, or of an imported one, with DMN 1.1's namespace prefix or a dotted one."""
        plain = " ".join(reference.split())
        for name in (plain, plain.rpartition(":")[2]):
            if name in self.definitions.items:
                return item_type(self.definitions.items[name], self._type_inside(name), self.texts.test)
        for prefix, other in self.others:
            rest = plain.removeprefix(prefix + ".") if prefix else plain
            found = None if prefix and rest == plain else other.defined_type(rest)
            if found is not None:
                return found
        owners = (other for _, other in self.others if plain in other.definitions.items)
        return next((other.type_of(plain) for other in owners), None)
