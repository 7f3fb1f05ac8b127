"""A reason why a case does not go on, and the act that helps: what ``standstill`` finds and pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.sentence import Sentence

BLOCKING = ("suspended", "incident", "job", "nobody", "away")
"""Causes that go away only when somebody does something out of the ordinary, the gravest first."""
CAUSES = (*BLOCKING, "applicant", "delegated", "returned", "signers", "held", "pool", "service", "message", "timer", "rest", "provisional")


@dataclass(frozen=True, kw_only=True)
class Help:
    """An act the viewer may do now. ``act`` names what a page makes a link or a button of; ``target`` the task, case or officer it is done to."""

    act: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Reason:
    """``cause`` one of ``CAUSES``; ``what`` the cause in a sentence; ``who`` it waits for; ``since`` None where it is not known; ``due_at`` by when it
    should be over; ``detail`` somebody's own words or an error's; ``advice`` who can do what about it, "" where nothing need be done;
    ``reminded`` how often its holder was; ``overdue``: a message is awaited for longer than is usual."""

    cause: str
    what: Sentence
    who: Sentence | str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    detail: str = ""
    advice: Sentence | str = ""
    reminded: int = 0
    overdue: bool = False
    helps: tuple[Help, ...] = ()

    @property
    def blocking(self) -> bool:
        return self.cause in BLOCKING

    @property
    def stops(self) -> bool:
        """Whether the board lists the case for it."""
        return self.blocking or self.overdue
