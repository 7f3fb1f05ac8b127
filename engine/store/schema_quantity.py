"""How many licences of a limited item (数量限制) are in force in a division."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from engine.store.schema import metadata

quantity = Table(  # written with each grant of such an item, and with each that is revoked: whoever counted with an old number runs again
    "quantity", metadata,
    Column("division_code", String(6), primary_key=True), Column("process_id", String(64), primary_key=True),
    Column("granted", Integer, nullable=False),
)
__all__ = ["quantity"]
