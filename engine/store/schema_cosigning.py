"""Signatures of a step that several officers sign, each with his own account (现场核查, 行政许可法 art. 34)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Text

from engine.store.schema import Instant, metadata

cosignature = Table(  # those before the last; the last one's is the task's own row
    "cosignature", metadata,
    Column("task_id", String(60), primary_key=True), Column("officer_id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.case_id"), nullable=False, index=True), Column("division_code", String(6), nullable=False),
    Column("role", String(30), nullable=False), Column("officer_name", String(200), nullable=False),
    Column("signed_at", Instant, nullable=False), Column("outcome", String(60)), Column("opinion", Text),
    Column("fields_sealed", LargeBinary),
)
