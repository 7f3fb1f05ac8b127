"""Every FEEL text of an element, with the names only it can see: what the linter checks and an index lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel import FeelError
from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import Element
from engine.runtime.diagram.source import child_text
from engine.runtime.formula import Formula
from engine.runtime.specs.many import LOOP_NAMES
from engine.runtime.stand_in import needs_stand_in


@dataclass(frozen=True)
class Unreadable:
    """A text that is not FEEL."""

    element: str
    role: str
    text: str
    wrong: FeelError


def texts_of(element: Element) -> Iterator[tuple[str, str]]:
    """(role, text) of each."""
    xml = element.xml
    for flow in element.body.outgoing(element.id):
        if flow.condition:
            yield f"流 {flow.id} 的条件", flow.condition
    assignee = dialect.attribute(xml, "assignee")
    if assignee:
        yield "办理人", assignee
    if element.kind == "script" and not needs_stand_in(element, (), ()):
        yield "脚本", child_text(xml, "script") or ""
    for trigger in element.triggers:
        if trigger.text and trigger.text.startswith("="):
            yield "计时", trigger.text
    for name, text in element.properties.items():
        if text.startswith("="):
            yield f"属性 {name}", text
    if element.loop is not None:
        for role, text in (("多实例集合", element.loop.collection or element.loop.cardinality), ("多实例完成条件", element.loop.until)):
            if text:
                yield role, text
    for word, direction in (("输入", "input"), ("输出", "output")):
        for parameter in dialect.parameters(xml, direction):
            for text in _marked(parameter.value):
                yield f"{word} {parameter.name}", text
    if element.kind == "call":
        for direction in ("in", "out"):
            for mapping in dialect.mappings(xml, direction):
                if not mapping.everything:
                    yield f"传递 {mapping.target}", mapping.source


def formulas_of(element: Element) -> Iterator[Formula | Unreadable]:
    for role, text in texts_of(element):
        try:
            yield Formula.parse(element.id, role, text)
        except FeelError as wrong:
            yield Unreadable(element.id, role, text, wrong)


def written_by(element: Element) -> Iterator[str]:
    """Names of the variables that this element writes or lends to those inside it."""
    yield element.id
    for name in ("resultVariable", "errorCodeVariable", "errorMessageVariable"):
        for each in [element.xml, *(trigger.xml for trigger in element.triggers if trigger.xml is not None)]:
            yield dialect.attribute(each, name) or element.id
    for direction in ("input", "output"):
        for parameter in dialect.parameters(element.xml, direction):
            yield parameter.name
    for direction in ("in", "out"):
        for mapping in dialect.mappings(element.xml, direction):
            yield mapping.target
    if element.loop is not None:
        yield from LOOP_NAMES
        yield element.loop.item_name or element.id


def _marked(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith("="):
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _marked(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _marked(each)
