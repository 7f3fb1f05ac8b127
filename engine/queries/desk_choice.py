"""How the viewer likes to work at his desk (``engine.commands.desk``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.domain.viewer import Viewer
from engine.store import desks
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class DeskChoices:
    """His own; nobody else's can be asked for."""


@dataclass(frozen=True)
class DeskChoicesShown:
    """``columns``: process id → paths of fields of its application."""

    opens_next: bool = False
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def desk_choices(query: DeskChoices, reader: Reader, viewer: Viewer) -> DeskChoicesShown:
    row = desks.choice_of(reader.connection, viewer.officer_id) if viewer.officer_id else None
    if row is None:
        return DeskChoicesShown()
    return DeskChoicesShown(row.opens_next, {process: tuple(paths) for process, paths in row.columns.items()})


QUERIES = {DeskChoices: desk_choices}
