"""How many licences of a limited item are in force in a division (行政许可法 art. 57).

Safe while the program of before still runs: it knows of no limit, and what it grants is counted when the first row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0033_limited_items"
down_revision = "m0032_initials_of_before"


def upgrade() -> None:
    op.create_table(
        "quantity",
        sa.Column("division_code", sa.String(length=6), primary_key=True),
        sa.Column("process_id", sa.String(length=64), primary_key=True),
        sa.Column("granted", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("quantity")
