"""A licence of the register as pages show it, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.licence import CAUSES, LicenceStatus, is_over
from engine.domain.sentence import Sentence
from engine.store import licences
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class LicenceStanding:
    """``status``: expired from the day after the last one, whether or not the day's work has been done. ``asked``: a case is under way that is to
    renew or change it; ``held``: until that is decided it stays in force beyond its last day (art. 50). ``follows``: number of the one in its place."""

    status: LicenceStatus
    valid_from: date
    valid_until: date | None
    ended_at: datetime | None
    asked: bool
    held: bool
    follows: str

    @property
    def label(self) -> Sentence:
        return self.status.label

    @property
    def in_force(self) -> bool:
        return self.status == LicenceStatus.VALID


@dataclass(frozen=True, kw_only=True)
class LicenceShown:
    """``holder`` masked as in every list. ``days_left``: 0 on its last day, None where it has none. ``cause`` in words, "" where it was not
    deregistered; ``letter``: number of the one that says so. ``renewal``: the service that renews it, "" for none and in lists
    of officers."""

    licence_id: str
    case_id: str
    number: str
    name: str
    service: str
    process_id: str
    division: str
    division_code: str
    department: str
    holder: str
    subject: str
    granted_on: date
    file_by: date | None
    warn_on: date | None
    days_left: int | None
    cause: str
    letter: str
    renewal: str
    standing: LicenceStanding

    @property
    def may_ask(self) -> bool:
        """It may be renewed or changed, if there is time: nobody has asked yet."""
        return bool(self.renewal) and self.standing.in_force and not self.standing.asked

    @property
    def may_file(self) -> bool:
        """Its renewal may still be asked for in time."""
        until = self.standing.valid_until
        return self.may_ask and until is not None and self.file_by is not None and (until - self.file_by).days <= (self.days_left or 0)

    @property
    def is_ending(self) -> bool:
        """The day has come on which its holder is told that it runs out."""
        until = self.standing.valid_until
        return until is not None and self.warn_on is not None and (until - self.warn_on).days >= (self.days_left or 0)


def today_of(reader: Reader) -> date:
    return reader.now.astimezone(SHANGHAI).date()


def standing_of(row: Any, reader: Reader) -> LicenceStanding:
    asked, held = licences.is_asked(reader.connection, row), licences.holds(reader.connection, row)
    over = row.status == LicenceStatus.VALID and is_over(row.valid_until, today_of(reader)) and not held
    next_one = licences.find(reader.connection, row.replaced_by) if row.replaced_by else None
    return LicenceStanding(
        status=LicenceStatus.EXPIRED if over else LicenceStatus(row.status),
        valid_from=row.valid_from, valid_until=row.valid_until, ended_at=row.ended_at,
        asked=asked and row.status == LicenceStatus.VALID, held=held and is_over(row.valid_until, today_of(reader)),
        follows=next_one.number if next_one is not None else "",
    )  # fmt: skip


def shown_licence(row: Any, reader: Reader, renewal: str = "") -> LicenceShown:
    """``renewal``: what ``renewal_of`` says, where somebody may ask for it."""
    left = None if row.valid_until is None else (row.valid_until - today_of(reader)).days
    return LicenceShown(
        licence_id=row.licence_id, case_id=row.case_id, number=row.number, name=row.name, service=row.process_name, process_id=row.process_id,
        division=reader.divisions.get(row.division_code, row.division_code), division_code=row.division_code,
        department=reader.departments.get(row.department, row.department), holder=row.holder_mask, subject=row.subject_name,
        granted_on=row.granted_on, file_by=row.file_by, warn_on=row.warn_on, days_left=left, cause=CAUSES[row.cause].label if row.cause else "",
        letter=row.ended_by or "", renewal=renewal, standing=standing_of(row, reader),
    )  # fmt: skip


def shown_licences(rows: Sequence[Any], reader: Reader) -> tuple[LicenceShown, ...]:
    """Many at once: what follows them and who has asked is read in one question each, and remembered."""
    licences.foresee(reader.connection, rows)
    return tuple(shown_licence(row, reader) for row in rows)


def renewal_of(process_id: str, reader: Reader) -> str:
    """The service that renews what this one grants, as they are published now; "" for none."""
    try:
        renewal: str = reader.current(process_id).item.licence.renewal
        return renewal if renewal and process_id in reader.current(renewal).item.licence.renews else ""
    except Missing:
        return ""
