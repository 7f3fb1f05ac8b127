"""What happens to a case's clocks, and to the departments' parts that have clocks of their own."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class ClockStarted(Event):
    kind: str
    subject: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class ClockPaused(Event):
    """``number``: of the letter that tells the applicant; ``needed``: the time it says is needed, ISO 8601."""

    cause: str
    basis: str
    number: str = ""
    needed: str = ""


@dataclass(frozen=True, kw_only=True)
class ClockResumed(Event):
    cause: str


@dataclass(frozen=True, kw_only=True)
class ClockExtended(Event):
    """``details``: reason."""

    days: int
    was_due_at: str
    due_at: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ClockOverdue(Event):
    """A clock of the case itself is over: the result should have been delivered by now."""

    kind: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class CalendarRecomputed(Event):
    kind: str
    subject: str
    was_due_at: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class PartDone(Event):
    """A department's own part of a joint case is done; done again after a return, once more. ``part``: id of [[departments]]; ``begun_at`` and
    ``due_at`` by its own promise, "" = it has none."""

    part: str
    department: str
    begun_at: str
    due_at: str
    outcome: str
