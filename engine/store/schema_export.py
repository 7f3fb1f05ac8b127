"""Tables and reports that somebody wants as a file: made by a job, fetched by who asked, gone after a day."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, LargeBinary, String, Table, Text

from engine.store.schema import Instant, metadata

export_file = Table(
    "export_file", metadata,
    Column("export_id", String(32), primary_key=True), Column("officer_id", String(32), nullable=False),
    Column("kind", String(20), nullable=False), Column("format", String(10), nullable=False),   # report | cases; xlsx | csv
    Column("asked", JSON, nullable=False),                    # {since, until, process_id}
    Column("divisions", JSON, nullable=False),                # what it holds: who may not see one of them any more does not get it
    Column("filename", String(200), nullable=False),
    Column("status", String(10), nullable=False),             # waiting | done | failed | expired
    Column("rows_done", Integer, nullable=False), Column("rows_total", Integer),
    Column("content_sealed", LargeBinary), Column("failure", Text),
    Column("asked_at", Instant, nullable=False), Column("done_at", Instant), Column("expires_at", Instant, nullable=False),
    Index("ix_export_file_of_officer", "officer_id", "asked_at"),
)
__all__ = ["export_file"]
