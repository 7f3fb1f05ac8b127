"""Rows of ``material``, ``material_file`` and ``party``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from engine.domain.case import Case
from engine.store import rows
from engine.store.schema import cases, material, material_file, party

WANTING = frozenset({"missing", "deferred", "defective"})
"""States of a material that is not there, or not in order."""


def is_owed(row: Any) -> bool:
    """Promised at 容缺受理, and not there yet or not in order; of anything with ``due_on`` and ``state``."""
    return row.due_on is not None and row.state in WANTING


def put(tx: Connection, case: Case, material_id: str, **values: Any) -> None:
    rows.put(tx, material, {"case_id": case.case_id, "material_id": material_id}, division_code=case.division_code, **values)


def ensure(tx: Connection, case: Case, material_id: str, name: str, state: str = "missing") -> None:
    key = {"case_id": case.case_id, "material_id": material_id}
    if rows.first(tx, material, **key) is None:
        rows.add(tx, material, **key, division_code=case.division_code, name=name, state=state, defect="", originals=0, copies=0)


def of_case(tx: Connection, case_id: str) -> list[Row[Any]]:
    return rows.every(tx, material, "material_id", case_id=case_id)


def drop(tx: Connection, case_id: str, material_id: str) -> None:
    rows.remove(tx, material, case_id=case_id, material_id=material_id)


def add_file(tx: Connection, **values: Any) -> None:
    rows.add(tx, material_file, **values)


def files_of(tx: Connection, case_id: str) -> list[Row[Any]]:
    """Files not removed, oldest first."""
    return rows.every(tx, material_file, "uploaded_at", "file_id", case_id=case_id, removed_at=None)


def files_ever(tx: Connection, case_id: str) -> list[Row[Any]]:
    """Those that were removed with them."""
    return rows.every(tx, material_file, "uploaded_at", "file_id", case_id=case_id)


def remove_file(tx: Connection, case_id: str, file_id: str, now: datetime) -> Row[Any] | None:
    row = rows.first(tx, material_file, case_id=case_id, file_id=file_id, removed_at=None)
    if row is not None:
        rows.change(tx, material_file, {"file_id": file_id}, removed_at=now)
    return row


def parties_of(tx: Connection, case_id: str) -> dict[str, Row[Any]]:
    return {row.path: row for row in rows.every(tx, party, "path", case_id=case_id)}


def put_party(tx: Connection, case: Case, path: str, **values: Any) -> None:
    rows.put(tx, party, {"case_id": case.case_id, "path": path}, division_code=case.division_code, **values)


def files_of_person(tx: Connection, case_ids: Iterable[str], applicant_lookup: str) -> list[Row[Any]]:
    """Files of those of these cases that this person or organization has handed in, with ``name`` and ``state`` of the material and ``case_no``,
    ``process_id`` and ``submitted_at`` of the case; the newest case first. Not of one refused or denied for false papers."""
    whose = (cases.c.case_id.in_(sorted(case_ids)), cases.c.applicant_lookup == applicant_lookup, cases.c.submitted_at.is_not(None))
    honest = or_(cases.c.refusal.is_(None), cases.c.refusal != "false_papers")
    of_material = and_(material.c.case_id == material_file.c.case_id, material.c.material_id == material_file.c.material_id)
    told = (material.c.name, material.c.state, cases.c.case_no, cases.c.process_id, cases.c.submitted_at)
    found = select(material_file, *told).join(material, of_material).join(cases, cases.c.case_id == material_file.c.case_id)
    there = found.where(*whose, honest, material_file.c.removed_at.is_(None))
    return list(tx.execute(there.order_by(cases.c.submitted_at.desc(), material_file.c.uploaded_at, material_file.c.file_id)))
