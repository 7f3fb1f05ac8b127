"""The viewer's stock phrases: his own, his departments', the office's. The shipped ones are the page's."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.phrase import may_drop
from engine.domain.viewer import Viewer
from engine.store import desks
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class StockPhrases:
    """Of everything he may use."""


@dataclass(frozen=True)
class PhraseShown:
    """``kind`` opinion | defect; ``scope`` own | department | office; ``of``: the department's name; ``may_drop``: it is his to remove."""

    phrase_id: str
    kind: str
    words: str
    scope: str
    of: str
    added_by: str
    may_drop: bool


_ORDER = ("own", "department", "office")


def stock_phrases(query: StockPhrases, reader: Reader, viewer: Viewer) -> tuple[PhraseShown, ...]:
    """His own first, then the department's, then the office's."""
    if viewer.officer_id is None:
        return ()
    found = []
    for row in desks.phrases_for(reader.connection, viewer.officer_id, viewer.houses):
        scope = "own" if row.officer_id else "department" if row.division_code else "office"
        of = reader.departments.get(row.department, row.department) if row.department else ""
        found.append(PhraseShown(row.phrase_id, row.kind, row.words, scope, of, row.added_by_name, may_drop(row, viewer)))
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.scope)))


QUERIES = {StockPhrases: stock_phrases}
