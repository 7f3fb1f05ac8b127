"""One evaluation of one model: FEEL's accounts plus the explanation being written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dmn.explanation import DecisionExplanation, TableExplanation
from engine.feel.environment import Environment
from engine.feel.frame import Top

MOST_NOTES = 20


class Session(Top):
    """``tables`` and ``notes`` (Chinese, English) collect while a decision runs, or are None when nobody asked for an explanation."""

    def __init__(self, context: Mapping[str, Any], environment: Environment, explain: bool) -> None:
        super().__init__(context, environment)
        self.tables: list[TableExplanation] | None = [] if explain else None
        self.notes: list[tuple[str, str]] | None = [] if explain else None
        self.decisions: list[DecisionExplanation] = []


def note(top: Top, chinese: str, english: str) -> None:
    """Tell the explanation, if one is being written, why something became null."""
    notes = getattr(top, "notes", None)
    if notes is not None and len(notes) < MOST_NOTES and (chinese, english) not in notes:
        notes.append((chinese, english))


def note_unfit(top: Top, what: str, type_ref: str) -> None:
    said = f"“{what}”的值" if what else "有一个值"
    english = f"The value of “{what}”" if what else "A value"
    note(top, f"{said}不符合类型“{type_ref}”，按空值处理。", f"{english} does not conform to the type “{type_ref}” and is taken as null.")
