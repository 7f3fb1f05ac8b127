"""The register of licences: one row for each 许可证 that was issued, and what has become of it."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, LargeBinary, String, Table, and_, literal_column

from engine.store.schema import Instant, metadata

licence = Table(
    "licence", metadata,
    Column("licence_id", String(32), primary_key=True),       # of its letter
    Column("case_id", String(32), ForeignKey("cases.case_id"), nullable=False), Column("division_code", String(6), nullable=False),
    Column("number", String(100), nullable=False, unique=True), Column("name", String(200), nullable=False),
    # the item whose licence it is, and the case whose grant it goes back to: a renewed one keeps those of the first
    Column("process_id", String(64), nullable=False), Column("process_name", String(200), nullable=False),
    Column("department", String(64), nullable=False), Column("origin_case_id", String(32), nullable=False),
    Column("holder_sealed", LargeBinary, nullable=False),     # JSON {name, identity, mobile}
    Column("holder_mask", String(200), nullable=False), Column("holder_lookup", String(64)),
    Column("holder_initials", String(64), nullable=False), Column("subject_name", String(200), nullable=False),
    Column("subject_initials", String(64), nullable=False),
    Column("granted_on", Date, nullable=False), Column("valid_from", Date, nullable=False), Column("valid_until", Date),   # its last day; empty: none
    Column("file_by", Date), Column("warn_on", Date), Column("warned_at", Instant),   # 延续: the last day to ask; when the holder is told of it
    Column("status", String(12), nullable=False),             # engine.domain.licence.LicenceStatus
    Column("ended_at", Instant), Column("cause", String(20)), Column("ended_by", String(100)),   # art. 70; number of the letter
    Column("replaces", String(32)), Column("replaced_by", String(32)),      # licence ids
    Column("renewal_case_id", String(32)), Column("renewal_in_time", Boolean),   # who has asked last to renew or change it
)
VALID = licence.c.status == literal_column("'valid'")
ENDS = and_(VALID, licence.c.valid_until.is_not(None))
TO_WARN = and_(VALID, licence.c.warn_on.is_not(None), licence.c.warned_at.is_(None))
ASKED = licence.c.renewal_case_id.is_not(None)
Index("ix_licence_case", licence.c.case_id)
Index("ix_licence_origin", licence.c.process_id, licence.c.division_code, licence.c.origin_case_id)
Index("ix_licence_division", licence.c.division_code, licence.c.status, licence.c.licence_id)
Index("ix_licence_department", licence.c.division_code, licence.c.department, licence.c.status, licence.c.licence_id)
Index("ix_licence_newest", licence.c.division_code, licence.c.licence_id)
Index("ix_licence_newest_of", licence.c.division_code, licence.c.department, licence.c.licence_id)
Index("ix_licence_holder", licence.c.holder_lookup)
Index("ix_licence_subject", licence.c.subject_name)
Index("ix_licence_renewal", licence.c.renewal_case_id, sqlite_where=ASKED, postgresql_where=ASKED)
Index("ix_licence_ending", licence.c.division_code, licence.c.warn_on, licence.c.licence_id, sqlite_where=ENDS, postgresql_where=ENDS)
Index("ix_licence_over", licence.c.valid_until, licence.c.licence_id, sqlite_where=ENDS, postgresql_where=ENDS)
Index("ix_licence_to_warn", licence.c.warn_on, licence.c.licence_id, sqlite_where=TO_WARN, postgresql_where=TO_WARN)
__all__ = ["licence"]
