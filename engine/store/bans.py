"""Rows of ``ban``."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema import cases
from engine.store.schema_ban import ban


def put(tx: Connection, case: Case, **values: Any) -> None:
    rows.put(tx, ban, {"case_id": case.case_id}, division_code=case.division_code, process_id=case.process_id, **values)


def of_case(tx: Connection, case_id: str) -> Any | None:
    return rows.first(tx, ban, case_id=case_id)


def in_force(tx: Connection, applicant_lookup: str | None, process_id: str, today: date) -> Row[Any] | None:
    """The ban that keeps this person or organization longest from applying for this item, in whatever division it was decided; with ``case_no``
    and ``process_name`` of the case it rests on."""
    if not applicant_lookup:
        return None
    his = select(ban, cases.c.case_no, cases.c.process_name).join(cases, cases.c.case_id == ban.c.case_id)
    now = (ban.c.process_id == process_id, ban.c.lifted_at.is_(None), ban.c.until_on >= today)
    return tx.execute(his.where(cases.c.applicant_lookup == applicant_lookup, *now).order_by(ban.c.until_on.desc(), ban.c.case_id).limit(1)).first()
