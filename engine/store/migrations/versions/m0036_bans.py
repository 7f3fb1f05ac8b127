"""Who may not apply again for an item that touches safety (行政许可法 art. 78, 79).

Safe while the program of before still runs: it knows of no ban, and asks for none.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0036_bans"
down_revision = "m0035_steps_name_their_service"


def upgrade() -> None:
    op.create_table(
        "ban",
        sa.Column("case_id", sa.String(length=32), sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("process_id", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.Column("lifted_by_name", sa.String(length=200), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.Column("lifted_basis", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("ban")
