"""What every command and page reads of the office and hardly anybody ever changes: the calendar, names of departments and divisions, who is
signed in, whose key that is.

The process keeps them under the office's *edition*, a word in ``setting`` that changes with each of them in the same transaction: whoever
reads a new word reads everything anew, so all processes see a change at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from engine.domain.calendar import WorkCalendar
from engine.domain.officer import Post
from engine.store import api_keys, office
from engine.store.api_keys import KeyKnown
from engine.store.calendar import read_calendar

TEXTS = "word_texts"
OFFICERS_KEPT = 60
"""Seconds after which an officer is read again all the same: processes of an older version, which run on while a new one is brought in, change
officers and say nothing."""


@dataclass(frozen=True, kw_only=True)
class OfficerKnown:
    """Who he is and what he may do; not his password, nor how he is reached."""

    officer_id: str
    name: str
    active: bool
    session_epoch: int
    must_change_password: bool
    identity_lookup: str | None
    stands_in_until: date | None
    posts: tuple[Post, ...]


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
        """Template id → the administrator's own ``title``, ``text`` and ``phone``; those he left as shipped are not among them."""
        return self._read("texts", tx, lambda tx: office.read_setting(tx, TEXTS, {}))

    def api_keys(self, tx: Any) -> Mapping[str, KeyKnown]:
        """Id → key; those revoked are not among them."""
        return self._read("api_keys", tx, api_keys.not_revoked)

    def officer(self, tx: Any, officer_id: str) -> OfficerKnown | None:
        known: dict[str, tuple[float, OfficerKnown]] = self._read("officers", tx, lambda _: {})
        until, kept = known.get(officer_id, (0.0, None))
        if until > monotonic():
            return kept
        row = office.find_officer(tx, officer_id=officer_id)
        if row is None:
            return None
        facts = {name: getattr(row, name) for name in OfficerKnown.__dataclass_fields__ if name != "posts"}
        kept = OfficerKnown(**facts, posts=office.posts_of(tx, officer_id))
        known[officer_id] = monotonic() + OFFICERS_KEPT, kept
        return kept

    def _read(self, name: str, tx: Any, read: Callable[[Any], Any]) -> Any:
        edition = office.edition(tx)  # first: what is read after it is of this edition or newer, never older
        kept = self._kept.get(name)
        if kept is not None and kept[0] == edition:
            return kept[1]
        value = read(tx)
        if edition is not None:
            self._kept[name] = (edition, value)
        return value
