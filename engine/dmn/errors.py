"""What can be wrong with a decision model."""

from __future__ import annotations

from typing import Any

from engine.domain.errors import Invalid


class DmnError(Invalid):
    """A file is no decision model that can be run. ``element``: the id or name at fault; ``mend``: what to do about it, in Chinese.

    ``str()`` is Chinese, ``english`` says the same, mend included, and ``said`` is both.
    """

    def __init__(self, sentence: str, *, mend: str, element: str = "", english: str = "", **facts: Any) -> None:
        super().__init__(sentence, element=element, mend=mend, **facts)
        self.element = element
        self.mend = mend
        self._english = english

    def __str__(self) -> str:
        return super().__str__() + self.mend

    @property
    def english(self) -> str:
        return self._english.format_map(self.facts)
