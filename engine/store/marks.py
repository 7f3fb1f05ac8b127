"""Marks that a page carries: which save of something it was drawn from, or what it showed. Where another stands by then, its press is refused.

They are made from contents and never from sealed bytes, which are others whenever a command is replayed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.domain.chain import digest

_DIGITS = 16  # hexadecimal


def mark_of(shown: Any) -> str:
    """The same for whatever looks the same."""
    return digest(shown)[:_DIGITS]


def mark_of_save(content: Any, at: datetime) -> str:
    """Another for each save: what was changed and changed back is not what it was."""
    return mark_of({"content": content, "at": at.astimezone(UTC).isoformat()})


def is_overtaken(mark: str, based_on: str | None) -> bool:
    """Whether a page was drawn from something with another mark than stands now; one that does not say from what (None) is not."""
    return based_on is not None and based_on != mark
