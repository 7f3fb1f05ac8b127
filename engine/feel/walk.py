"""Looking through the nodes of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine.feel.syntax import Name, Node


def nodes(node: Any) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif isinstance(current, Node):
            yield current
            waiting.extend(getattr(current, field.name) for field in fields(current))  # type: ignore[arg-type]


def uses(node: Node, name: str) -> bool:
    """Whether a variable of that name is mentioned."""
    return any(isinstance(part, Name) and part.name == name for part in nodes(node))
