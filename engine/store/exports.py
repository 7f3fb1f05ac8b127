"""Rows of ``export_file``."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from engine.domain.viewer import Viewer
from engine.store import rows
from engine.store.schema_export import export_file
from engine.store.seal import Seal

WAITING, DONE, FAILED, EXPIRED = "waiting", "done", "failed", "expired"


def add(tx: Connection, **values: Any) -> None:
    rows.add(tx, export_file, status=WAITING, rows_done=0, **values)


def find(tx: Connection, export_id: str) -> Row[Any] | None:
    return rows.first(tx, export_file, export_id=export_id)


def waiting_of(tx: Connection, officer_id: str) -> int:
    return len(rows.every(tx, export_file, officer_id=officer_id, status=WAITING))


def newest_of(tx: Connection, officer_id: str, most: int) -> list[Row[Any]]:
    """Without what they hold."""
    columns = [column for column in export_file.c if column.name != "content_sealed"]
    found = select(*columns).where(export_file.c.officer_id == officer_id)
    return list(tx.execute(found.order_by(export_file.c.asked_at.desc(), export_file.c.export_id.desc()).limit(most)))


def progress(tx: Connection, export_id: str, done: int, total: int) -> None:
    rows.change(tx, export_file, {"export_id": export_id, "status": WAITING}, rows_done=done, rows_total=total)


def finish(tx: Connection, seal: Seal, export_id: str, content: bytes, done: int, at: datetime) -> None:
    sealed = seal.close({"content": b64encode(content).decode()})
    values = {"content_sealed": sealed, "rows_done": done, "rows_total": done, "done_at": at}
    rows.change(tx, export_file, {"export_id": export_id, "status": WAITING}, status=DONE, **values)


def fail(tx: Connection, export_id: str, failure: str) -> None:
    rows.change(tx, export_file, {"export_id": export_id, "status": WAITING}, status=FAILED, failure=failure)


def expire(tx: Connection, now: datetime) -> None:
    over = export_file.update().where(export_file.c.expires_at <= now, export_file.c.status != EXPIRED)
    tx.execute(over.values(status=EXPIRED, content_sealed=None))


def is_for(row: Any, viewer: Viewer, now: datetime) -> bool:
    """Whether it is there, and his, and he still supervises everything that is in it."""
    theirs = row.officer_id == viewer.officer_id and all(viewer.has("supervisor", division) for division in row.divisions)
    return theirs and row.status == DONE and row.expires_at > now


def content_of(seal: Seal, row: Any) -> bytes:
    return b64decode(seal.open(row.content_sealed)["content"])
