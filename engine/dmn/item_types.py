"""Item definitions as types: what conforms, what is converted on the way, what becomes null (DMN 1.5, 7.3.2–7.3.4, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.elements import ItemDefinition
from engine.feel.budget import Budget
from engine.feel.environment import DEFAULT
from engine.feel.frame import Frame, Top
from engine.feel.temporal import Date, midnight
from engine.feel.types import NAMED, Type
from engine.feel.unary import Test

_CAMUNDA = {"integer": "number", "long": "number", "double": "number"}
_UNFIT = object()

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class ItemType:
    """``kind`` is None for anything. ``allowed`` tests each element of a collection, ``constraint`` the whole value."""

    kind: Type | None = None
    components: tuple[tuple[str, ItemType], ...] = ()
    inner: ItemType | None = None
    collection: bool = False
    allowed: Test | None = None
    constraint: Test | None = None

    def conform(self, value: Any, frame: Frame) -> Any:
        """The value as this type has it, or None if it does not conform. One value and a list of it stand for each other."""
        found = self._fit(value, frame)
        return None if found is _UNFIT else found

    def _fit(self, value: Any, frame: Frame) -> Any:
        if value is None:
            return None
        if self.collection:
            values = value if isinstance(value, list) else [value]
            found: Any = [self._element(item, frame) for item in values]
            if any(item is _UNFIT for item in found):
                return _UNFIT
        else:
            if isinstance(value, list) and len(value) == 1 and not self.takes_lists:
                value = value[0]
            found = self._element(value, frame)
        if found is _UNFIT or (self.constraint and found is not None and self.constraint(frame, found) is not True):
            return _UNFIT
        return found

    @property
    def takes_lists(self) -> bool:
        if self.collection:
            return True
        if self.inner is not None:
            return self.inner.takes_lists
        return not self.components and (self.kind is None or self.kind.name in ("list", "Any"))

    def _element(self, value: Any, frame: Frame) -> Any:
        if value is None:
            return None
        if self.inner is not None:
            value = self.inner._fit(value, frame)
        elif self.components:
            value = self._structure(value, frame)
        elif self.kind is not None and not self.kind.accepts(value):
            if self.kind.name != "date and time" or not isinstance(value, Date):
                return _UNFIT
            value = midnight(value)
        if value is _UNFIT or (self.allowed and self.allowed(frame, value) is not True):
            return _UNFIT
        return value

    def _structure(self, value: Any, frame: Frame) -> Any:
        """Entries the type does not name are kept; one that is missing counts as null."""
        if not isinstance(value, Mapping):
            return _UNFIT
        made = dict(value)
        for name, kind in self.components:
            if name in value:
                made[name] = kind._fit(value[name], frame)
                if made[name] is _UNFIT:
                    return _UNFIT
        return made


ANY = ItemType()
_NOWHERE = Top({}, DEFAULT)


@dataclass(frozen=True, slots=True)
class NamedType:
    """An item definition as FEEL's ``instance of`` asks it; stands where a ``feel.types.Type`` does."""

    name: str
    type: ItemType

    def holds(self, value: Any, budget: Budget | None = None) -> bool:
        return value is not None and isinstance(value, list) == self.type.takes_lists and self.accepts(value)

    def accepts(self, value: Any, budget: Budget | None = None) -> bool:
        return self.type._fit(value, _NOWHERE) is not _UNFIT


def builtin_type(name: str) -> ItemType | None:
    """FEEL's own types, with DMN 1.1's prefix or not, and Camunda's integer, long and double."""
    plain = name.removeprefix("feel:")
    plain = _CAMUNDA.get(plain, plain)
    if plain == "Any":
        return ANY
    return ItemType(NAMED[plain]) if plain in NAMED else None


def item_type(definition: ItemDefinition, find: Callable[[str, int], ItemType], test: Callable[[str], Test | None], depth: int) -> ItemType:
    """``find`` gives the type of a reference, ``test`` compiles allowed values."""
    components = tuple((part.name, item_type(part, find, test, depth + 1)) for part in definition.components)
    inner = find(definition.type_ref, depth + 1) if definition.type_ref and not components else None
    return ItemType(
        kind=NAMED["function"] if definition.function else None,
        components=components,
        inner=inner,
        collection=definition.collection,
        allowed=test(definition.allowed),
        constraint=test(definition.constraint),
    )
