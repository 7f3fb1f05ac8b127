"""Which steps for people lie directly before another, as drawn."""

from __future__ import annotations

from engine.runtime.definition import Definition
from engine.runtime.specs.activity import Work


def steps_before(definition: Definition, element_id: str) -> frozenset[str]:
    """Ids of the steps of the same process from which a case gets to this one without passing another."""
    node = definition.nodes[element_id]
    behind, found, seen = node.scope.behind, set(), set()
    pending = list(behind.get(element_id, ()))
    while pending:
        at = pending.pop()
        if at in seen:
            continue
        seen.add(at)
        if isinstance(definition.nodes.get(at), Work):
            found.add(at)
        else:
            pending += behind.get(at, ())
    return frozenset(found)
