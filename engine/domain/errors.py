"""What can go wrong in a way a person can act on.

The first argument is a Chinese sentence with ``{name}`` places; it is also the message id under which a page looks up the
translation. The facts that fill the places stay on the error as ``facts``. Anything else that is raised is a bug.
"""

from __future__ import annotations

from typing import Any

from engine.domain.sentence import Bilingual


class EngineError(Exception):
    """A sentence a clerk can act on. ``permanent`` tells a worker whether trying again can help."""

    status = 400
    permanent = True
    leaves: Any = None
    """A command that puts the refusal itself on record; executed by the same person once everything else was taken back."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence.format_map(self.facts) if self.facts else self.sentence

    @property
    def english(self) -> str:
        """The English its facts bring along; a kind of error that is in no catalogue says the whole."""
        return " ".join(fact.english for fact in self.facts.values() if isinstance(fact, Bilingual) and fact.english)

    @property
    def said(self) -> Bilingual:
        return Bilingual(str(self), self.english)


class Refused(EngineError):
    """The state of things does not allow it (HTTP 409): somebody was first, the case has moved on, a rule forbids it."""

    status = 409


class Overtaken(Refused):
    """Something newer was saved since the page was drawn that sent this (HTTP 409): neither is lost, and a person decides."""


class Forbidden(EngineError):
    """The person may not do this (HTTP 403)."""

    status = 403


class Missing(EngineError):
    """There is no such thing, or not for this person: both look alike (HTTP 404)."""

    status = 404


class Invalid(EngineError):
    """What was sent is wrong (HTTP 422). ``problems`` maps a field's path to the sentence beside it."""

    status = 422

    def __init__(self, sentence: str, problems: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self.problems = problems or {}


class Unreachable(EngineError):
    """Another system did not answer; trying again may help."""

    status = 503
    permanent = False


class NotYet(EngineError):
    """It is too early; at its time it will do."""

    status = 409
    permanent = False


class Unavailable(EngineError):
    """Our own database or disk does not take it now; nothing of the act was kept, and trying again will help."""

    status = 503
    permanent = False


class OutOfSpace(Unavailable):
    """A disk is full (HTTP 507)."""

    status = 507
