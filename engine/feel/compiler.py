"""Nodes → closures over a frame. Everything about names is settled here once; evaluating is calling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import iteration, operators, syntax, unary
from engine.feel.builtins import BUILTINS
from engine.feel.exchange import Given, load
from engine.feel.frame import Frame, Top
from engine.feel.inference import type_of
from engine.feel.numbers import whole
from engine.feel.properties import property_of
from engine.feel.scope import Closure, Root, Scope, resolve
from engine.feel.syntax import Node
from engine.feel.temporal import Date, midnight
from engine.feel.values import Function


def build(node: Node, scope: Scope) -> Closure:
    return _BUILDERS[type(node)](node, scope, build)


def build_tests(node: syntax.Tests, root: Root) -> unary.Test:
    return unary.tests(node, root, build, True)


def _constant(node: syntax.Constant, scope: Scope, build: operators.Build) -> Closure:
    value = node.value
    return lambda frame: value


def _name(node: syntax.Name, scope: Scope, build: operators.Build) -> Closure:
    return resolve(node.name, scope)


def _path(node: syntax.Path, scope: Scope, build: operators.Build) -> Closure:
    base, name = build(node.base, scope), node.name

    def run(frame: Frame) -> Any:
        value = base(frame)
        kind = type(value)
        return value.get(name) if kind is dict or kind is Given else member(value, name)

    return _entry_of_variable(node.base.name, name, run) if isinstance(node.base, syntax.Name) and isinstance(scope, Root) else run


def _entry_of_variable(variable: str, name: str, otherwise: Closure) -> Closure:
    """An entry of the caller's own context is loaded by itself, without the context around it."""

    def run(frame: Frame) -> Any:
        found = frame.vars.get(variable)
        return load(found.get(name)) if type(found) is dict and frame.raw else otherwise(frame)

    return run


def member(value: Any, name: str) -> Any:
    """``value.name``: an entry of a context, of each element of a list, or a property of a date, duration or range."""
    if isinstance(value, Mapping):
        return value.get(name)
    if type(value) is list:
        return [member(item, name) for item in value]
    return property_of(value, name)


def _filter(node: syntax.Filter, scope: Scope, build: operators.Build) -> Closure:
    base = build(node.base, scope)
    condition = build(node.condition, Scope(scope, set(), item=True))
    if isinstance(node.condition, syntax.Constant):
        place = node.condition.value
        if type(place) is Decimal:
            return lambda frame: at(_as_list(base(frame)), place)

    def run(frame: Frame) -> Any:
        top = frame.top
        elements = _as_list(base(frame))
        if not elements:
            found = condition(Frame(None, frame, top))
            return None if type(found) is Decimal else []
        kept = []
        here = Frame(None, frame, top)  # one for all: nothing that could remember it outlives its turn
        for element in elements:
            top.spend()
            here.vars = element
            found = condition(here)
            if found is True:
                kept.append(element)
            elif type(found) is Decimal:
                return at(elements, found)
        return kept

    return run


def _as_list(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]


def at(elements: list[Any], place: Decimal) -> Any:
    """The element at a place counted from 1, or from -1 backwards."""
    index = whole(place)
    if not index or abs(index) > len(elements):
        return None
    return elements[index - 1 if index > 0 else index]


def _call(node: syntax.Call, scope: Scope, build: operators.Build) -> Closure:
    if isinstance(node.callee, syntax.Name):
        callee = resolve(node.callee.name, scope, called=True)
        if node.callee.name == "not" and len(node.arguments) == 1 and node.names is None:
            return _denial(callee, build(node.arguments[0], scope))
    else:
        callee = build(node.callee, scope)
    arguments = [build(argument, scope) for argument in node.arguments]
    names = node.names

    def run(frame: Frame) -> Any:
        function = callee(frame)
        values = [argument(frame) for argument in arguments]
        return function.call(frame.top, values, names) if type(function) is Function else None

    return run


