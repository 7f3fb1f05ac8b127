"""Rows of ``commitment``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema import cases
from engine.store.schema_commitments import commitment

TRUE, FALSE = "true", "false"


def put(tx: Connection, case: Case, material_id: str, **values: Any) -> None:
    rows.put(tx, commitment, {"case_id": case.case_id, "material_id": material_id}, division_code=case.division_code, **values)


def drop(tx: Connection, case_id: str, material_id: str) -> None:
    rows.remove(tx, commitment, case_id=case_id, material_id=material_id)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, commitment, "material_id", case_id=case_id)


def find(tx: Connection, case_id: str, material_id: str) -> Row[Any] | None:
    return next((row for row in of_case(tx, case_id) if row.material_id == material_id), None)


def was_false(tx: Connection, applicant_lookup: str | None) -> bool:
    """Has any promise of this person or organization, in whatever case, been found false, and his credit not been repaired since?"""
    if not applicant_lookup:
        return False
    his = select(commitment.c.case_id).join(cases, cases.c.case_id == commitment.c.case_id)
    found = his.where(cases.c.applicant_lookup == applicant_lookup, commitment.c.outcome == FALSE, commitment.c.repaired_at.is_(None)).limit(1)
    return tx.execute(found).first() is not None


def revoked_at(tx: Connection, case_id: str) -> Any:
    """When the decision of this case was revoked for a false promise, or None."""
    row = tx.execute(select(commitment.c.revoked_at).where(commitment.c.case_id == case_id, commitment.c.revoked_at.is_not(None))).first()
    return None if row is None else row.revoked_at
