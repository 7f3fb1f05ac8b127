"""What officers keep at their desks: how they like to work, lists they saved, sentences they use, what they have typed and not yet sent."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from engine.store.schema import Instant, metadata
from engine.store.schema_office import officer

desk_choice = Table(  # one row an officer, from the first time he chooses anything
    "desk_choice",
    metadata,
    Column("officer_id", String(32), ForeignKey(officer.c.officer_id), primary_key=True),
    Column("opens_next", Boolean, nullable=False),  # after finishing a task the next of the list opens
    Column("columns", JSON, nullable=False),  # {process id: [path of a field of the application, …]}
)
saved_list = Table(  # a filter of the workbench under a name
    "saved_list",
    metadata,
    Column("list_id", String(32), primary_key=True),
    Column("officer_id", String(32), ForeignKey(officer.c.officer_id), nullable=False),
    Column("officer_name", String(200), nullable=False),
    Column("division_code", String(6)),
    Column("department", String(64)),  # whom it is shared with; empty = his own
    Column("name", String(60), nullable=False),
    Column("query", JSON, nullable=False),  # {folder, search, service, sort, …}
    Column("created_at", Instant, nullable=False),
    Index("ix_saved_list_own", "officer_id"),
    Index("ix_saved_list_shared", "division_code", "department"),
)
stock_phrase = Table(  # 常用语: the office's (neither division nor officer), a department's, or an officer's own
    "stock_phrase",
    metadata,
    Column("phrase_id", String(32), primary_key=True),
    Column("kind", String(10), nullable=False),  # opinion | defect
    Column("division_code", String(6)),
    Column("department", String(64)),
    Column("officer_id", String(32)),
    Column("words", String(500), nullable=False),
    Column("added_by_name", String(200), nullable=False),
    Column("added_at", Instant, nullable=False),
    Index("ix_stock_phrase_of_officer", "officer_id"),
    Index("ix_stock_phrase_of_department", "division_code", "department"),
)
task_draft = Table(  # what one has typed on a task's page
    "task_draft",
    metadata,
    Column("task_id", String(50), primary_key=True),
    Column("officer_id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.case_id"), nullable=False),
    Column("division_code", String(6), nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),  # {name of a field of the page: [values]}
    Column("kept_at", Instant, nullable=False),
    Index("ix_task_draft_of_case", "case_id"),
)
__all__ = ["desk_choice", "saved_list", "stock_phrase", "task_draft"]
