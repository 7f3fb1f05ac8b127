"""The words of a search as conditions on cases: in number, company, masked person, service or a name's initials, or whole.

A question is kept by the kinds of its words (``engine.store.asked``); the words themselves are told with each time it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, bindparam, or_

from engine.domain.case_number import CaseNumber
from engine.domain.errors import Invalid
from engine.domain.initials import beyond, is_initials
from engine.store.schema import cases
from engine.store.seal import Seal

MOST = 8
_BEGINS_NUMBER = re.compile(r"[0-9]{8,14}|[0-9]{14}[A-Z][A-Z0-9]{0,14}")


@dataclass(frozen=True)
class Kind:
    """``cased``: small and capital letters are one; ``number``: a whole case number, so nothing else is meant; ``begins``: division and at least
    the year of one, so nothing else either; ``open_ended``: no initials come after these."""

    cased: bool
    initials: bool
    open_ended: bool
    number: bool
    begins: bool


@dataclass(frozen=True)
class SearchWords:
    """Only their kinds: two searches of the same kinds are one question."""

    kinds: tuple[Kind, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    @property
    def a_number(self) -> bool:
        """It can only be the case with this number, or those whose numbers begin so."""
        return any(kind.number or kind.begins for kind in self.kinds)

    def fit(self, of: Any) -> list[ColumnElement[bool]]:
        """Conditions on ``cases``, or on a subquery ``of`` it: each word stands somewhere."""
        return [or_(*self._stands_in(number, kind, of), of.c.applicant_lookup == _told("known", number)) for number, kind in enumerate(self.kinds)]

    def _stands_in(self, number: int, kind: Kind, of: Any) -> Iterator[ColumnElement[bool]]:
        for column in (of.c.case_no, of.c.subject_name, of.c.applicant_mask, of.c.process_name):
            part = _told("part", number)  # small and capital letters cost the database five times as much
            yield column.icontains(part, escape="/") if kind.cased else column.contains(part, escape="/")
        if kind.initials:
            for column in (of.c.applicant_initials, of.c.subject_initials):
                yield column.contains(_told("initials", number))

    def whole(self) -> ColumnElement[bool]:
        """Conditions that indexes of all cases answer: a word is the number, the company or the identity."""
        numbers = range(len(self.kinds))
        columns = {cases.c.case_no: "whole", cases.c.subject_name: "whole", cases.c.applicant_lookup: "known"}
        return or_(*(column.in_([_told(what, number) for number in numbers]) for column, what in columns.items()))

    def beginnings(self) -> Iterator[list[ColumnElement[bool]]]:
        """The same of names that begin with a word's initials."""
        for number, kind in enumerate(self.kinds):
            for column in (cases.c.applicant_initials, cases.c.subject_initials) if kind.initials else ():
                yield [column >= _told("initials", number), *([] if kind.open_ended else [column < _told("beyond", number)])]


    def numbers(self) -> Iterator[list[ColumnElement[bool]]]:
        """The same of numbers that begin so, however old the case."""
        for number, kind in enumerate(self.kinds):
            if kind.begins:
                yield [cases.c.case_no >= _told("number", number), cases.c.case_no < _told("past", number)]


def search_words(search: str, seal: Seal, divisions: frozenset[str] = frozenset()) -> tuple[SearchWords, Mapping[str, str]]:
    """The first eight words, and what to tell with them. ``divisions``: those with which the number of a case that is looked for may begin."""
    kinds, told = [], {}
    for number, word in enumerate(search.split()[:MOST]):
        initials, after = is_initials(word), beyond(word.lower()) if is_initials(word) else ""
        begins = word[:6] in divisions and _BEGINS_NUMBER.fullmatch(word.upper()) is not None and not _is_number(word)
        kinds.append(Kind(word.lower() != word.upper(), initials, not after, _is_number(word), begins))
        told |= {f"number{number}": word.upper(), f"past{number}": (beyond(word.lower()) or "").upper()}
        told |= {f"part{number}": word.replace("/", "//").replace("%", "/%").replace("_", "/_"), f"whole{number}": word}
        told |= {f"known{number}": seal.lookup(word), f"initials{number}": word.lower(), f"beyond{number}": after or ""}
    return SearchWords(tuple(kinds)), told


def narrowed(found: Select[Any], search: str, service: str, seal: Seal) -> Select[Any]:
    """Of a question about ``cases`` those in which each word is found, of this service; "" = whatever it is."""
    words, told = search_words(search, seal)
    found = found.where(*words.fit(cases), *([cases.c.process_id == service] if service else []))
    return found.params(**told) if told else found


def _is_number(word: str) -> bool:
    try:
        return str(CaseNumber.parse(word)) == word
    except Invalid:
        return False


def _told(what: str, number: int) -> BindParameter[str]:
    return bindparam(f"{what}{number}", None, String())
