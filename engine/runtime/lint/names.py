"""FEEL in the diagrams: whether it can be read, and whether the names in it exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from engine.domain.sentence import Bilingual
from engine.runtime.decision import Decision
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import Body, Element
from engine.runtime.formula import Formula
from engine.runtime.formulas import Unreadable, formulas_of, written_by
from engine.runtime.lint.findings import Findings, shown
from engine.runtime.variables import CONTEXT_NAMES

MOST_NAMES = 5
MOST_HINTS = 50


def check(found: Findings, bodies: Iterable[Body], decisions: Mapping[str, Decision]) -> None:
    elements = [element for body in bodies for element in body.walk()]
    ids = {element.id for element in elements}
    known = CONTEXT_NAMES | {name for element in elements for name in written_by(element)}
    for element in elements:
        _decided(found, element, decisions, known)
        _written(found, element, ids)
        for each in formulas_of(element):
            if isinstance(each, Unreadable):
                hint = " JUEL 表达式请改写为 FEEL。" if "${" in each.text else ""
                english = f"{each.wrong.english}{' JUEL is to be rewritten as FEEL.' if hint else ''}"
                said = Bilingual(f"{shown(element)}的{each.role}：{each.wrong}{hint}", f"“{element.name or element.id}”: {english}")
                found.error(element, "feel_syntax", said)
            else:
                _known(found, element, each, known)


def _known(found: Findings, element: Element, formula: Formula, known: frozenset[str] | set[str]) -> None:
    if formula.role.startswith(("输出 ", "传递 ")):
        # A reply's keys and the inside of a called process are known only when it runs.
        return
    for name in sorted(formula.expression.names - known)[:MOST_NAMES]:
        # Looking for the nearest name is slow, and after a screenful nobody reads on.
        near = get_close_matches(name, known, n=1) if found.count < MOST_HINTS else ()
        hint = f"是不是 {near[0]}？" if near else "可用：answers、situation、materials、case、item、环节的 id、流程变量。"
        message = f"{shown(element)}的{formula.role}里的名字“{name[:60]}”没有来处。{hint}消息带来的值请写成 事件的id.键。"
        # In a foreign diagram it may be the field of a form.
        (found.warning if element.body.foreign else found.service_error)(element, "unknown_name", message)


def _decided(found: Findings, element: Element, decisions: Mapping[str, Decision], known: frozenset[str] | set[str]) -> None:
    """A decision takes its input data from variables of the same name; one that nobody writes would be null for ever."""
    decision = decisions.get(dialect.attribute(element.xml, "decisionRef") or "") if element.kind == "rule" else None
    for name in decision.inputs if decision is not None else ():
        if name not in known:
            message = f"{shown(element)}的决策要输入“{name[:60]}”，流程里没有这个名字的变量。请改决策的输入数据名，或先写出这个变量。"
            found.service_error(element, "unknown_name", message)


def _written(found: Findings, element: Element, ids: set[str]) -> None:
    names = {dialect.attribute(element.xml, "resultVariable"), element.loop.item_name if element.loop else None}
    names |= {parameter.name for direction in ("input", "output") for parameter in dialect.parameters(element.xml, direction)}
    names |= {mapping.target for mapping in dialect.mappings(element.xml, "out")}
    for name in sorted(filter(None, names)):
        if name in CONTEXT_NAMES:
            found.error(element, "reserved_name", f"{shown(element)}写入变量“{name}”，这是上下文的名字，不能占用。请换个名字。")
        elif name in ids and name != element.id:
            found.error(element, "reserved_name", f"{shown(element)}写入变量“{name}”，这是另一个环节的 id，会盖掉它的结果。请换个名字。")
