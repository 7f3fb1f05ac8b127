"""A turn for giving cases of before m0028 their initials. Safe while the program of before still runs: it never asks for this row."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0032_initials_of_before"
down_revision = "m0031_heard_before_revoked"


def upgrade() -> None:
    counted = sa.table("board_counted", sa.column("name", sa.String()), sa.column("counted_at", Instant()), sa.column("next_at", Instant()))
    op.bulk_insert(counted, [{"name": "initials", "counted_at": None, "next_at": datetime(2000, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.execute("DELETE FROM board_counted WHERE name = 'initials'")
