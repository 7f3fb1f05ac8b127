"""Rows of ``edition`` and ``process_draft``. An edition is never changed; only which one is current moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from engine.store import rows
from engine.store.schema import edition, process_draft


def find(tx: Connection, edition_hash: str) -> Row[Any] | None:
    return rows.first(tx, edition, edition_hash=edition_hash)


def current(tx: Connection, process_id: str) -> Row[Any] | None:
    return rows.first(tx, edition, process_id=process_id, current=True)


def current_hash(tx: Connection, process_id: str) -> str | None:
    query = select(edition.c.edition_hash).where(edition.c.process_id == process_id, edition.c.current)
    return tx.execute(query).scalar()


def current_hashes(tx: Connection) -> dict[str, str]:
    """Process id → hash of what new cases take."""
    query = select(edition.c.process_id, edition.c.edition_hash).where(edition.c.current).order_by(edition.c.process_id)
    return {row.process_id: row.edition_hash for row in tx.execute(query)}


def of_process(tx: Connection, process_id: str) -> list[Row[Any]]:
    return rows.every(tx, edition, "number", process_id=process_id)


def publish(
    tx: Connection,
    *,
    edition_hash: str,
    process_id: str,
    name: str,
    theme: str,
    files: bytes,
    drawn_by: str,
    published_by: str,
    at: datetime,
) -> int:
    """Make these files the current edition and give its number; publishing the same files again only makes them current again."""
    rows.change(tx, edition, {"process_id": process_id, "current": True}, current=False)
    known = find(tx, edition_hash)
    if known is not None:
        rows.change(tx, edition, {"edition_hash": edition_hash}, current=True)
        return int(known.number)
    number = (tx.execute(select(func.max(edition.c.number)).where(edition.c.process_id == process_id)).scalar() or 0) + 1
    rows.add(
        tx,
        edition,
        edition_hash=edition_hash,
        process_id=process_id,
        number=number,
        name=name,
        theme=theme,
        files=files,
        drawn_by=drawn_by,
        published_by=published_by,
        published_at=at,
        current=True,
    )
    return int(number)


def draft(tx: Connection, process_id: str, *, lock: bool = False) -> Row[Any] | None:
    return rows.first(tx, process_draft, lock=lock, process_id=process_id)


def save_draft(tx: Connection, process_id: str, **values: Any) -> None:
    rows.put(tx, process_draft, {"process_id": process_id}, **values)


def drop_draft(tx: Connection, process_id: str) -> None:
    rows.remove(tx, process_draft, process_id=process_id)
