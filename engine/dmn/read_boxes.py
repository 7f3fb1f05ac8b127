"""XML → boxed expressions."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.dmn import elements
from engine.dmn.document import child, children, local_name, name_of, text_of
from engine.dmn.elements import Box, Literal
from engine.dmn.errors import DmnError
from engine.dmn.read_table import feel_only, read_table

Element = etree._Element


def read_box(parent: Element) -> Box | None:
    """The one expression inside an element, or None."""
    found = child(parent, *_READERS)
    return None if found is None else read_expression(found)


def read_expression(element: Element) -> Box:
    return _READERS[local_name(element)](element)


def required_box(parent: Element | None) -> Box:
    """A missing expression is null, as FEEL's empty text."""
    return (None if parent is None else read_box(parent)) or Literal("")


def _literal(element: Element) -> Literal:
    feel_only(element)
    return Literal(text_of(element), element.get("typeRef", ""), element.get("id", ""))


def _invocation(element: Element) -> elements.Invocation:
    bindings = tuple(
        elements.Binding(name_of(child(binding, "parameter")), required_box(binding)) for binding in children(element, "binding")
    )
    return elements.Invocation(required_box(element), bindings, element.get("typeRef", ""))


def _context(element: Element) -> elements.Context:
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        kind = "" if variable is None else variable.get("typeRef", "")
        entries.append(elements.Binding(None if variable is None else name_of(variable), required_box(entry), kind))
    return elements.Context(tuple(entries), element.get("typeRef", ""))


def _list(element: Element) -> elements.BoxList:
    items = tuple(read_expression(item) for item in children(element, *_READERS))
    return elements.BoxList(items, element.get("typeRef", ""))


def _relation(element: Element) -> elements.Relation:
    columns = tuple(elements.FormalParameter(name_of(column), column.get("typeRef", "")) for column in children(element, "column"))
    rows = []
    for row in children(element, "row"):
        cells = tuple(read_expression(cell) for cell in children(row, *_READERS))
        if len(cells) != len(columns):
            raise DmnError(
                "关系表“{element}”第 {row} 行有 {cells} 格，应有 {columns} 格。",
                english="Row {row} of relation “{element}” has {cells} cells instead of {columns}. Add or remove cells.",
                element=element.get("id", ""),
                mend="请补齐或删去多余的单元格。",
                row=len(rows) + 1,
                cells=len(cells),
                columns=len(columns),
            )
        rows.append(cells)
    return elements.Relation(columns, tuple(rows), element.get("typeRef", ""))


def read_function(element: Element) -> elements.FunctionBox:
    parameters = tuple(
        elements.FormalParameter(name_of(parameter), parameter.get("typeRef", "")) for parameter in children(element, "formalParameter")
    )
    feel = element.get("kind", "FEEL") == "FEEL"
    return elements.FunctionBox(parameters, required_box(element) if feel else None, element.get("typeRef", ""))


def _conditional(element: Element) -> elements.Conditional:
    condition, then, otherwise = (required_box(child(element, part)) for part in ("if", "then", "else"))
    return elements.Conditional(condition, then, otherwise, element.get("typeRef", ""))


def _iteration(element: Element) -> elements.Iteration:
    kind = local_name(element)
    body = child(element, "return" if kind == "for" else "satisfies")
    variable = " ".join(element.get("iteratorVariable", "").split())
    return elements.Iteration(kind, variable, required_box(child(element, "in")), required_box(body), element.get("typeRef", ""))


def _filter(element: Element) -> elements.FilterBox:
    return elements.FilterBox(required_box(child(element, "in")), required_box(child(element, "match")), element.get("typeRef", ""))


_READERS: dict[str, Callable[[Element], Box]] = {
    "literalExpression": _literal,
    "decisionTable": read_table,
    "invocation": _invocation,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
    "filter": _filter,
}
