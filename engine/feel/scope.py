"""Which scope a name belongs to, settled while compiling; at run time only the steps outwards are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel.exchange import Given, load
from engine.feel.frame import Frame
from engine.feel.values import Function

Closure = Callable[[Frame], Any]

_MISSING = object()
_SMALL = 10**30


class Scope:
    """``names`` of one frame; an ``item`` scope is a filter's, whose names are only known when it runs."""

    def __init__(self, outer: Scope | None, names: set[str], item: bool = False) -> None:
        self.outer = outer
        self.names = names
        self.item = item


class Root(Scope):
    """The caller's context. Collects the names it is asked for: ``free`` surely, ``possible`` from inside filters."""

    def __init__(self, builtins: Mapping[str, Function]) -> None:
        super().__init__(None, set())
        self.builtins = builtins
        self.free: set[str] = set()
        self.possible: set[str] = set()


def resolve(name: str, scope: Scope, called: bool = False) -> Closure:
    """A closure that finds the variable from a frame of this scope."""
    return _resolve(name, scope, called, False)


def _resolve(name: str, scope: Scope, called: bool, filtered: bool) -> Closure:
    if isinstance(scope, Root):
        return _from_context(name, scope, called, filtered)
    if not scope.item and name in scope.names:
        return lambda frame: frame.vars.get(name)
    assert scope.outer is not None
    outer = _resolve(name, scope.outer, called, filtered or scope.item)
    if scope.item:
        return _from_item(name, outer)
    return lambda frame: outer(frame.parent)


def _from_context(name: str, root: Root, called: bool, filtered: bool) -> Closure:
    builtin = root.builtins.get(name)
    if not (called and builtin):
        (root.possible if filtered else root.free).add(name)

    def variable(frame: Frame) -> Any:
        value = frame.vars.get(name, builtin)
        if value is builtin:
            return builtin
        kind = type(value)
        if kind is str or kind is bool:
            return value
        if kind is int and -_SMALL < value < _SMALL:
            return Decimal(value)
        return load(value) if frame.raw else value

    return variable


def _from_item(name: str, outer: Closure) -> Closure:
    """A member of the filtered element, the element itself as ``item``, else a variable outside."""
    is_item = name == "item"

    def variable(frame: Frame) -> Any:
        element = frame.vars
        kind = type(element)
        if kind is Given or kind is dict or isinstance(element, Mapping):
            value = element.get(name, _MISSING)
            if value is not _MISSING:
                return value
        return element if is_item else outer(frame.parent)

    return variable
