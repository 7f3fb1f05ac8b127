"""A text in which people are told something, with its places."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.sentence import Sentence

OF_EVERY_CASE = ("service", "case_no")
"""Places that every template about a case may use besides its own."""


@dataclass(frozen=True)
class Template:
    """``label``: what it is about, for the administrator. ``title`` and ``text``: the shipped words. ``places``: what its text may use besides
    ``OF_EVERY_CASE``. ``urgent``: does not wait for quiet hours to end. ``phone`` False: the applicant
    reads it on his page only, because another word of the same moment goes to his phone. ``of_case``: False where it is about no case."""

    label: Sentence
    title: Sentence
    text: Sentence
    places: tuple[str, ...] = ()
    urgent: bool = False
    phone: bool = True
    of_case: bool = True

    @property
    def allowed(self) -> tuple[str, ...]:
        return (*(OF_EVERY_CASE if self.of_case else ()), *self.places)
