"""A case knows whether anybody watches it, so that moving one that nobody watches costs no look-up.

Safe while the program of before still runs: it leaves the column as it is, and tells watchers nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0023_watched"
down_revision = "m0022_desk"


def upgrade() -> None:
    op.add_column("cases", sa.Column("watched", sa.Boolean()))
    op.execute("UPDATE cases SET watched = true WHERE case_id IN (SELECT case_id FROM watch)")


def downgrade() -> None:
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("watched")
