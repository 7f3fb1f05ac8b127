"""What every event is: a fact that happened, past tense (engine.domain.events has them all)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    case_id: str
    element_id: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    name: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__

    def facts(self) -> dict[str, Any]:
        """What is not personal."""
        return {name: value for name, value in vars(self).items() if name not in _BESIDE}


_BESIDE = frozenset({"case_id", "element_id", "details"})


def kinds_of(base: type[Event]) -> Iterator[type[Event]]:
    """What has happened; a class that others are made from is no kind of event itself."""
    for each in base.__subclasses__():
        yield from kinds_of(each) if each.__subclasses__() else (each,)
