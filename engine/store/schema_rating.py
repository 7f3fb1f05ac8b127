"""What departments owe for poor ratings (差评整改)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from engine.store.schema import Instant, metadata

rectification = Table(  # at most one for a case, for it is rated once
    "rectification", metadata,
    Column("case_id", String(32), ForeignKey("cases.case_id"), primary_key=True), Column("division_code", String(6), nullable=False),
    Column("department", String(64), nullable=False), Column("level", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False), Column("due_at", Instant, nullable=False),
    Column("called_on", Date), Column("call_note", Text),     # 回访
    Column("result", Text), Column("settled_at", Instant), Column("settled_by_name", String(200)),
)
UNSETTLED = rectification.c.settled_at.is_(None)
_BY = (rectification.c.division_code, rectification.c.due_at, rectification.c.case_id)
Index("ix_rectification_open", *_BY, sqlite_where=UNSETTLED, postgresql_where=UNSETTLED)
__all__ = ["rectification"]
