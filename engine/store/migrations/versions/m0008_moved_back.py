"""A case can rest, a task remembers when it was first looked at and whether a return has undone it.

Safe while the program of before still runs: the columns may be empty, and it writes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0008_moved_back"
down_revision = "m0007_officers_own_identity"

COLUMNS = (("cases", "suspended_at"), ("task", "seen_at"), ("task", "voided_at"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column)
