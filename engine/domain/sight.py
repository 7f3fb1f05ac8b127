"""What an expression sees: mappings laid one over the other, read only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Sight(Mapping[str, Any]):
    """The first layer that has a name gives its value. Layers are looked into when asked, so what changes in them is seen."""

    __slots__ = ("_layers",)

    def __init__(self, *layers: Mapping[str, Any]) -> None:
        self._layers = layers

    def __getitem__(self, name: str) -> Any:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        return default

    def __contains__(self, name: object) -> bool:
        return any(name in layer for layer in self._layers)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for layer in self._layers for name in layer))

    def __len__(self) -> int:
        return len(set().union(*self._layers))


class Wanted(Mapping[str, Any]):
    """Values that are made of what is ``given`` when they are first read, and then kept."""

    __slots__ = ("_given", "_made", "_makers")

    def __init__(self, makers: Mapping[str, Callable[..., Any]], *given: Any) -> None:
        self._makers, self._given, self._made = makers, given, dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name](*self._given)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
