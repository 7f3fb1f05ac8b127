"""What every command and page reads of the office and hardly anybody ever changes: the calendar, names of departments and divisions.

The process keeps them under the office's *edition*, a word in ``setting`` that changes with each of them in the same transaction: whoever
reads a new word reads everything anew, so all processes see a change at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.domain.calendar import WorkCalendar
from engine.store import office
from engine.store.calendar import read_calendar

TEXTS = "word_texts"


class Directory:
    """One for each database that a process works on; threads share it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, Any]] = {}

    def calendar(self, tx: Any) -> WorkCalendar:
        return self._read("calendar", tx, read_calendar)

    def departments(self, tx: Any) -> Mapping[str, str]:
        """Id → name."""
        return self._read("departments", tx, office.departments)

    def divisions(self, tx: Any) -> Mapping[str, str]:
        """Code → name."""
        return self._read("divisions", tx, office.divisions)

    def texts(self, tx: Any) -> Mapping[str, Mapping[str, str]]:
        """Template id → the administrator's own ``title`` and ``text``; those he left as shipped are not among them."""
        return self._read("texts", tx, lambda tx: office.read_setting(tx, TEXTS, {}))

    def _read(self, name: str, tx: Any, read: Callable[[Any], Any]) -> Any:
        edition = office.edition(tx)  # first: what is read after it is of this edition or newer, never older
        kept = self._kept.get(name)
        if kept is not None and kept[0] == edition:
            return kept[1]
        value = read(tx)
        if edition is not None:
            self._kept[name] = (edition, value)
        return value
