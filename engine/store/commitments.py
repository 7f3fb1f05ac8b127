"""Rows of ``commitment``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from engine.domain.case import Case
from engine.store import rows
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
