"""Saved filters of the workbench that the viewer sees: his own, and those shared in his departments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.viewer import Viewer
from engine.store import desks
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class SavedLists:
    """Oldest first."""


@dataclass(frozen=True)
class SavedListShown:
    """``shared_by`` "": it is his own and nobody else sees it."""

    list_id: str
    name: str
    query: Mapping[str, Any]
    mine: bool
    shared_by: str


def saved_lists(query: SavedLists, reader: Reader, viewer: Viewer) -> tuple[SavedListShown, ...]:
    if viewer.officer_id is None:
        return ()
    return tuple(
        SavedListShown(row.list_id, row.name, row.query, row.officer_id == viewer.officer_id, row.officer_name if row.department else "")
        for row in desks.lists_for(reader.connection, viewer.officer_id, viewer.houses)
    )


QUERIES = {SavedLists: saved_lists}
