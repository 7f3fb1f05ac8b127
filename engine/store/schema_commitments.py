"""What applicants have promised instead of proof (告知承诺), and whether it was found to be so; and what was found false without a promise."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text, and_, literal_column

from engine.store.schema import Instant, metadata

commitment = Table(
    "commitment", metadata,
    Column("case_id", String(32), ForeignKey("cases.case_id"), primary_key=True),
    Column("material_id", String(64), primary_key=True), Column("division_code", String(6), nullable=False),
    Column("name", String(200), nullable=False),              # of the material it stands in for
    Column("department", String(64), nullable=False),         # that checks it
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant),                                # until when to check; none before the decision to grant
    Column("outcome", String(10)),                            # true | false; none before the check
    Column("checked_at", Instant), Column("checked_by_name", String(200)), Column("finding", Text),
    Column("revoked_at", Instant), Column("revocation", String(100)),   # the decision that rested on a false one; number of the letter
    Column("announced_at", Instant), Column("announced_reason", Text),  # that it is to be revoked, and until when he may state his case
    Column("defence_until", Instant), Column("defended_at", Instant), Column("defence_sealed", LargeBinary), Column("in_person", Boolean),
    Column("ground", String(10)),                             # none: a promise; papers | means: the licence was got by fraud (art. 79)
    Column("repaired_at", Instant), Column("repair", String(100)),      # 信用修复: since then a false one counts no more; number of the letter
)
TO_CHECK = commitment.c.outcome.is_(None)
_BY = (commitment.c.division_code, commitment.c.due_at, commitment.c.case_id)
Index("ix_commitment_to_check", *_BY, sqlite_where=TO_CHECK, postgresql_where=TO_CHECK)
REVOKED = commitment.c.revoked_at.is_not(None)
Index("ix_commitment_revoked", commitment.c.division_code, commitment.c.case_id, sqlite_where=REVOKED, postgresql_where=REVOKED)
FALSE = and_(commitment.c.outcome == literal_column("'false'"), commitment.c.repaired_at.is_(None))
Index("ix_commitment_unrepaired", commitment.c.division_code, commitment.c.checked_at, sqlite_where=FALSE, postgresql_where=FALSE)
__all__ = ["commitment"]
