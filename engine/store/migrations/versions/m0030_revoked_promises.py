"""The decision that rested on a promise found false, revoked; and which false promises wait for that.

Safe while the program of before still runs: it leaves the new columns empty.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0030_revoked_promises"
down_revision = "m0029_nearly_due"
_FALSE = sa.text("outcome = 'false' AND revoked_at IS NULL")


def upgrade() -> None:
    op.add_column("commitment", sa.Column("revoked_at", Instant(), nullable=True))
    op.add_column("commitment", sa.Column("revocation", sa.String(length=100), nullable=True))
    op.create_index("ix_commitment_false", "commitment", ["division_code", "checked_at"], sqlite_where=_FALSE, postgresql_where=_FALSE)


def downgrade() -> None:
    op.drop_index("ix_commitment_false", table_name="commitment")
    with op.batch_alter_table("commitment") as batch:
        batch.drop_column("revocation")
        batch.drop_column("revoked_at")
