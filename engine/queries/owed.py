"""容缺台账: what applicants have promised to bring and have not, of every case an officer's posts reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, false, or_, select

from engine.domain.calendar import SHANGHAI
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.store.indexes import OWED
from engine.store.reader import Reader
from engine.store.schema import cases, material

MOST = 500
_GOING_ON = (CaseStatus.ACCEPTED.value, CaseStatus.DECIDED.value)


@dataclass(frozen=True, kw_only=True)
class OwedLedger:
    """The soonest due first, at most 500: at the window and for a supervisor of the whole division, else of cases one's department leads."""


@dataclass(frozen=True)
class OwedShown:
    """``state`` of the material: deferred, missing, defective (with ``defect``), or handed_in, which the window has yet to look at. ``due_at``: when
    the last day closes. ``gates``: the case is decided and its result waits for this."""

    case_id: str
    case_no: str
    service: str
    subject: str
    name: str
    state: str
    defect: str
    due_on: date
    due_at: datetime
    reminded_on: date | None
    gates: bool
    may_remind: bool


def owed_ledger(query: OwedLedger, reader: Reader, viewer: Viewer) -> tuple[OwedShown, ...]:
    columns = (material, cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.status, cases.c.lead_department)
    found = select(*columns).join(cases, cases.c.case_id == material.c.case_id)
    owed = found.where(OWED, cases.c.status.in_(_GOING_ON), or_(false(), *_reached(viewer)))
    rows = reader.connection.execute(owed.order_by(material.c.due_on, material.c.case_id, material.c.material_id).limit(MOST))
    return tuple(_shown(row, reader, viewer) for row in rows)


def _reached(viewer: Viewer) -> list[Any]:
    if viewer.kind != "officer":
        return []
    return [
        material.c.division_code == division
        if viewer.has("window", division) or viewer.has("supervisor", division)
        else and_(material.c.division_code == division, cases.c.lead_department.in_(sorted(viewer.departments(division))))
        for division in sorted(viewer.divisions)
    ]


def _shown(row: Any, reader: Reader, viewer: Viewer) -> OwedShown:
    today = reader.now.astimezone(SHANGHAI).date()
    mine = viewer.has("window", row.division_code) or row.lead_department in viewer.departments(row.division_code)
    return OwedShown(
        case_id=row.case_id,
        case_no=row.case_no,
        service=row.process_name,
        subject=row.subject_name,
        name=row.name,
        state=row.state,
        defect=row.defect,
        due_on=row.due_on,
        due_at=reader.calendar.closing(row.due_on),
        reminded_on=row.reminded_on,
        gates=row.status == CaseStatus.DECIDED,
        may_remind=mine and row.state != "handed_in" and row.reminded_on != today,
    )


QUERIES = {OwedLedger: owed_ledger}
