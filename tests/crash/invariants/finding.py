"""What an invariant's check gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crash.evidence import Evidence


@dataclass
class Finding:
    """How many things were looked at, and a sentence for each that breaks the rule."""

    checked: int = 0
    breaches: list[str] = field(default_factory=list)

    def that(self, holds: bool, otherwise: str) -> None:
        """Look at one thing."""
        self.checked += 1
        if not holds:
            self.breaches.append(otherwise)


Check = Callable[[Evidence], Finding]
