"""Finding a doubled token in a state."""

from __future__ import annotations

from collections import Counter

from engine.runtime.run import Run


def waiting_twice(run: Run) -> list[str]:
    """Places of one scope where two tokens are that the drawing never has there together; side ways and event sub-processes may have several."""
    found = []
    for scope in run.tasks.values():
        inside = [child for child in scope.live_children() if not child.is_errand and not child.is_instance]
        beside = {each for child in inside for side in child.task_spec.scope.regions.side_ways for each in side.inside}
        beside |= {each for child in inside for each in child.task_spec.scope.regions.handlers}
        seen = Counter((child.task_spec.name, child.flow if child.task_spec.joins else "") for child in inside)
        found += [f"{name} {flow}" for (name, flow), count in seen.items() if count > 1 and name not in beside]
    return found
