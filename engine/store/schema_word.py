"""Word to people: what stands on the page 消息 of an officer and on the progress page of an applicant."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table

from engine.store.schema import Instant, metadata

word = Table(  # id derived from command, event and recipient: told once, however often the command comes
    "word", metadata,
    Column("word_id", String(32), primary_key=True),
    Column("officer_id", String(32)),                                             # none: to the case's applicant
    Column("case_id", String(32)), Column("division_code", String(6)),            # none: about no case
    Column("task_id", String(50), nullable=False), Column("template", String(40), nullable=False),
    Column("places_sealed", LargeBinary, nullable=False),                         # {name: text}; may name persons
    Column("at", Instant, nullable=False), Column("read_at", Instant),
    Column("dispatch", String(64)),                                               # the message that carries it on the wire; "" = none does
    Column("held", String(10)),                                                   # the channel that was quiet when it went out on the other
    Column("held_dispatch", String(64)),                                          # the message that carried it there afterwards; "" = none did
    Index("ix_word_of_case", "case_id", "at"),
)
__all__ = ["word"]
