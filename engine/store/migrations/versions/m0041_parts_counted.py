"""Departments' own parts that are open and late, as they were at the last count of the board.

Safe while the program of before still runs: it counts steps only, and the numbers of parts stay those of the last count.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0041_parts_counted"
down_revision = "m0040_fraud"


def upgrade() -> None:
    op.create_table(
        "board_part",
        sa.Column("division_code", sa.String(6), primary_key=True),
        sa.Column("part", sa.String(64), primary_key=True),
        sa.Column("process_id", sa.String(64), primary_key=True),
        sa.Column("open", sa.Integer, nullable=False),
        sa.Column("late", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("board_part")
