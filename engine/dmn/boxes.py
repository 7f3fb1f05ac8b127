"""Boxed expressions → closures over a frame whose variables are one flat mapping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.dmn import elements
from engine.dmn.elements import Box
from engine.dmn.item_types import ItemType
from engine.dmn.tables import compile_table
from engine.dmn.texts import Texts
from engine.feel.compiler import bind
from engine.feel.frame import Frame, Top
from engine.feel.iteration import elements_of
from engine.feel.numbers import whole
from engine.feel.operators import all_of, any_of
from engine.feel.scope import Closure
from engine.feel.values import Function


class BoxCompiler:
    """Compiles the boxes of one file. ``type_of`` gives the type of a reference."""

    def __init__(self, texts: Texts, type_of: Callable[[str], ItemType]) -> None:
        self.texts = texts
        self.type_of = type_of

    def compile(self, box: Box) -> Closure:
        """Evaluates the box; a result that does not conform to the box's own type is null."""
        run = _COMPILERS[type(box)](self, box)
        return self.typed(run, box.type_ref)

    def typed(self, run: Closure, type_ref: str) -> Closure:
        if not type_ref:
            return run
        conform = self.type_of(type_ref).conform
        return lambda frame: conform(run(frame), frame)

    def function(self, box: elements.FunctionBox, name: str, result: str = "") -> Callable[[Mapping[str, Any]], Function]:
        """Makes the function once its surroundings are known."""
        names = tuple(parameter.name for parameter in box.parameters)
        kinds = [self.type_of(parameter.type_ref) for parameter in box.parameters]
        body = _null if box.body is None else self.typed(self.compile(box.body), result)

        def make(surroundings: Mapping[str, Any]) -> Function:
            def call(top: Top, values: list[Any], given: tuple[str, ...] | None = None) -> Any:
                bound = bind(values, given, names)
                if bound is None:
                    return None
                frame = Frame(surroundings, top, top)
                fitted = [kind.conform(value, frame) for kind, value in zip(kinds, bound, strict=True)]
                if any(now is None and before is not None for now, before in zip(fitted, bound, strict=True)):
                    return None
                top.enter()
                try:
                    return body(Frame({**surroundings, **dict(zip(names, fitted, strict=True))}, top, top))
                finally:
                    top.leave()

            return Function(name, call, names, len(names))

        return make


def _null(frame: Frame) -> None:
    return None


def _inner(frame: Frame, more: Mapping[str, Any]) -> Frame:
    return Frame({**frame.vars, **more}, frame.parent, frame.top)


def _literal(compiler: BoxCompiler, box: elements.Literal) -> Closure:
    return compiler.texts.closure(box.text)


def _table(compiler: BoxCompiler, box: elements.Table) -> Closure:
    return compile_table(box, compiler.texts, compiler.type_of)


def _invocation(compiler: BoxCompiler, box: elements.Invocation) -> Closure:
    callee = compiler.compile(box.function)
    names = tuple(binding.name or "" for binding in box.bindings)
    arguments = [compiler.compile(binding.box) for binding in box.bindings]

    def run(frame: Frame) -> Any:
        function = callee(frame)
        if type(function) is not Function:
            return None
        return function.call(frame.top, [argument(frame) for argument in arguments], names)

    return run


def _context(compiler: BoxCompiler, box: elements.Context) -> Closure:
    """Entries see those before them; an entry without name is the result."""
    entries = [(entry.name, _entry(compiler, entry)) for entry in box.entries]

    def run(frame: Frame) -> Any:
        made: dict[str, Any] = {}
        variables = dict(frame.vars)
        here = Frame(variables, frame.parent, frame.top)
        for name, value in entries:
            found = value(here)
            if name is None:
                return found
            made[name] = variables[name] = found
        return made

    return run


def _entry(compiler: BoxCompiler, entry: elements.Binding) -> Closure:
    if entry.name and isinstance(entry.box, elements.FunctionBox):
        return _named_function(compiler, entry.box, entry.name)
    return compiler.typed(compiler.compile(entry.box), entry.type_ref)


def _named_function(compiler: BoxCompiler, box: elements.FunctionBox, name: str) -> Closure:
    """A function that is a context's entry may call itself."""
    make = compiler.function(box, name)

    def run(frame: Frame) -> Function:
        surroundings = dict(frame.vars)
        surroundings[name] = made = make(surroundings)
        return made

    return run


def _function(compiler: BoxCompiler, box: elements.FunctionBox) -> Closure:
    make = compiler.function(box, "function")
    return lambda frame: make(frame.vars)


def _list(compiler: BoxCompiler, box: elements.BoxList) -> Closure:
    items = [compiler.compile(item) for item in box.items]
    return lambda frame: [item(frame) for item in items]


def _relation(compiler: BoxCompiler, box: elements.Relation) -> Closure:
    rows = [[compiler.compile(cell) for cell in row] for row in box.rows]
    columns = box.columns
    return lambda frame: [{name: cell(frame) for name, cell in zip(columns, row, strict=True)} for row in rows]


def _conditional(compiler: BoxCompiler, box: elements.Conditional) -> Closure:
    condition, then, otherwise = (compiler.compile(part) for part in (box.condition, box.then, box.otherwise))
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _iteration(compiler: BoxCompiler, box: elements.Iteration) -> Closure:
    domain, body = compiler.compile(box.domain), compiler.compile(box.body)
    partial = "partial" in repr(box.body)

    def run(frame: Frame) -> Any:
        found = elements_of(domain(frame))
        if found is None:
            return None
        if box.kind == "for":
            results: list[Any] = []
            for element in found:
                turn = _turn(frame, box.variable, element)
                if partial:
                    frame.top.spend(len(results))
                    turn.vars["partial"] = list(results)
                results.append(body(turn))
            return results
        verdicts = (body(_turn(frame, box.variable, element)) for element in found)
        return all_of(verdicts) if box.kind == "every" else any_of(verdicts)

    return run


def _turn(frame: Frame, variable: str, element: Any) -> Frame:
    frame.top.spend()
    return _inner(frame, {variable: element})


def _filter(compiler: BoxCompiler, box: elements.FilterBox) -> Closure:
    """As FEEL's filter: a number picks one element, a condition keeps those for which it is true."""
    domain, match = compiler.compile(box.domain), compiler.compile(box.match)

    def run(frame: Frame) -> Any:
        value = domain(frame)
        found = value if isinstance(value, list) else [] if value is None else [value]
        kept = []
        for element in found:
            frame.top.spend()
            members = element if isinstance(element, Mapping) else {}
            verdict = match(_inner(frame, {"item": element, **members}))
            if isinstance(verdict, Decimal):
                place = whole(verdict)
                if not place or abs(place) > len(found):
                    return None
                return found[place - 1 if place > 0 else place]
            if verdict is True:
                kept.append(element)
        return kept

    return run


_COMPILERS: dict[type, Callable[[BoxCompiler, Any], Closure]] = {
    elements.Literal: _literal,
    elements.Table: _table,
    elements.Invocation: _invocation,
    elements.Context: _context,
    elements.BoxList: _list,
    elements.Relation: _relation,
    elements.FunctionBox: _function,
    elements.Conditional: _conditional,
    elements.Iteration: _iteration,
    elements.FilterBox: _filter,
}
