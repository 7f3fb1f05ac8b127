"""Who signs a step that several sign: the list that the case's state holds, as rows for pages (engine.runtime.specs.signing)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from engine.store.schema import Instant, metadata

signer = Table(
    "signer", metadata,
    Column("case_id", String(32), ForeignKey("cases.case_id"), primary_key=True),
    Column("step_token", String(20), primary_key=True),       # the step's own id in the state
    Column("position", Integer, primary_key=True),            # on its list; never given to another
    Column("division_code", String(6), nullable=False), Column("element_id", String(100), nullable=False),
    Column("task_id", String(50), nullable=False),            # "" = not yet his turn
    Column("groups", JSON, nullable=False),
    Column("officer_id", String(32)), Column("officer_name", String(200)),    # empty: whoever of the groups comes first
    Column("weight", Integer, nullable=False), Column("mode", String(12), nullable=False), Column("host", Integer, nullable=False),
    Column("about", String(100), nullable=False),             # of one consulted: the step in which his department has spoken
    Column("state", String(10), nullable=False),              # later | open | held | done | removed | spared
    Column("outcome", String(60)),
    Column("added_by", String(32)), Column("added_by_name", String(200)), Column("added_at", Instant), Column("reason", Text),
)
__all__ = ["signer"]
