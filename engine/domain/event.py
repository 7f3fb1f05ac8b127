"""What every event is: a fact that happened, past tense (engine.domain.events has them all)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from engine.domain import exact_json


@dataclass(frozen=True, kw_only=True)
class Event:
    case_id: str
    element_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return type(self).__name__

    def facts(self) -> dict[str, Any]:
        """What is not personal, as plain JSON."""
        return exact_json.plain({name: getattr(self, name) for name in _facts_of(type(self))})


@cache
def _facts_of(kind: type[Event]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name not in {"case_id", "element_id", "details"})


def kinds_of(base: type[Event]) -> Iterator[type[Event]]:
    """What has happened; a class that others are made from is no kind of event itself."""
    for each in base.__subclasses__():
        yield from kinds_of(each) if each.__subclasses__() else (each,)
