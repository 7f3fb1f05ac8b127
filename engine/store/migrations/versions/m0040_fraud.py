"""What was found after the decision and was no promise: a false paper, bribery (行政许可法 art. 69, 79).

Safe while the program of before still runs: it leaves the new column empty, as for every promise.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0040_fraud"
down_revision = "m0039_decided_on_the_spot"


def upgrade() -> None:
    op.add_column("commitment", sa.Column("ground", sa.String(length=10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("commitment") as batch:
        batch.drop_column("ground")
