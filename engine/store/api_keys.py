"""Rows of keys. Each change of them is a new edition of the office, so that every process knows it at once (``engine.store.directory``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.store import office, rows
from engine.store.schema_api_key import api_key


@dataclass(frozen=True)
class KeyKnown:
    """One that was not revoked; it may be past its last day."""

    officer_id: str
    digest: str
    expires_on: date


def not_revoked(tx: Any) -> dict[str, KeyKnown]:
    """Key id → the key."""
    return {row.key_id: KeyKnown(row.officer_id, row.digest, row.expires_on) for row in rows.every(tx, api_key, revoked_at=None)}


def add(tx: Any, **values: Any) -> None:
    rows.add(tx, api_key, **values)
    office.new_edition(tx)


def find(tx: Any, key_id: str) -> Any:
    return rows.first(tx, api_key, key_id=key_id)


def revoke(tx: Any, key_id: str, at: datetime) -> bool:
    """False when somebody has revoked it before."""
    if not rows.change(tx, api_key, {"key_id": key_id, "revoked_at": None}, revoked_at=at):
        return False
    office.new_edition(tx)
    return True
