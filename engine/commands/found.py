"""The first day of an office: departments, windows and the calendar from ``bpmn/_shared``, once. Afterwards the pages own them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5

from engine import content
from engine.commands.account import hash_password
from engine.commands.work import Work
from engine.domain.calendar import WorkCalendar
from engine.domain.officer import Post
from engine.store import journal, office


@dataclass(frozen=True, kw_only=True)
class FoundOffice:
    """Does nothing to what is there already. Only the system."""

    secret: ClassVar[bool] = True  # its values stand in the tables; the log need not repeat them
    command_id: str
    departments: content.Departments
    calendar: WorkCalendar


@dataclass(frozen=True, kw_only=True)
class EnrolOfficer:
    """An officer with a known password, for the demo city and for ``python -m engine officer``. Only the system. Gives the id."""

    secret: ClassVar[bool] = True
    command_id: str
    login: str
    name: str
    password: str
    posts: tuple[Post, ...]
    must_change_password: bool = True


def found_office(command: FoundOffice, work: Work) -> None:
    work.viewer.require_system()
    known_departments, known_divisions = work.department_names, work.division_names
    for division in command.departments.divisions:
        if division.code not in known_divisions:
            office.put_division(work.tx, division.code, division.name)
    for department in command.departments.departments:
        if department.id in known_departments:
            continue
        office.put_department(work.tx, department.id, name=department.name, kind=department.kind, phone=department.phone, active=True)
        for window in department.windows:
            for code in [window.division] if window.division else [d.code for d in command.departments.divisions]:
                office.put_window(
                    work.tx,
                    uuid5(NAMESPACE_URL, f"{code}/{department.id}/{window.id}").hex,
                    division_code=code,
                    department=department.id,
                    name=window.name,
                    address=window.address,
                    hours=window.hours,
                    phone=window.phone,
                    active=True,
                )
    _found_calendar(command.calendar, work)
    journal.log_administration(work.tx, work.draw_id(), work.viewer, work.now, "OfficeFounded", {})


def _found_calendar(calendar: WorkCalendar, work: Work) -> None:
    known = {row.year for row in office.calendar_years(work.tx)}
    for year, table in calendar.years.items():
        if year not in known:
            office.put_calendar_year(
                work.tx, year, list(table.holidays), list(table.makeup_days), table.provisional, work.now, work.viewer.name
            )
    if office.read_setting(work.tx, "office_hours") is None:
        office.put_setting(work.tx, "office_hours", [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in calendar.office_hours.spans])


def enrol_officer(command: EnrolOfficer, work: Work) -> str:
    work.viewer.require_system()
    known = office.find_officer(work.tx, login=command.login)
    if known is not None:
        return str(known.officer_id)
    officer_id = work.draw_id()
    office.add_officer(
        work.tx,
        officer_id=officer_id,
        login=command.login,
        name=command.name,
        password_hash=hash_password(command.password),
        must_change_password=command.must_change_password,
        active=True,
        session_epoch=1,
        created_at=work.now,
    )
    office.set_posts(work.tx, officer_id, command.posts)
    journal.log_administration(
        work.tx, work.draw_id(), work.viewer, work.now, "OfficerEnrolled", {"officer_id": officer_id, "login": command.login}
    )
    return officer_id
