"""What the supervisor's board counts: open steps by whose they are, as they were at the last count (``engine.jobs.lights``)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from engine.store.schema import Instant, metadata

board_count = Table(  # one row for each group, service and holder that has open steps; made anew with every count
    "board_count", metadata,
    Column("division_code", String(6), primary_key=True),
    Column("department", String(64), primary_key=True), Column("role", String(30), primary_key=True),
    Column("process_id", String(64), primary_key=True),
    Column("officer_id", String(32), primary_key=True),       # "" = nobody has claimed them
    Column("process_name", String(200), nullable=False), Column("officer_name", String(200), nullable=False),
    Column("green", Integer, nullable=False), Column("amber", Integer, nullable=False), Column("red", Integer, nullable=False),
    Column("untimed", Integer, nullable=False),               # without a limit, or of a suspended case
)
board_part = Table(  # the same of departments' own parts
    "board_part", metadata,
    Column("division_code", String(6), primary_key=True), Column("part", String(64), primary_key=True),
    Column("process_id", String(64), primary_key=True),
    Column("open", Integer, nullable=False), Column("late", Integer, nullable=False),
)
board_counted = Table(  # when it was counted, and from when on whichever worker comes first counts again
    "board_counted", metadata,
    Column("name", String(20), primary_key=True),             # "steps", "past cases", "nearly due", "initials"
    Column("counted_at", Instant), Column("next_at", Instant, nullable=False),
)
__all__ = ["board_count", "board_counted", "board_part"]
