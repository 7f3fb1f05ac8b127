"""Facts after a case has ended: its rating, what is put right for a poor one, the archive."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class CaseRated(Event):
    """``details``: comment."""

    level: int


@dataclass(frozen=True, kw_only=True)
class RectificationOpened(Event):
    department: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class ApplicantCalledBack(Event):
    """``details``: note."""

    department: str


@dataclass(frozen=True, kw_only=True)
class RectificationSettled(Event):
    """``details``: result, which the applicant reads."""

    department: str


@dataclass(frozen=True, kw_only=True)
class CaseArchived(Event):
    pass