def _denial(callee: Closure, operand: Closure) -> Closure:
    """``not(…)``, the function most often called: a boolean takes the short way, unless a variable of that name hides the function."""

    def run(frame: Frame) -> Any:
        function = callee(frame)
        value = operand(frame)
        if function is _NOT and type(value) is bool:
            return not value
        return function.call(frame.top, [value], None) if type(function) is Function else None

    return run


_NOT = BUILTINS["not"]


def _function(node: syntax.FunctionDefinition, scope: Scope, build: operators.Build) -> Closure:
    names = tuple(parameter.name for parameter in node.parameters)
    types = tuple(parameter.type for parameter in node.parameters)
    body = build(node.body, Scope(scope, set(names))) if node.body is not None else _nothing
    result = None if node.body is None else type_of(node.body, dict(zip(names, types, strict=True)))

    def run(frame: Frame) -> Function:
        def call(top: Top, values: list[Any], given: tuple[str, ...] | None = None) -> Any:
            bound = bind(values, given, names)
            if bound is None:
                return None
            converted = [_conform(value, type) for value, type in zip(bound, types, strict=True)]
            if _REFUSED in converted:
                return None
            top.enter()
            try:
                return body(Frame(dict(zip(names, converted, strict=True)), frame, top))
            finally:
                top.leave()

        return Function("function", call, names, len(names), types, result)

    return run


def _nothing(frame: Frame) -> None:
    return None


class _Refused:
    """An argument of the wrong type. Compares by identity only."""


_REFUSED = _Refused()


def _conform(value: Any, type: Any) -> Any:
    """A value as a parameter takes it: itself, the one element of its list, or a list of it (10.3.2.9.4)."""
    if type.accepts(value):
        return value
    if isinstance(value, list) and len(value) == 1 and type.accepts(value[0]):
        return value[0]
    if type.accepts([value]):
        return [value]
    if type.name == "date and time" and isinstance(value, Date):
        return midnight(value)
    return _REFUSED


def bind(values: list[Any], given: tuple[str, ...] | None, names: tuple[str, ...]) -> list[Any] | None:
    """Arguments in the order of the parameters; None if they do not fit. Named ones may be left out and are null then."""
    if given is None:
        return values if len(values) == len(names) else None
    by_name = dict(zip(given, values, strict=True))
    if len(by_name) < len(given) or not set(by_name) <= set(names):
        return None
    return [by_name.get(name) for name in names]


def _list(node: syntax.ListLiteral, scope: Scope, build: operators.Build) -> Closure:
    items = [build(item, scope) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: syntax.ContextLiteral, scope: Scope, build: operators.Build) -> Closure:
    """Entries see those before them; a function also sees itself. A key given twice makes the whole null."""
    inner = Scope(scope, set())
    entries = []
    for key, value in node.entries:
        if isinstance(value, syntax.FunctionDefinition):
            inner.names.add(key)
        entries.append((key, build(value, inner)))
        inner.names.add(key)
    twice = len({key for key, _ in entries}) < len(entries)

    def run(frame: Frame) -> dict[str, Any] | None:
        made: dict[str, Any] = {}
        here = Frame(made, frame, frame.top)
        for key, value in entries:
            made[key] = value(here)
        return None if twice else made

    return run


_BUILDERS: dict[type, Callable[[Any, Scope, operators.Build], Closure]] = {
    syntax.Constant: _constant,
    syntax.Name: _name,
    syntax.Path: _path,
    syntax.Filter: _filter,
    syntax.Call: _call,
    syntax.Arithmetic: operators.chain,
    syntax.Negation: operators.negation,
    syntax.Comparison: operators.comparison,
    syntax.Between: operators.between,
    syntax.In: unary.membership,
    syntax.InstanceOf: operators.instance_of,
    syntax.And: operators.conjunction,
    syntax.Or: operators.disjunction,
    syntax.If: operators.choice,
    syntax.For: iteration.loop,
    syntax.Quantified: iteration.quantified,
    syntax.FunctionDefinition: _function,
    syntax.ListLiteral: _list,
    syntax.ContextLiteral: _context,
    syntax.Interval: operators.interval,
    syntax.HalfOpen: operators.half_open,
}
