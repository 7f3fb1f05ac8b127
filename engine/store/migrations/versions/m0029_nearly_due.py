"""A turn for telling who has steps that are due today. Safe while the program of before still runs: it never asks for this row."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0029_nearly_due"
down_revision = "m0028_initials"


def upgrade() -> None:
    counted = sa.table("board_counted", sa.column("name", sa.String()), sa.column("counted_at", Instant()), sa.column("next_at", Instant()))
    op.bulk_insert(counted, [{"name": "nearly due", "counted_at": None, "next_at": datetime(2000, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.execute("DELETE FROM board_counted WHERE name = 'nearly due'")
