"""Reports of a supervisor: what a service or all of them did in a period, from figures by the day (``engine.domain.figures``).

Only ``daily_figure`` is read, never cases or journals, so a page costs as much with a million cases as with a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from engine.domain.errors import Missing
from engine.domain.figures import APPLICANT, FREE, MEASURES, TIMES
from engine.domain.viewer import Viewer
from engine.queries.case_scope import supervised
from engine.queries.figure_sums import Rate, Scope, Sum, Sums, sums
from engine.queries.report_service import Less, Ratings, StepFigures, in_minutes, less_of, office_day, ratings_of, steps_of
from engine.queries.report_trend import Point, trend_of
from engine.store import figures as figure_rows
from engine.store.reader import Reader
from engine.store.schema import edition
from engine.store.schema_board import board_part

COUNTS = ("submitted", "accepted", "refused", "noticed", "notice_refused", "decided", "closed", "withdrawn", "terminated")
_TREND = ("submitted", "accepted", "decided", "promised", "finish")
_OVERVIEW = ("submitted", "accepted", "decided", "promised", "finish", "rated")
POOR = frozenset({"1", "2"})


@dataclass(frozen=True, kw_only=True)
class Report:
    """A period of days in Shanghai, both included; ``process_id`` "" = all services. Raises Missing without a supervisor's post, and for a
    service that was never published."""

    since: date
    until: date
    process_id: str = ""


@dataclass(frozen=True)
class Finish:
    """From acceptance to decision in working minutes, without what rests the promise. ``promise`` in the same, None of several services."""

    number: int
    half: int | None
    most: int | None
    promise: int | None


@dataclass(frozen=True)
class DepartmentFigures:
    department: str
    rate: Rate
    free: int
    half: int | None


@dataclass(frozen=True)
class PartFigures:
    """What a department promised of its own part, and kept; ``open`` and ``late`` at the last count of the board."""

    department: str
    rate: Rate
    free: int
    half: int | None
    open: int
    late: int


@dataclass(frozen=True)
class ServiceFigures:
    process_id: str
    name: str
    submitted: int
    accepted: int
    decided: int
    promised: Rate
    half: int | None
    poor: int


@dataclass(frozen=True)
class ReportShown:
    """``counted_at``: figures are of that instant, None = nothing counted yet; ``counting``: a count from the first case is under way, so
    numbers are still growing. ``counts``: COUNTS by name. ``marks``: (measure, mark) → number. ``times``: whose time, in working minutes a case.
    ``day_minutes``: of an office day. ``steps`` and ``less`` only of one service."""

    since: date
    until: date
    process_id: str
    name: str
    services: tuple[tuple[str, str], ...]
    divisions: tuple[str, ...]
    counted_at: datetime | None
    counting: bool
    counts: dict[str, int]
    marks: dict[tuple[str, str], int]
    statutory: Rate
    promised: Rate
    finish: Finish
    times: dict[str, float]
    departments: tuple[DepartmentFigures, ...]
    parts: tuple[PartFigures, ...]
    every: tuple[ServiceFigures, ...]
    steps: tuple[StepFigures, ...]
    less: Less | None
    ratings: Ratings
    trend: tuple[Point, ...]
    day_minutes: int


def report(query: Report, reader: Reader, viewer: Viewer) -> ReportShown:
    scope, names = supervised_scope(query, reader, viewer)
    found = sums(reader, scope, MEASURES.keys() - {"officer"})
    process = reader.current(query.process_id) if query.process_id else None
    day_minutes = office_day(reader)
    how_far = figure_rows.how_far(reader.connection)
    return ReportShown(
        since=scope.since,
        until=scope.until,
        process_id=query.process_id,
        name=names.get(query.process_id, ""),
        services=tuple(names.items()),
        divisions=tuple(reader.divisions.get(one, one) for one in scope.divisions),
        counted_at=how_far.counted_at if how_far else None,
        counting=bool(how_far) and how_far.after is not None,
        counts={name: found.number(name) for name in COUNTS},
        marks=_marks(found),
        statutory=found.rate("statutory"),
        promised=found.rate("promised"),
        finish=_finish(found, process, day_minutes),
        times=_times(found),
        departments=_departments(found, reader),
        parts=_parts(found, scope, reader),
        every=() if process else _every(sums(reader, scope, _OVERVIEW, by_service=True), names),
        steps=steps_of(found, process, reader, day_minutes) if process else (),
        less=less_of(process, found.percentile("finish", 0.5), day_minutes) if process else None,
        ratings=ratings_of(found, scope, reader),
        trend=trend_of(sums(reader, scope, _TREND, by_day=True), scope.since, scope.until),
        day_minutes=day_minutes,
    )


def supervised_scope(query: Any, reader: Reader, viewer: Viewer) -> tuple[Scope, dict[str, str]]:
    """What a supervisor's report with ``process_id``, ``since`` and ``until`` is about, and every service's name. Raises Missing for others, and for
    a service that never was."""
    divisions = tuple(supervised(viewer))
    names = services_ever(reader)
    if query.process_id and query.process_id not in names:
        raise Missing("没有找到这个事项。")
    return Scope(divisions, (query.process_id,) if query.process_id else tuple(names), query.since, max(query.since, query.until)), names


def services_ever(reader: Reader) -> dict[str, str]:
    """Every service that ever ran, by its newest name; those offered now first."""
    newest = (edition.c.current.desc(), edition.c.number.desc(), edition.c.process_id)
    rows = reader.connection.execute(select(edition.c.process_id, edition.c.name).order_by(*newest))
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.process_id, row.name)
    return found


def _marks(found: Sums) -> dict[tuple[str, str], int]:
    wanted = found.by(lambda row: (row.measure, row.mark))
    return {key: part.number() for key, part in wanted.items() if key[0] in ("accepted", "refused", "decided")}


def _finish(found: Sums, process: Any, day_minutes: int) -> Finish:
    promise = process.item.limits.promised if process and process.item.limits.calendar == "working" else None
    minutes = in_minutes(promise, day_minutes) if promise else None
    return Finish(found.number("finish"), found.percentile("finish", 0.5), found.percentile("finish", 0.9), minutes)


def _times(found: Sums) -> dict[str, float]:
    return {mark: found.minutes("time", mark) / max(1, found.number("time", mark)) for mark in TIMES}


def _departments(found: Sums, reader: Reader) -> tuple[DepartmentFigures, ...]:
    officers = found.of("step", lambda row: row.department != APPLICANT)
    shown = [
        DepartmentFigures(reader.departments.get(name, name), own.rate("step"), own.number("step", "free"), own.percentile("step", 0.5))
        for name, own in officers.by(lambda row: row.department).items()
    ]
    return tuple(sorted(shown, key=lambda one: (-one.rate.late, -one.rate.number, one.department)))


def _parts(found: Sums, scope: Scope, reader: Reader) -> tuple[PartFigures, ...]:
    done = found.of("part").by(lambda row: row.department)
    own = board_part.c
    numbers = select(own.part, func.sum(own.open).label("open"), func.sum(own.late).label("late"))
    now = reader.connection.execute(numbers.where(own.division_code.in_(scope.divisions), own.process_id.in_(scope.processes)).group_by(own.part))
    standing = {row.part: (int(row.open), int(row.late)) for row in now}
    shown = []
    for part in done.keys() | standing.keys():
        of = done.get(part, Sums(()))
        figures = (of.rate("part"), of.number("part", FREE), of.percentile("part", 0.5))
        shown.append(PartFigures(reader.departments.get(part, part), *figures, *standing.get(part, (0, 0))))
    return tuple(sorted(shown, key=lambda one: (-one.late, -one.rate.late, -one.rate.number, one.department)))


def _every(found: Sums, names: dict[str, str]) -> tuple[ServiceFigures, ...]:
    shown = []
    for process_id, own in found.by(_process).items():
        poor = own.of("rated", lambda row: row.mark in POOR).number()
        numbers = (own.number("submitted"), own.number("accepted"), own.number("decided"))
        shown.append(ServiceFigures(process_id, names.get(process_id, process_id), *numbers, own.rate("promised"), own.percentile("finish", 0.5), poor))
    return tuple(sorted(shown, key=lambda one: (-one.submitted, one.process_id)))


def _process(row: Sum) -> str:
    return row.process_id


QUERIES = {Report: report}
