"""差评整改: what a department has to put right after a poor rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, false, or_, select

from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.store import rectifications as rectification_rows
from engine.store.reader import Reader
from engine.store.schema import cases
from engine.store.schema_rating import UNSETTLED, rectification

MOST = 500


@dataclass(frozen=True, kw_only=True)
class CaseRectification:
    """Of one case, None if its rating asked for none. Raises Missing for a case that does not exist for the viewer."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class Rectifications:
    """Those not settled, of the viewer's departments; a supervisor's of his whole division. Soonest due first, at most 500."""


@dataclass(frozen=True)
class RectificationShown:
    """``level`` 1 very dissatisfied, 2 dissatisfied. ``call_note`` and ``comment`` are not for the applicant's page; ``may_act``: his to settle."""

    case_id: str
    case_no: str
    service: str
    subject: str
    department: str
    level: int
    comment: str
    opened_at: datetime
    due_at: datetime
    called_on: date | None
    call_note: str
    result: str
    settled_at: datetime | None
    may_act: bool


def case_rectification(query: CaseRectification, reader: Reader, viewer: Viewer) -> RectificationShown | None:
    case = visible_case(reader.connection, query.case_id, viewer)
    row = rectification_rows.find(reader.connection, case.case_id)
    return None if row is None else _shown(row, case, reader, viewer)


def rectifications(query: Rectifications, reader: Reader, viewer: Viewer) -> tuple[RectificationShown, ...]:
    columns = (cases.c.case_no, cases.c.process_name, cases.c.subject_name, cases.c.rating_comment)
    found = select(rectification, *columns).join(cases, cases.c.case_id == rectification.c.case_id)
    order = (rectification.c.due_at, rectification.c.case_id)
    rows = reader.connection.execute(found.where(UNSETTLED, or_(false(), *_reached(viewer))).order_by(*order).limit(MOST))
    return tuple(_shown(row, row, reader, viewer) for row in rows)


def _reached(viewer: Viewer) -> list[Any]:
    if viewer.kind != "officer":
        return []
    return [
        rectification.c.division_code == division
        if viewer.has("supervisor", division)
        else and_(rectification.c.division_code == division, rectification.c.department.in_(sorted(viewer.departments(division))))
        for division in sorted(viewer.divisions)
    ]


def _shown(row: Any, case: Any, reader: Reader, viewer: Viewer) -> RectificationShown:
    officer = viewer.kind == "officer"
    return RectificationShown(
        case_id=row.case_id,
        case_no=case.case_no,
        service=case.process_name,
        subject=case.subject_name,
        department=reader.departments.get(row.department, row.department),
        level=row.level,
        comment=(case.rating_comment or "") if officer else "",
        opened_at=row.opened_at,
        due_at=row.due_at,
        called_on=row.called_on,
        call_note=(row.call_note or "") if officer else "",
        result=row.result or "",
        settled_at=row.settled_at,
        may_act=officer and row.settled_at is None and row.department in viewer.departments(row.division_code),
    )


QUERIES = {CaseRectification: case_rectification, Rectifications: rectifications}
