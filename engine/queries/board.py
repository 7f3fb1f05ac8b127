"""The supervisor's board: lights by service and department and by officer, as last counted (``engine.jobs.lights``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from engine.domain.viewer import Viewer
from engine.queries import limits
from engine.queries.case_scope import supervised
from engine.queries.paging import Count, at_most, tabs
from engine.store import board as board_rows
from engine.store.board import LIGHTS
from engine.store.reader import Reader
from engine.store.schema_board import board_count
from engine.store.schema_handover import escalation

MOST_ROWS = 20_000
"""Counted rows the page adds up: far more than the offices of a city have."""
MOST_SAID = 200
"""What the board itself counts of cases it does not keep a count of; the list behind the number goes further."""


@dataclass(frozen=True, kw_only=True)
class Board:
    """``division`` "" = all that the viewer supervises. Raises Missing without a supervisor's post."""

    division: str = ""


@dataclass
class Lights:
    """How many open steps have which light."""

    green: int = 0
    amber: int = 0
    red: int = 0
    untimed: int = 0

    def add(self, row: Any) -> None:
        for name in LIGHTS:
            setattr(self, name, getattr(self, name) + getattr(row, name))

    @property
    def total(self) -> int:
        return self.green + self.amber + self.red + self.untimed


@dataclass
class Line:
    """``key``: process, department or officer id; ``parts``: of a service, its departments."""

    key: str
    name: str
    lights: Lights = field(default_factory=Lights)
    parts: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class BoardShown:
    """``counted_at`` None: not counted yet. ``divisions`` (code, name) to choose from; ``late_cases``: whose legal or promised limit is over and
    does not rest; ``escalations`` open, ``escalations_late`` past their day."""

    division: str
    divisions: tuple[tuple[str, str], ...]
    counted_at: datetime | None
    total: Lights
    services: tuple[Line, ...]
    officers: tuple[Line, ...]
    late_cases: Count
    escalations: Count


def board(query: Board, reader: Reader, viewer: Viewer) -> BoardShown:
    own = supervised(viewer, query.division)
    rows = reader.connection.execute(select(board_count).where(board_count.c.division_code.in_(own)).limit(at_most(MOST_ROWS))).all()
    total, services, officers = Lights(), _services(rows, reader), _officers(rows)
    for row in rows:
        total.add(row)
    counts = tabs(reader, {"late": limits.late(own, reader, MOST_SAID), "escalations": _open_escalations(own)}, MOST_SAID)
    counted = board_rows.next_count(reader.connection)
    return BoardShown(
        query.division,
        tuple((code, reader.divisions.get(code, code)) for code in supervised(viewer)),
        counted.counted_at if counted is not None else None,
        total,
        services,
        officers,
        counts["late"],
        counts["escalations"],
    )


def _services(rows: Iterable[Any], reader: Reader) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    parts: dict[tuple[str, str], Line] = {}
    for row in rows:
        line = found.setdefault(row.process_id, Line(row.process_id, row.process_name))
        part = parts.setdefault((row.process_id, row.department), Line(row.department, reader.departments.get(row.department, row.department)))
        if part not in line.parts:
            line.parts.append(part)
        line.lights.add(row)
        part.lights.add(row)
    for line in found.values():
        line.parts.sort(key=_worst)
    return tuple(sorted(found.values(), key=_worst))


def _officers(rows: Iterable[Any]) -> tuple[Line, ...]:
    found: dict[str, Line] = {}
    for row in rows:
        found.setdefault(row.officer_id or "-", Line(row.officer_id or "-", row.officer_name)).lights.add(row)
    return tuple(sorted(found.values(), key=_worst))


def _worst(line: Line) -> tuple[int, int, int, str]:
    return -line.lights.red, -line.lights.amber, -line.lights.total, line.name


def _open_escalations(divisions: list[str]) -> Select[Any]:
    return select(escalation.c.escalation_id).where(escalation.c.division_code.in_(divisions), escalation.c.closed_at.is_(None))


QUERIES = {Board: board}
