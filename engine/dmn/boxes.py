"""Boxed expressions → closures over a frame whose variables are one flat mapping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.dmn import elements
from engine.dmn.elements import Box
from engine.dmn.item_types import ItemType
from engine.dmn.names import written
from engine.dmn.session import note, note_unfit
from engine.dmn.tables import compile_table
from engine.dmn.texts import Texts
from engine.feel.builtins import BUILTINS
from engine.feel.compiler import at, bind
from engine.feel.frame import Frame, Top
from engine.feel.iteration import PARTIAL, elements_of
from engine.feel.known import FUNCTIONS
from engine.feel.operators import all_of, any_of
from engine.feel.scope import Closure
from engine.feel.values import Function


class BoxCompiler:
    """Compiles the boxes of one file. ``type_of`` gives the type of a reference, ``result_of`` the reference of what a function gives
    whose variable names its own type or that of its result.
    """

    def __init__(self, texts: Texts, type_of: Callable[[str], ItemType], result_of: Callable[[str], str]) -> None:
        self.texts = texts
        self.type_of = type_of
        self.result_of = result_of

    def compile(self, box: Box, name: str = "") -> Closure:
        """Evaluates the box; a result that does not conform to the box's own type is null. ``name``: what the explanation calls it."""
        run = _COMPILERS[type(box)](self, box)
        return run if isinstance(box, elements.FunctionBox) else self.typed(run, box.type_ref, name)

    def typed(self, run: Closure, type_ref: str, name: str = "") -> Closure:
        if not type_ref:
            return run
        conform = self.type_of(type_ref).conform

        def fitted(frame: Frame) -> Any:
            value = run(frame)
            found = conform(value, frame)
            if found is None and value is not None:
                note_unfit(frame.top, name, type_ref)
            return found

        return fitted

    def function(self, box: elements.FunctionBox, name: str, type_ref: str = "") -> Callable[[Mapping[str, Any]], Function]:
        """Makes the function once its surroundings are known."""
        names = tuple(parameter.name for parameter in box.parameters)
        kinds = [self.type_of(parameter.type_ref) for parameter in box.parameters]
        result = self.result_of(type_ref) or self.result_of(box.type_ref)
        body = _null if box.body is None else self.typed(self.compile(box.body, name), result, name)
        structures = tuple(kind.structure for kind in kinds)
        gives = self.type_of(result).structure if result else None

        def make(surroundings: Mapping[str, Any]) -> Function:
            def call(top: Top, values: list[Any], given: tuple[str, ...] | None = None) -> Any:
                bound = bind(values, given, names)
                if bound is None:
                    _note_arguments(top, name, names)
                    return None
                frame = Frame(surroundings, top, top)
                fitted = [kind.conform(value, frame) for kind, value in zip(kinds, bound, strict=True)]
                for now, before, parameter in zip(fitted, bound, box.parameters, strict=True):
                    if now is None and before is not None:
                        note_unfit(top, parameter.name, parameter.type_ref)
                        return None
                top.enter()
                try:
                    return body(Frame({**surroundings, **dict(zip(names, fitted, strict=True))}, top, top))
                finally:
                    top.leave()

            return Function(name, call, names, len(names), structures, gives)

        return make


def _note_arguments(top: Top, name: str, names: tuple[str, ...]) -> None:
    wanted = "、".join(names) or "无"
    note(
        top,
        f"函数“{name}”的参数应为：{wanted}；实际给出的不同，结果为空值。",
        f"The function “{name}” takes: {', '.join(names) or 'nothing'}; it was called otherwise, so the result is null.",
    )


def _null(frame: Frame) -> None:
    return None


def _inner(frame: Frame, more: Mapping[str, Any]) -> Frame:
    return Frame({**frame.vars, **more}, frame.parent, frame.top)


def _literal(compiler: BoxCompiler, box: elements.Literal) -> Closure:
    return compiler.texts.closure(box.text)


def _table(compiler: BoxCompiler, box: elements.Table) -> Closure:
    return compile_table(box, compiler.texts)


def _invocation(compiler: BoxCompiler, box: elements.Invocation) -> Closure:
    callee = _callee(compiler, box.function)
    names = tuple(binding.name or "" for binding in box.bindings) or None
    arguments = [compiler.compile(binding.box, binding.name or "") for binding in box.bindings]
    called = box.function.text if isinstance(box.function, elements.Literal) else ""

    def run(frame: Frame) -> Any:
        function = callee(frame)
        if type(function) is not Function:
            note(frame.top, f"“{called}”不是函数，调用结果为空值。", f"“{called}” is no function; calling it gives null.")
            return None
        return function.call(frame.top, [argument(frame) for argument in arguments], names)

    return run


def _callee(compiler: BoxCompiler, box: Box) -> Closure:
    """A built-in's name may hold a keyword (``date and time``), which alone is no expression."""
    if not isinstance(box, elements.Literal) or box.text not in FUNCTIONS:
        return compiler.compile(box)
    name = box.text
    return lambda frame: frame.vars.get(name, BUILTINS[name])


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
        return _named_function(compiler, entry.box, entry.name, entry.type_ref)
    name = entry.name or ""
    return compiler.typed(compiler.compile(entry.box, name), entry.type_ref, name)


def _named_function(compiler: BoxCompiler, box: elements.FunctionBox, name: str, type_ref: str) -> Closure:
    """A function that is a context's entry may call itself."""
    make = compiler.function(box, name, type_ref)

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
    """A cell conforms to the type of its column."""

    def typed(cell: Box, column: elements.FormalParameter) -> Closure:
        return compiler.typed(compiler.compile(cell, column.name), column.type_ref, column.name)

    rows = [[(column.name, typed(cell, column)) for cell, column in zip(row, box.columns, strict=True)] for row in box.rows]
    return lambda frame: [{name: cell(frame) for name, cell in row} for row in rows]


def _conditional(compiler: BoxCompiler, box: elements.Conditional) -> Closure:
    condition, then, otherwise = (compiler.compile(part) for part in (box.condition, box.then, box.otherwise))
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def _iteration(compiler: BoxCompiler, box: elements.Iteration) -> Closure:
    domain, body = compiler.compile(box.domain), compiler.compile(box.body)
    partial = any(PARTIAL in text for text in written(box.body))

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
                    turn.vars[PARTIAL] = list(results)
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
        for element in found or [None]:
            frame.top.spend()
            members = element if isinstance(element, Mapping) else {}
            verdict = match(_inner(frame, {"item": element, **members}))
            if isinstance(verdict, Decimal):
                return at(found, verdict)
            if verdict is True and found:
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
