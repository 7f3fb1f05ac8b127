"""Who may not apply again for an item that touches safety (行政许可法 art. 78, 79)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text

from engine.store.schema import Instant, metadata

ban = Table(  # one a case; whose it is says the case, by the keyed hash of his number, so that erasing the case forgets him here too
    "ban", metadata,
    Column("case_id", String(32), ForeignKey("cases.case_id"), primary_key=True),
    Column("division_code", String(6), nullable=False), Column("process_id", String(64), nullable=False),
    Column("cause", String(20), nullable=False),              # false_papers | fraud
    Column("from_on", Date, nullable=False), Column("until_on", Date, nullable=False),
    Column("lifted_at", Instant), Column("lifted_by_name", String(200)), Column("lifted_reason", Text), Column("lifted_basis", Text),
)
STANDS = ban.c.lifted_at.is_(None)
Index("ix_ban_stands", ban.c.division_code, ban.c.until_on, sqlite_where=STANDS, postgresql_where=STANDS)
__all__ = ["ban"]
