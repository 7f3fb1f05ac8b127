"""Word to a person: to whom, from which template, with which places filled. A text's places are written ``{{ name }}`` and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

APPLICANT = "applicant"
OFFICER = "officer:"
GROUP = "group:"
EVERYWHERE = "*"
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True)
class Word:
    """``to``: ``applicant``, ``officer:<officer id>``, or ``group:<department>:<role>`` for everybody who holds that post in the case's
    division (``group:*:<role>``: in whatever department). ``template``: an id of ``word_templates.TEMPLATES``; ``words`` fill its places.
    ``task_id``: the task it leads to. Nobody is told of what he did himself.
    """

    to: str
    template: str
    words: Mapping[str, str] = field(default_factory=dict)
    task_id: str = ""


def places_in(text: str) -> tuple[str, ...]:
    """Names of a text's places, each once, in the order they stand."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with its places filled; a place nobody filled is left empty. What fills a place is never read for places again."""
    return _PLACE.sub(lambda found: words.get(found[1], ""), text)
