"""Item definitions as types: what conforms, what is converted on the way, what becomes null (DMN 1.5, 7.3.2–7.3.4, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.elements import FunctionItem, ItemDefinition
from engine.feel.budget import Budget
from engine.feel.environment import DEFAULT
from engine.feel.frame import Frame, Top
from engine.feel.temporal import Date, midnight
from engine.feel.types import ANY as FEEL_ANY
from engine.feel.types import NAMED, Type
from engine.feel.unary import Test

_OTHER_SPELLINGS = {"integer": "number", "long": "number", "double": "number"}

DEEPEST = 40
"""How many definitions may go back to each other."""
WIDEST = 500
"""Parts of a structure that types are compared by; beyond, it is a context or a list of anything."""


@dataclass(frozen=True, slots=True)
class ItemType:
    """``kind`` is None for anything. ``allowed`` tests each element of a collection, ``constraint`` the whole value."""

    kind: Type | None = None
    components: tuple[tuple[str, ItemType], ...] = ()
    inner: ItemType | None = None
    collection: bool = False
    allowed: Test | None = None
    constraint: Test | None = None
    structure: Type = FEEL_ANY
    """The same as FEEL's own type, without the allowed values: what types are compared by."""

    def conform(self, value: Any, frame: Frame) -> Any:
        """The value itself, the one element of its list, a list of it, or a date as its midnight, whichever conforms first (10.3.2.9.4).

        None if none does. Converting goes for the value as a whole, never for what lies inside it.
        """
        if self.holds(value, frame):
            return value
        if isinstance(value, list) and len(value) == 1 and self.holds(value[0], frame):
            return value[0]
        if isinstance(value, Date) and self.holds(moment := midnight(value), frame):
            return moment
        return [value] if self.holds([value], frame) else None

    def holds(self, value: Any, frame: Frame) -> bool:
        """Whether the value conforms as it is; null conforms to every type."""
        if value is None:
            return True
        if self.collection:
            if not isinstance(value, list) or not all(self._element(item, frame) for item in value):
                return False
        elif not self._element(value, frame):
            return False
        return self.constraint is None or self.constraint(frame, value) is True

    def _element(self, value: Any, frame: Frame) -> bool:
        frame.top.spend()
        if value is None:
            return True
        if self.inner is not None:
            fits = self.inner.holds(value, frame)
        elif self.components:
            fits = isinstance(value, Mapping) and all(name in value and kind.holds(value[name], frame) for name, kind in self.components)
        else:
            fits = self.kind is None or self.kind.accepts(value, frame.top)  # type: ignore[arg-type]
        return fits and (self.allowed is None or self.allowed(frame, value) is True)

    def complete(self, value: Any) -> Any:
        """A value as it came from outside, with null for every component that is missing; for the data a caller gives."""
        if self.inner is None and not self.components:
            return value
        if isinstance(value, list) and (self.collection or len(value) == 1):
            return [self._completed(item) for item in value]
        return self._completed(value)

    def _completed(self, value: Any) -> Any:
        if self.inner is not None:
            return self.inner.complete(value)
        if not isinstance(value, Mapping):
            return value
        return dict(value) | {name: kind.complete(value.get(name)) for name, kind in self.components}


ANY = ItemType()


@dataclass(frozen=True, slots=True)
class NamedType:
    """An item definition as FEEL's ``instance of`` asks it; stands where a ``feel.types.Type`` does."""

    name: str
    type: ItemType

    def holds(self, value: Any, budget: Budget | Top | None = None) -> bool:
        return value is not None and self.accepts(value, budget)

    def accepts(self, value: Any, budget: Budget | Top | None = None) -> bool:
        top = budget if isinstance(budget, Top) else Top({}, DEFAULT)
        return self.type.holds(value, Frame({}, top, top))

    @property
    def structure(self) -> Type:
        return self.type.structure


def builtin_type(name: str) -> ItemType | None:
    """FEEL's own types, with DMN 1.1's prefix or not, blanks or underscores inside, and Camunda's integer, long and double."""
    plain = name.removeprefix("feel:")
    plain = _OTHER_SPELLINGS.get(plain, plain).replace("_", " ")
    if plain == "Any":
        return ANY
    return ItemType(NAMED[plain], structure=NAMED[plain]) if plain in NAMED else None


def item_type(definition: ItemDefinition, find: Callable[[str], ItemType], test: Callable[[str], Test | None]) -> ItemType:
    """``find`` gives the type of a reference, ``test`` compiles allowed values."""
    components = tuple((part.name, item_type(part, find, test)) for part in definition.components)
    inner = find(definition.type_ref) if definition.type_ref and not components else None
    kind = _function(definition.function, find) if definition.function else None
    element = kind or (inner.structure if inner else FEEL_ANY)
    if components:
        element = _bounded(Type("context", tuple((name, part.structure) for name, part in components)))
    return ItemType(
        kind=kind,
        components=components,
        inner=inner,
        collection=definition.collection,
        allowed=test(definition.allowed),
        constraint=test(definition.constraint),
        structure=_bounded(Type("list", (element,))) if definition.collection else element,
    )


def _function(item: FunctionItem, find: Callable[[str], ItemType]) -> Type:
    if not item.parameters and not item.result:
        return NAMED["function"]
    kinds = [parameter.type_ref for parameter in item.parameters]
    return _bounded(Type("function", tuple(find(kind).structure for kind in (*kinds, item.result))))


def _bounded(kind: Type) -> Type:
    """The type, or the plain one of its name if it has too many parts: one definition may be part of another many times over."""
    waiting: list[Any] = [kind]
    for _ in range(WIDEST):
        if not waiting:
            return kind
        part = waiting.pop()
        waiting.extend(part.parts or () if isinstance(part, Type) else part[1:])
    return Type(kind.name)
