"""Work that a bare diagram names but does not bring along: Java classes, scripts of other languages, missing decisions and processes.

In a service's folder that is an error. When a bare diagram is tried out, it is a call that somebody answers.
"""

from __future__ import annotations

from collections.abc import Container

from engine.runtime.diagram import dialect
from engine.runtime.diagram.element import Element
from engine.runtime.diagram.source import child_text


def java_of(element: Element) -> str | None:
    """The Java class or expression behind a service, decision or message task."""
    found = (dialect.attribute(element.xml, name) for name in ("class", "delegateExpression", "expression"))
    return next(filter(None, found), None)


def needs_stand_in(element: Element, decisions: Container[str], processes: Container[str]) -> bool:
    topic = dialect.attribute(element.xml, "topic")
    if element.kind == "service":
        return not topic or dialect.attribute(element.xml, "type") != "external"
    if element.kind == "rule":
        return not topic and (dialect.attribute(element.xml, "decisionRef") or "") not in decisions
    if element.kind == "send":
        return not topic and not element.trigger.name
    if element.kind == "script":
        language = (element.xml.get("scriptFormat") or "feel").strip().lower()
        return language != "feel" or not child_text(element.xml, "script")
    return element.kind == "call" and (element.xml.get("calledElement") or "") not in processes


def topic_of(element: Element) -> str:
    """The topic of such a call: what it would have run."""
    named = (java_of(element), dialect.attribute(element.xml, "decisionRef"), element.xml.get("calledElement"), element.xml.get("scriptFormat"))
    return next(filter(None, named), element.id)
