"""Figures of officers by name: for who supervises their division, and each one's own for himself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from engine.domain.errors import Missing
from engine.domain.figures import FREE
from engine.domain.viewer import Viewer
from engine.queries.figure_sums import Rate, Scope, Sums, sums
from engine.queries.report_service import office_day
from engine.queries.reports import services_ever, supervised_scope
from engine.store import board, figures
from engine.store.board import LIGHTS
from engine.store.reader import Reader
from engine.store.schema_board import board_count
from engine.store.schema_office import officer


@dataclass(frozen=True, kw_only=True)
class OfficersReport:
    """As ``Report``, of each officer. Raises Missing without a supervisor's post, and for a service that was never published."""

    since: date
    until: date
    process_id: str = ""


@dataclass(frozen=True, kw_only=True)
class MyFigures:
    """The viewer's own in these days. Raises Missing for who is no officer."""

    since: date
    until: date


@dataclass(frozen=True)
class OfficerFigures:
    """``done``: steps done or signed; ``half``: median of the working minutes he had them in his hands, None of nothing. ``open``, ``late``: in
    his hands at the last count of the board. ``name``: the officer's, or the service's on his own page."""

    key: str
    name: str
    department: str
    rate: Rate
    free: int
    half: int | None
    open: int
    late: int

    @property
    def done(self) -> int:
        return self.rate.number + self.free


@dataclass(frozen=True)
class OfficersShown:
    """``counted_at``: what was done is of that instant; ``stands_at``: what is open is of that. ``total``: all lines together."""

    since: date
    until: date
    process_id: str
    name: str
    services: tuple[tuple[str, str], ...]
    divisions: tuple[str, ...]
    counted_at: datetime | None
    stands_at: datetime | None
    lines: tuple[OfficerFigures, ...]
    total: OfficerFigures
    day_minutes: int


def officers_report(query: OfficersReport, reader: Reader, viewer: Viewer) -> OfficersShown:
    scope, names = supervised_scope(query, reader, viewer)
    found = sums(reader, scope, ("officer",))
    done = found.by(lambda row: (row.element, row.department))
    standing = _standing(reader, scope, (board_count.c.officer_id, board_count.c.department))
    people = dict(reader.connection.execute(select(officer.c.officer_id, officer.c.name)).all())
    keys = sorted(done.keys() | {key for key in standing if key[0]})
    lines = [_line(key[0], people.get(key[0], key[0]), reader.departments.get(key[1], key[1]), done.get(key), standing.get(key)) for key in keys]
    return _shown(scope, query.process_id, names, reader, lines, found)


def my_figures(query: MyFigures, reader: Reader, viewer: Viewer) -> OfficersShown:
    if viewer.officer_id is None:
        raise Missing("没有找到这个页面。")
    names = services_ever(reader)
    scope = Scope(tuple(sorted(viewer.divisions)), tuple(names), query.since, max(query.since, query.until))
    found = sums(reader, scope, ("officer",), by_service=True, element=viewer.officer_id)
    done = found.by(lambda row: (row.process_id,))
    standing = _standing(reader, scope, (board_count.c.process_id,), officer_id=viewer.officer_id)
    keys = sorted(done.keys() | standing.keys())
    lines = [_line(key[0], names.get(key[0], key[0]), "", done.get(key), standing.get(key)) for key in keys]
    return _shown(scope, "", names, reader, lines, found)


def _standing(reader: Reader, scope: Scope, by: tuple[Any, ...], officer_id: str = "") -> dict[tuple[str, ...], tuple[int, int]]:
    """Key → (open, of these late)."""
    every = sum((func.sum(board_count.c[light]) for light in LIGHTS[1:]), func.sum(board_count.c[LIGHTS[0]]))
    found = select(*by, every.label("open"), func.sum(board_count.c.red).label("late"))
    found = found.where(board_count.c.division_code.in_(scope.divisions), board_count.c.process_id.in_(scope.processes))
    if officer_id:
        found = found.where(board_count.c.officer_id == officer_id)
    return {tuple(row[: len(by)]): (int(row.open), int(row.late)) for row in reader.connection.execute(found.group_by(*by))}


def _line(key: str, name: str, department: str, done: Sums | None, standing: tuple[int, int] | None) -> OfficerFigures:
    own = done or Sums(())
    return OfficerFigures(
        key, name, department, own.rate("officer"), own.number("officer", FREE), own.percentile("officer", 0.5), *(standing or (0, 0))
    )


def _shown(
    scope: Scope, process_id: str, names: dict[str, str], reader: Reader, lines: list[OfficerFigures], found: Sums
) -> OfficersShown:
    how_far, counted = figures.how_far(reader.connection), board.next_count(reader.connection)
    standing = sum(one.open for one in lines), sum(one.late for one in lines)
    return OfficersShown(
        since=scope.since,
        until=scope.until,
        process_id=process_id,
        name=names.get(process_id, ""),
        services=tuple(names.items()),
        divisions=tuple(reader.divisions.get(one, one) for one in scope.divisions),
        counted_at=how_far.counted_at if how_far else None,
        stands_at=counted.counted_at if counted else None,
        lines=tuple(sorted(lines, key=lambda one: (-one.late, -one.rate.late, -one.done, one.name))),
        total=_line("", "", "", found, standing),
        day_minutes=office_day(reader),
    )


QUERIES = {OfficersReport: officers_report, MyFigures: my_figures}
