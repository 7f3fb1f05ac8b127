"""The keys with which other departments' systems come in (``engine.domain.api_key``)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, String, Table

from engine.store.schema import Instant, metadata

api_key = Table(  # as the officer it belongs to, a key is of no division: his posts say where he works
    "api_key", metadata,
    Column("key_id", String(16), primary_key=True),
    Column("officer_id", String(32), ForeignKey("officer.officer_id"), nullable=False),
    Column("label", String(100), nullable=False),             # what it is for
    Column("digest", String(64), nullable=False),             # SHA-256 of the secret, which nobody keeps
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(64), nullable=False), Column("created_by_name", String(200), nullable=False),
    Column("expires_on", Date, nullable=False),               # its last day
    Column("revoked_at", Instant),
)
__all__ = ["api_key"]
