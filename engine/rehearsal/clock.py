"""A clock that stands until it is set."""

from __future__ import annotations

from datetime import UTC, datetime


class SetClock:
    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Forward only."""
        if now < self._now:
            raise ValueError("a clock does not run backwards")
        self._now = now.astimezone(UTC)
