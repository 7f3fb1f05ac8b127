"""How long similar cases took that have ended: what a forecast of the finish rests on. Counted anew by workers (``engine.jobs.past_cases``)."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table

from engine.store.schema import metadata

past_cases = Table(
    "past_cases", metadata,
    Column("process_id", String(64), primary_key=True),
    Column("division_code", String(6), primary_key=True),     # "" = of all divisions
    Column("stage", String(100), primary_key=True),           # words of the stage from whose beginning it is counted
    Column("route", String(16), primary_key=True),            # of the stages up to it (engine.domain.forecast); "" = whichever
    Column("cases", Integer, nullable=False),
    Column("minutes", JSON, nullable=False),                  # working minutes to the end, ascending; at most MOST_KEPT
)
__all__ = ["past_cases"]
