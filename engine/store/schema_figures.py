"""What reports read: figures by the day, and how far they have been counted. Everything here can be counted anew from the journal."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table

from engine.store.schema import Instant, metadata

daily_figure = Table(  # engine.domain.figures says what a key means; the order of the key is that in which reports ask
    "daily_figure", metadata,
    Column("division_code", String(6), primary_key=True), Column("process_id", String(64), primary_key=True),
    Column("measure", String(20), primary_key=True), Column("day", Date, primary_key=True),
    Column("department", String(64), primary_key=True), Column("element", String(100), primary_key=True),
    Column("mark", String(20), primary_key=True), Column("bucket", Integer, primary_key=True),
    Column("number", Integer, nullable=False), Column("minutes", BigInteger, nullable=False),
    Index("ix_daily_figure_day", "day"),
)
figure_count = Table(  # one row: who counts raises the version, so two who count at once do not count twice
    "figure_count", metadata,
    Column("count_id", Integer, primary_key=True, autoincrement=False), Column("version", Integer, nullable=False),
    Column("final", Date),                                    # days up to this one will not change
    Column("after", String(32)),                              # being counted anew: cases up to this id are in; empty = counted
    Column("counted_at", Instant),
)
__all__ = ["daily_figure", "figure_count"]
