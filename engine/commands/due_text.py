"""A text that an officer or an applicant owes."""

from __future__ import annotations

from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence

MOST = 500


def said(text: str, field: str, wanted: Sentence, most: int = MOST) -> str:
    """Without the blanks around it. Raises Invalid, beside its field, where it is missing or too long."""
    text = text.strip()
    if not text or len(text) > most:
        raise Invalid(wanted.template, {field: wanted}, **wanted.facts)
    return text
