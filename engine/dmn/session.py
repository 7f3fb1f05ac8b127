"""One evaluation of one model: FEEL's accounts plus the explanation being written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dmn.explanation import DecisionExplanation, TableExplanation
from engine.feel.environment import Environment
from engine.feel.frame import Top


class Session(Top):
    """``tables`` collects while a decision runs, or is None when nobody asked for an explanation."""

    def __init__(self, context: Mapping[str, Any], environment: Environment, explain: bool) -> None:
        super().__init__(context, environment)
        self.tables: list[TableExplanation] | None = [] if explain else None
        self.decisions: list[DecisionExplanation] = []
