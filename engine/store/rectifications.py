"""Rows of ``rectification``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema_rating import rectification


def add(tx: Connection, case: Case, **values: Any) -> None:
    rows.add(tx, rectification, case_id=case.case_id, division_code=case.division_code, **values)


def find(tx: Connection, case_id: str) -> Row[Any] | None:
    return rows.first(tx, rectification, case_id=case_id)


def change(tx: Connection, case_id: str, **values: Any) -> None:
    rows.change(tx, rectification, {"case_id": case_id}, **values)
