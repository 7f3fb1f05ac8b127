"""The administrator's pages: departments, windows, and a calendar year at a glance."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.store.reader import Reader
from engine.store.schema import clock, task
from engine.store.schema_office import calendar_year, department, division, post, service_window

FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, kw_only=True)
class Departments:
    """All departments, with what would be left without them if one were closed."""

    search: str = ""


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Service windows; ``division`` and ``department`` narrow."""

    division: str = ""
    department: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    year: int


@dataclass(frozen=True)
class DepartmentShown:
    department_id: str
    name: str
    kind: str
    phone: str
    active: bool
    officers: int
    open_tasks: int


@dataclass(frozen=True)
class WindowShown:
    window_id: str
    division: str
    division_name: str
    department: str
    department_name: str
    name: str
    address: str
    hours: str
    phone: str
    active: bool


@dataclass(frozen=True)
class WindowList:
    windows: tuple[WindowShown, ...]
    divisions: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DayShown:
    """``mark``: "holiday" or "makeup" where the official table says so, else ""."""

    day: date
    working: bool
    mark: str


@dataclass(frozen=True)
class MonthShown:
    number: int
    blanks: int
    days: tuple[DayShown, ...]
    working_days: int


@dataclass(frozen=True)
class YearShown:
    """``published`` False: no table was ever saved for this year, weekends alone are days off. ``leaning_clocks``: running clocks whose due
    day lies in this year, which are recounted when it is saved."""

    year: int
    months: tuple[MonthShown, ...]
    working_days: int
    holidays: tuple[date, ...]
    makeup_days: tuple[date, ...]
    provisional: bool
    published: bool
    updated_at: datetime | None
    updated_by_name: str
    leaning_clocks: int
    office_hours: tuple[str, ...]


def departments(query: Departments, reader: Reader, viewer: Viewer) -> tuple[DepartmentShown, ...]:
    viewer.require_role("system_admin")
    own = department.c.department_id
    held = select(func.count(func.distinct(post.c.officer_id))).where(post.c.department == own).scalar_subquery()
    waiting = select(func.count()).select_from(task).where(task.c.department == own, task.c.status == "open").scalar_subquery()
    words = [or_(department.c.name.contains(word, autoescape=True), own.contains(word, autoescape=True)) for word in query.search.split()]
    order = (department.c.active.desc(), department.c.department_id)
    rows = reader.connection.execute(select(department, held.label("held"), waiting.label("waiting")).where(*words).order_by(*order))
    return tuple(DepartmentShown(r.department_id, r.name, r.kind, r.phone, r.active, r.held, r.waiting) for r in rows)


def windows(query: Windows, reader: Reader, viewer: Viewer) -> WindowList:
    viewer.require_role("system_admin")
    conditions: list[Any] = []
    if query.division:
        conditions.append(service_window.c.division_code == query.division)
    if query.department:
        conditions.append(service_window.c.department == query.department)
    order = (service_window.c.active.desc(), service_window.c.division_code, service_window.c.name)
    rows = reader.connection.execute(select(service_window).where(*conditions).order_by(*order)).all()
    divisions = reader.connection.execute(select(division.c.code, division.c.name).order_by(division.c.code)).all()
    named = {row.code: row.name for row in divisions}
    houses = reader.connection.execute(select(department.c.department_id, department.c.name).order_by(department.c.department_id)).all()
    house_names = {row.department_id: row.name for row in houses}
    shown = tuple(
        WindowShown(
            r.window_id,
            r.division_code,
            named.get(r.division_code, r.division_code),
            r.department,
            house_names.get(r.department, r.department),
            r.name,
            r.address,
            r.hours,
            r.phone,
            r.active,
        )
        for r in rows
    )
    return WindowList(shown, tuple(named.items()), tuple(house_names.items()))


def calendar_year_shown(query: CalendarYear, reader: Reader, viewer: Viewer) -> YearShown:
    viewer.require_role("system_admin")
    if not FIRST_YEAR <= query.year <= LAST_YEAR:
        raise Missing("没有 {year} 年的日历，可以看 {first} 到 {last} 年。", year=query.year, first=FIRST_YEAR, last=LAST_YEAR)
    row = reader.connection.execute(select(calendar_year).where(calendar_year.c.year == query.year)).one_or_none()
    holidays = frozenset(map(date.fromisoformat, row.holidays)) if row else frozenset()
    makeup_days = frozenset(map(date.fromisoformat, row.makeup_days)) if row else frozenset()
    months = tuple(_month(query.year, number, holidays, makeup_days) for number in range(1, 13))
    return YearShown(
        year=query.year,
        months=months,
        working_days=sum(month.working_days for month in months),
        holidays=tuple(sorted(holidays)),
        makeup_days=tuple(sorted(makeup_days)),
        provisional=row.provisional if row else True,
        published=row is not None,
        updated_at=row.updated_at if row else None,
        updated_by_name=row.updated_by_name if row else "",
        leaning_clocks=_leaning(reader, query.year),
        office_hours=_hours(reader),
    )


def _month(year: int, number: int, holidays: frozenset[date], makeup_days: frozenset[date]) -> MonthShown:
    first_weekday, length = monthrange(year, number)
    days = tuple(_day(date(year, number, day), holidays, makeup_days) for day in range(1, length + 1))
    return MonthShown(number, first_weekday, days, sum(day.working for day in days))


def _day(day: date, holidays: frozenset[date], makeup_days: frozenset[date]) -> DayShown:
    if day in makeup_days:
        return DayShown(day, True, "makeup")
    if day in holidays:
        return DayShown(day, False, "holiday")
    return DayShown(day, day.weekday() < 5, "")


def _leaning(reader: Reader, year: int) -> int:
    first = reader.calendar.closing(date(year, 1, 1))
    last = reader.calendar.closing(date(year, 12, 31))
    running = select(func.count()).select_from(clock).where(clock.c.stopped_at.is_(None), clock.c.due_at.between(first, last))
    return reader.connection.execute(running).scalar_one()


def _hours(reader: Reader) -> tuple[str, ...]:
    return tuple(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in reader.calendar.office_hours.spans)


QUERIES = {Departments: departments, Windows: windows, CalendarYear: calendar_year_shown}
