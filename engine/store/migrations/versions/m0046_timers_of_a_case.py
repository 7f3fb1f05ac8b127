"""The timers of a case are found whatever their status: the index held those that wait alone, and a prepared statement that is told the status
cannot know that it asks for these, so it read all timers there are. Of promises those whose decision was revoked, which every start of a case
with a limited quantity counts. Safe while the program of before still runs: it names no index."""

import sqlalchemy as sa
from alembic import op

revision = "m0046_timers_of_a_case"
down_revision = "m0045_words_to_officers"
_PENDING = sa.text("status = 'pending'")
_REVOKED = sa.text("revoked_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_timer_of_case", table_name="timer")
    op.create_index("ix_timer_of_case", "timer", ["case_id", "status", "runtime_id"])
    op.create_index("ix_commitment_revoked", "commitment", ["division_code", "case_id"], sqlite_where=_REVOKED, postgresql_where=_REVOKED)


def downgrade() -> None:
    op.drop_index("ix_commitment_revoked", table_name="commitment")
    op.drop_index("ix_timer_of_case", table_name="timer")
    op.create_index("ix_timer_of_case", "timer", ["case_id", "runtime_id"], sqlite_where=_PENDING, postgresql_where=_PENDING)
