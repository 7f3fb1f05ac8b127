"""Rows of ``quantity``, and who stands in line for what is limited."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema import cases
from engine.store.schema_commitments import commitment
from engine.store.schema_quantity import quantity

MOST = 500
_SHOWN = (cases.c.case_id, cases.c.case_no, cases.c.subject_name, cases.c.applicant_mask, cases.c.accepted_at, cases.c.stage, cases.c.suspended_at)


def in_line(tx: Connection, division: str, process_id: str) -> list[Row[Any]]:
    """Cases accepted and not decided, the first accepted first, at most 500: of two at the same instant, the one opened first."""
    waiting = select(*_SHOWN).where(cases.c.process_id == process_id, cases.c.status == "accepted", cases.c.division_code == division)
    return list(tx.execute(waiting.order_by(cases.c.accepted_at, cases.c.case_id).limit(MOST)))


def before(tx: Connection, case: Case) -> list[Row[Any]]:
    """Those in line before this one."""
    mine = (case.accepted_at, case.case_id)
    others = in_line(tx, case.division_code, case.process_id)
    return [row for row in others if row.case_id != case.case_id and (row.accepted_at, row.case_id) < mine]


def granted(tx: Connection, division: str, process_id: str) -> int:
    """In force. Counted once from the cases, where no row says it yet."""
    row = rows.first(tx, quantity, division_code=division, process_id=process_id)
    return int(row.granted) if row is not None else _counted(tx, division, process_id)


def _counted(tx: Connection, division: str, process_id: str) -> int:
    revoked = select(commitment.c.case_id).where(commitment.c.revoked_at.is_not(None))
    mine = (cases.c.process_id == process_id, cases.c.division_code == division, cases.c.decision == "grant", cases.c.case_id.not_in(revoked))
    return int(tx.execute(select(func.count()).select_from(cases).where(*mine)).scalar_one())


def count(tx: Connection, case: Case, change: int) -> None:
    """One more in force (1), or one less (-1)."""
    key = {"division_code": case.division_code, "process_id": case.process_id}
    row = rows.first(tx, quantity, **key)
    if row is None:
        rows.add(tx, quantity, **key, granted=_counted(tx, case.division_code, case.process_id) + change)
    else:
        rows.change(tx, quantity, {**key, "granted": row.granted}, granted=row.granted + change)
