"""Rows of ``cases``, ``process_state`` and ``answers``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from engine.domain.case import Case
from engine.domain.errors import Missing, Refused
from engine.store import rows
from engine.store.indexes import ENDED
from engine.store.schema import answers, cases, process_state
from engine.store.schema_rating import rectification
from engine.store.seal import Seal


def add(tx: Connection, case: Case) -> None:
    rows.add(tx, cases, **case.kept())


def lock(tx: Connection, case_id: str) -> Case:
    """The case, locked until the transaction ends. Raises Missing."""
    row = rows.first(tx, cases, lock=True, case_id=case_id)
    if row is None:
        raise Missing("没有找到这个办件。")
    return Case.restored(row._mapping)


def load(tx: Connection, case_id: str) -> Case:
    row = rows.first(tx, cases, case_id=case_id)
    if row is None:
        raise Missing("没有找到这个办件。")
    return Case.restored(row._mapping)


def by_number(tx: Connection, case_no: str) -> Case | None:
    row = rows.first(tx, cases, case_no=case_no)
    return Case.restored(row._mapping) if row is not None else None


def ended_before(tx: Connection, before: datetime, most: int) -> list[str]:
    """Ids of cases that ended before then and are not in the archive, the oldest first; not those of which a poor rating is being put right."""
    put_right = exists().where(rectification.c.case_id == cases.c.case_id, rectification.c.settled_at.is_(None))
    over = select(cases.c.case_id).where(ENDED, cases.c.closed_at < before, ~put_right).order_by(cases.c.closed_at, cases.c.case_id)
    return list(tx.execute(over.limit(most)).scalars())


def save(tx: Connection, old: Case, new: Case) -> None:
    """Write what changed; raises Refused when somebody else wrote in between."""
    changed = {**new.changed_since(old), "version": old.version + 1}
    if rows.change(tx, cases, {"case_id": old.case_id, "version": old.version}, **changed) != 1:
        raise Refused("办件 {case_no} 刚刚被别人更新，请刷新后再试。", case_no=old.case_no)


def state(tx: Connection, case_id: str) -> bytes | None:
    row = rows.first(tx, process_state, case_id=case_id)
    return None if row is None else row.state


def save_state(tx: Connection, case: Case, state: bytes, ended: bool) -> None:
    rows.put(tx, process_state, {"case_id": case.case_id}, division_code=case.division_code, state=state, ended=ended)


def save_answers(tx: Connection, seal: Seal, case: Case, section: str, content: Any, now: datetime) -> None:
    key = {"case_id": case.case_id, "section": section}
    rows.put(tx, answers, key, division_code=case.division_code, content_sealed=seal.close(content), updated_at=now)


def all_answers(tx: Connection, seal: Seal, case_id: str) -> dict[str, Any]:
    """Section → content."""
    return {row.section: seal.open(row.content_sealed) for row in rows.every(tx, answers, case_id=case_id)}


def drop_answers(tx: Connection, case_id: str, section: str) -> None:
    rows.remove(tx, answers, case_id=case_id, section=section)
