"""What happens to a hearing (行政许可法 art. 46–48)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class HearingOffered(Event):
    """The applicant was told that he may ask for a hearing, until this instant ("" = no limit is drawn)."""

    until_at: str


@dataclass(frozen=True, kw_only=True)
class HearingScheduled(Event):
    """``details``: place."""

    held_at: str
