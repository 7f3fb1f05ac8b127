"""Rows of ``quantity``, and who stands in line for what is limited."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.domain.case import Case
from engine.store import licences, rows
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
    """In force. Counted from the cases, where no row says it yet."""
    row = rows.first(tx, quantity, division_code=division, process_id=process_id)
    return int(row.granted) if row is not None else counted(tx, division, process_id)


def counted(tx: Connection, division: str, process_id: str) -> int:
    """Cases granted, but for those whose decision was revoked or whose licence, however often renewed, has come to an end. One that is granted
    and has no licence yet has its place already."""
    revoked = select(commitment.c.case_id).where(commitment.c.revoked_at.is_not(None), commitment.c.division_code == division)
    over = licences.ended_origins(division, process_id)
    mine = (cases.c.process_id == process_id, cases.c.division_code == division, cases.c.decision == "grant")
    places = select(func.count()).select_from(cases).where(*mine, cases.c.case_id.not_in(revoked), cases.c.case_id.not_in(over))
    return int(tx.execute(places).scalar_one())


def take(tx: Connection, case: Case) -> None:
    """One more in force."""
    key = {"division_code": case.division_code, "process_id": case.process_id}
    row = rows.first(tx, quantity, **key)
    if row is None:
        rows.add(tx, quantity, **key, granted=counted(tx, case.division_code, case.process_id) + 1)
    else:
        rows.change(tx, quantity, {**key, "granted": row.granted}, granted=row.granted + 1)


def recount(tx: Connection, division: str, process_id: str) -> None:
    """What was in force is no more. Nothing where nobody has counted yet."""
    key = {"division_code": division, "process_id": process_id}
    row = rows.first(tx, quantity, **key)
    if row is not None:
        rows.change(tx, quantity, {**key, "granted": row.granted}, granted=counted(tx, division, process_id))
