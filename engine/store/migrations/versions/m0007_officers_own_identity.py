"""A keyed hash of an officer's own identity number, so that nobody handles a case he has applied for himself.

Safe while the program of before still runs: the column may be empty, and nobody reads it yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0007_officers_own_identity"
down_revision = "m0006_cases_guarded_once"


def upgrade() -> None:
    op.add_column("officer", sa.Column("identity_lookup", sa.String(length=64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("officer") as batch_op:
        batch_op.drop_column("identity_lookup")
