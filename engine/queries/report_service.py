"""What a report says of one service: its steps, what the reform has saved (四减), and how it was rated (好差评)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from engine.content.item import Before
from engine.domain.calendar import SHANGHAI, WorkCalendar
from engine.domain.duration import Duration
from engine.domain.figures import APPLICANT
from engine.queries.catalogue import Now, counted
from engine.queries.figure_sums import Rate, Scope, Sums
from engine.store.indexes import RATED
from engine.store.reader import Reader
from engine.store.schema import cases

WORKED = ("step", "call")
COMMENTS = 20
LEVELS = ("5", "4", "3", "2", "1")


@dataclass(frozen=True)
class StepFigures:
    """An element of the diagram: how often it was done, its median and ninth decile in working minutes. ``limit`` as drawn, ISO, "" = none;
    ``share``: how much of it the median takes, None where it has none or counts calendar days."""

    element: str
    name: str
    department: str
    number: int
    rate: Rate
    half: int | None
    most: int | None
    limit: str
    limit_calendar: str
    share: float | None


@dataclass(frozen=True)
class Less:
    """四减: before the reform (item.toml), now (counted in the content), and what cases really took: ``days`` is their median, None of no case.
    ``fields_before``: how many the departments asked for each by itself, ``fields_now``: how many the one form asks.
    ``papers_before``: each department's list by itself, ``papers_now`` the one list."""

    before: Before
    now: Now
    days: Decimal | None
    fields_before: int
    fields_now: int
    papers_before: int
    papers_now: int


@dataclass(frozen=True)
class Comment:
    """What one applicant said with his rating; ``level`` 5 best."""

    case_id: str
    case_no: str
    service: str
    level: int
    text: str
    ended_on: datetime


@dataclass(frozen=True)
class Ratings:
    """``levels``: level, 5 best → number. ``to_rectify`` poor ratings came up, ``rectified`` were put right, in the period. ``comments``: the
    newest of cases that ended in it."""

    levels: Mapping[str, int]
    to_rectify: int
    rectified: Rate
    comments: tuple[Comment, ...]

    @property
    def number(self) -> int:
        return sum(self.levels.values())

    @property
    def good(self) -> float | None:
        """The share of the three good levels; None without ratings."""
        return sum(self.levels[one] for one in ("5", "4", "3")) / self.number if self.number else None

    @property
    def put_right(self) -> float | None:
        """The share of those put right; of a period, so more may be put right than came up."""
        return min(1.0, self.rectified.number / self.to_rectify) if self.to_rectify else None


def office_day(reader: Reader) -> int:
    """Working minutes of an ordinary day of this office now."""
    return _minutes_of(reader.calendar, reader.calendar.next_working_day(reader.now.astimezone(SHANGHAI).date()))


def _minutes_of(calendar: WorkCalendar, day: date) -> int:
    return calendar.working_minutes_between(datetime.combine(day, time(0), SHANGHAI), datetime.combine(day, time(23, 59), SHANGHAI))


def steps_of(found: Sums, process: Any, reader: Reader, day_minutes: int) -> tuple[StepFigures, ...]:
    """In the order of the diagram; what an earlier edition had and this one has not comes last."""
    drawn = process.definition.steps
    order = {element: place for place, element in enumerate(drawn)}
    parts = Sums(row for row in found.rows if row.measure in WORKED and row.element).by(lambda row: (row.element, row.measure))
    shown = [_step(element, measure, own, drawn.get(element), reader, day_minutes) for (element, measure), own in parts.items()]
    return tuple(sorted(shown, key=lambda one: (order.get(one.element, len(order)), one.element)))


def _step(element: str, measure: str, own: Sums, step: Any, reader: Reader, day_minutes: int) -> StepFigures:
    departments = dict.fromkeys(row.department for row in own.rows if row.department not in ("", APPLICANT))
    limit = step.limit if step is not None else None
    fixed = limit is not None and limit.calendar == "working" and not limit.duration.startswith("=")
    allowed = in_minutes(Duration.parse(limit.duration), day_minutes) if fixed else None
    half = own.percentile(measure, 0.5)
    return StepFigures(
        element,
        (step.name if step is not None else "") or element,
        "、".join(reader.departments.get(one, one) for one in departments),
        own.number(measure),
        own.rate(measure),
        half,
        own.percentile(measure, 0.9),
        limit.duration if limit is not None else "",
        limit.calendar if limit is not None else "",
        half / allowed if allowed and half is not None else None,
    )


def in_minutes(length: Duration, day_minutes: int) -> int | None:
    """Of days, hours and minutes; None of what only a calendar can tell (months, weeks)."""
    return None if length.months or length.weeks else int(length.days * day_minutes + length.seconds / 60)


def less_of(process: Any, half: int | None, day_minutes: int) -> Less:
    form = process.application
    asked = [each for each in form.fields if each.type != "dynamiclist"] if form is not None else []
    item = process.item
    papers = [rule for rule in item.materials if rule.source == "applicant"]
    days = None if half is None else (Decimal(half) / day_minutes).quantize(Decimal("0.1"))
    return Less(
        item.before,
        counted(process),
        days,
        sum(max(1, len(each.replaces)) for each in asked),
        len(asked),
        sum(max(1, len(rule.concerns)) for rule in papers),
        len(papers),
    )


def ratings_of(found: Sums, scope: Scope, reader: Reader) -> Ratings:
    levels = {level: found.number("rated", level) for level in LEVELS}
    return Ratings(levels, found.number("to_rectify"), found.rate("rectified"), _comments(scope, reader))


def _comments(scope: Scope, reader: Reader) -> tuple[Comment, ...]:
    """Of each division the newest by its index, and of these the newest."""
    begin, end = (datetime.combine(day, time(0), SHANGHAI) for day in (scope.since, scope.until + timedelta(days=1)))
    said = (RATED, cases.c.rating_comment != "", cases.c.process_id.in_(scope.processes), cases.c.closed_at >= begin, cases.c.closed_at < end)
    newest = (cases.c.closed_at.desc(), cases.c.case_id.desc())
    rows = [
        row
        for division in scope.divisions
        for row in reader.connection.execute(select(cases).where(cases.c.division_code == division, *said).order_by(*newest).limit(COMMENTS))
    ]
    rows = sorted(rows, key=lambda row: (row.closed_at, row.case_id), reverse=True)[:COMMENTS]
    return tuple(Comment(row.case_id, row.case_no, row.process_name, row.rating, row.rating_comment, row.closed_at) for row in rows)
