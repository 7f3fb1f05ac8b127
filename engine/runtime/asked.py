"""What a service would be asked if it were asked again: tells whether an answer is of what the applicant says now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel import Environment
from engine.runtime.definition import Definition
from engine.runtime.formula import Fault, Formula
from engine.runtime.values import plain

APPLICANTS = frozenset({"answers", "situation"})
"""What only he changes. An input that reads anything else is not compared: it may have changed by the course of the case."""


def asked_now(definition: Definition, element_id: str, values: Mapping[str, Any], environment: Environment) -> dict[str, Any]:
    """The inputs of this step that rest on the applicant's words alone, by name, as they would be over ``values``. An unknown step has none."""
    node = definition.nodes.get(element_id)
    inputs: tuple[tuple[str, Any], ...] = getattr(node, "inputs", ())
    found = {}
    for name, formula in inputs:
        if isinstance(formula, Formula) and formula.expression.names and formula.expression.names <= APPLICANTS:
            try:
                found[name] = plain(formula.value(values, environment))
            except Fault:
                continue
    return found
