"""Rows of ``licence``, the register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, or_, select

from engine.domain.licence import LicenceStatus
from engine.store import rows
from engine.store.schema import cases
from engine.store.schema_licence import ENDS, TO_WARN, licence
from engine.store.writing import LostRace

KIND = "licence"
"""The id of the letter that is a licence."""
_UNDECIDED = ("submitted", "supplementing", "accepted")


def add(tx: Connection, **values: Any) -> None:
    rows.add(tx, licence, **values)


def change(tx: Connection, row: Any, **values: Any) -> None:
    """Only while it is as it was seen. Raises LostRace where somebody has changed it in between, so that the command runs again."""
    seen = {"licence_id": row.licence_id, "status": row.status, "renewal_case_id": row.renewal_case_id}
    if not rows.change(tx, licence, seen, **values):
        raise LostRace(licence.name)


def find(tx: Connection, licence_id: str) -> Row[Any] | None:
    return rows.first(tx, licence, licence_id=licence_id)


def by_number(tx: Connection, number: str) -> Row[Any] | None:
    return rows.first(tx, licence, number=number)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    """Issued in this case, the oldest first."""
    return rows.every(tx, licence, "licence_id", case_id=case_id)


def of_cases(tx: Connection, case_ids: list[str]) -> list[Row[Any]]:
    return rows.every(tx, licence, "licence_id", case_id=tuple(case_ids))


def foresee(tx: Connection, found: Sequence[Any]) -> None:
    """Read together what ``find`` and ``is_asked`` will be asked about these; a look remembers it."""
    rows.every(tx, licence, licence_id=tuple(row.replaced_by for row in found if row.replaced_by))
    rows.every(tx, cases, case_id=tuple(row.renewal_case_id for row in found if row.renewal_case_id))


def asked_by(tx: Connection, case_id: str) -> Row[Any] | None:
    """The licence that this case asks to renew or change."""
    return next(iter(rows.every(tx, licence, renewal_case_id=case_id)), None)


def is_asked(tx: Connection, row: Any) -> bool:
    """Whether a case is under way that asks to renew or change it, or has granted that and issued nothing yet."""
    return _asking(tx, row) is not None


def is_granted(tx: Connection, row: Any) -> bool:
    """Whether its renewal or change is granted, and the licence that follows is still to be issued."""
    asking = _asking(tx, row)
    return asking is not None and asking.status == "decided"


def holds(tx: Connection, row: Any) -> bool:
    """Whether it stays in force beyond its last day, because its renewal was asked for in time and is not decided (art. 50), or what follows it is
    granted and still to be issued."""
    return is_granted(tx, row) or (bool(row.renewal_in_time) and is_asked(tx, row))


def _asking(tx: Connection, row: Any) -> Any:
    asking = rows.first(tx, cases, case_id=row.renewal_case_id) if row.renewal_case_id else None
    if asking is None or not (asking.status in _UNDECIDED or (asking.status == "decided" and asking.decision == "grant")):
        return None
    return asking


def over(tx: Connection, today: date, after: tuple[date, str], most: int) -> list[Row[Any]]:
    """In force though the last day is past: the next ``most`` behind (last day, id)."""
    behind = or_(licence.c.valid_until > after[0], and_(licence.c.valid_until == after[0], licence.c.licence_id > after[1]))
    found = select(licence).where(ENDS, licence.c.valid_until < today, behind)
    return list(tx.execute(found.order_by(licence.c.valid_until, licence.c.licence_id).limit(most)))


def to_warn(tx: Connection, today: date, after: tuple[date, str], most: int) -> list[Row[Any]]:
    """Whose holders have not been told that it runs out, and should be by now."""
    behind = or_(licence.c.warn_on > after[0], and_(licence.c.warn_on == after[0], licence.c.licence_id > after[1]))
    found = select(licence).where(TO_WARN, licence.c.warn_on <= today, behind)
    return list(tx.execute(found.order_by(licence.c.warn_on, licence.c.licence_id).limit(most)))


def ended_origins(division: str, process_id: str) -> Any:
    """Ids of the cases whose licences of this item, renewed or not, are all at an end: a subquery."""
    in_force: ColumnElement[int] = func.sum(case((licence.c.status == LicenceStatus.VALID.value, 1), else_=0))
    mine = select(licence.c.origin_case_id).where(licence.c.process_id == process_id, licence.c.division_code == division)
    return mine.group_by(licence.c.origin_case_id).having(in_force == 0)
