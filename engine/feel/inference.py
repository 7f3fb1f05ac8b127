"""The type of an expression's value as far as its text tells: what a function's result is, before it is ever called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel import syntax
from engine.feel.kinds import kind_of
from engine.feel.syntax import Node
from engine.feel.types import NAMED, Type

Types = Mapping[str, Any]
"""Name → ``types.Type`` of the variables whose type is declared."""

_CONDITIONS = (syntax.Comparison, syntax.Between, syntax.In, syntax.InstanceOf, syntax.And, syntax.Or, syntax.Quantified)


def type_of(node: Node, types: Types) -> Any:
    """A ``types.Type``, or None where only evaluating could tell. What may be null besides counts as its type."""
    if isinstance(node, _CONDITIONS):
        return NAMED["boolean"]
    reader = _READERS.get(type(node))
    return reader(node, types) if reader else None


def _constant(node: syntax.Constant, types: Types) -> Any:
    return NAMED[kind_of(node.value)]


def _name(node: syntax.Name, types: Types) -> Any:
    found = types.get(node.name)
    return None if found is None or found.name == "Any" else found


def _arithmetic(node: syntax.Arithmetic, types: Types) -> Any:
    """Numbers stay numbers, strings strings; dates and durations change kind on the way and are left open."""
    found = {getattr(type_of(each, types), "name", None) for each in (node.first, *(operand for _, operand in node.rest))}
    return NAMED[found.pop()] if found in ({"number"}, {"string"}) else None


def _negation(node: syntax.Negation, types: Types) -> Any:
    return type_of(node.operand, types)


def _same(nodes: tuple[Node, ...], types: Types) -> Any:
    """The one type that all of them have."""
    found = [type_of(node, types) for node in nodes]
    return found[0] if found and all(each == found[0] for each in found) else None


def _choice(node: syntax.If, types: Types) -> Any:
    return _same((node.then, node.otherwise), types)


def _list(node: syntax.ListLiteral, types: Types) -> Any:
    inner = _same(node.items, types)
    return None if inner is None else Type("list", (inner,))


def _context(node: syntax.ContextLiteral, types: Types) -> Any:
    found = tuple((key, type_of(value, {})) for key, value in node.entries)
    return None if any(type is None for _, type in found) else Type("context", found)


_READERS: dict[type, Callable[[Any, Types], Any]] = {
    syntax.Constant: _constant,
    syntax.Name: _name,
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.If: _choice,
    syntax.ListLiteral: _list,
    syntax.ContextLiteral: _context,
}
