"""Which 即办件 could not be decided on the spot, and since when.

Safe while the program of before still runs: it leaves the new column empty.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0039_decided_on_the_spot"
down_revision = "m0038_quiet_channels"


def upgrade() -> None:
    op.add_column("cases", sa.Column("ordinary_at", Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("ordinary_at")
