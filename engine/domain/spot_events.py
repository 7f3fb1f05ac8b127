"""Facts about what is decided on the spot (即办件, 行政许可法 art. 34, 56), or cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class TurnedOrdinary(Event):
    """Accepted, and not to be decided on the spot: from now on the ordinary limit runs, until ``due_at``. ``details``: reason."""

    due_at: str
