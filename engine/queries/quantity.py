"""数量限制 (art. 57): what is left of a limited item, and who stands in line for it in the order of acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.store import quantities
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class QuantityLine:
    """Of one service, in each division where the viewer has a post in a department that takes part, or supervises. Raises Missing where there is none."""

    process_id: str


@dataclass(frozen=True)
class InLine:
    """``place``: 1 for the first accepted. ``next``: it may be granted now, whatever is decided on the others."""

    place: int
    case_id: str
    case_no: str
    subject: str
    accepted_at: datetime
    stage: str
    suspended: bool
    next: bool


@dataclass(frozen=True)
class Places:
    """``left`` of ``limit`` in a division; ``place`` of one case, 0 for one that does not stand in line. ``basis`` in words."""

    process_id: str
    limit: int
    left: int
    basis: str
    place: int = 0

    @property
    def may_grant(self) -> bool:
        return 0 < self.place <= self.left


@dataclass(frozen=True)
class LineShown:
    """First accepted first, at most 500."""

    division: str
    service: str
    places: Places
    line: tuple[InLine, ...]


def quantity_line(query: QuantityLine, reader: Reader, viewer: Viewer) -> tuple[LineShown, ...]:
    process = reader.current(query.process_id)
    item = process.item
    if viewer.kind != "officer" or item.quantity is None:
        raise Missing("没有找到这个事项的名额。")
    taking_part = item.department_ids | {"service_hall"}
    mine = [each for each in sorted(viewer.divisions) if viewer.has("supervisor", each) or viewer.departments(each) & taking_part]
    if not mine:
        raise Missing("没有找到这个事项的名额。")
    return tuple(_line(division, item, reader) for division in mine)


def _line(division: str, item: Any, reader: Reader) -> LineShown:
    places = _places(division, item, reader)
    line = tuple(
        InLine(
            number, row.case_id, row.case_no, row.subject_name or row.applicant_mask, row.accepted_at, row.stage,
            row.suspended_at is not None, number <= places.left,
        )
        for number, row in enumerate(quantities.in_line(reader.connection, division, item.process_id), 1)
    )
    return LineShown(reader.divisions.get(division, division), item.name, places, line)


def _places(division: str, item: Any, reader: Reader) -> Places:
    left = item.quantity.limit - quantities.granted(reader.connection, division, item.process_id)
    return Places(item.process_id, item.quantity.limit, max(left, 0), item.cited.get(item.quantity.basis, ""))


def places_of(row: Any, process: Any, reader: Reader) -> Places | None:
    """For a case (its row): what is left and where it stands in line; None for an item without a limit."""
    item = process.item
    if item.quantity is None:
        return None
    found = _places(row.division_code, item, reader)
    line = quantities.in_line(reader.connection, row.division_code, row.process_id) if row.status == "accepted" else []
    place = next((number for number, each in enumerate(line, 1) if each.case_id == row.case_id), 0)
    return Places(found.process_id, found.limit, found.left, found.basis, place)


QUERIES = {QuantityLine: quantity_line}
