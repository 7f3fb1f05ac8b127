"""A count of what may still be done where no evaluation keeps the accounts: values may hold one list a million times over."""

from __future__ import annotations

from engine.feel import limits
from engine.feel.errors import too_many_steps


class Budget:
    """Raises FeelLimit when more than ``limits.ELEMENTS`` are spent."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = limits.ELEMENTS

    def spend(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise too_many_steps(limits.ELEMENTS)
