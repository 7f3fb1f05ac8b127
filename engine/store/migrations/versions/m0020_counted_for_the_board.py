"""Counts for the supervisor's board, and the suspended cases of a division by an index of their own.

Safe while the program of before still runs: it does not know the tables, and an index changes no answer.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0020_counted_for_the_board"
down_revision = "m0019_daily_figures"

LIGHTS = ("green", "amber", "red", "untimed")
KEY = ("division_code", "department", "role", "process_id", "officer_id")
LENGTHS = {"division_code": 6, "department": 64, "role": 30, "process_id": 64, "officer_id": 32}


def upgrade() -> None:
    op.create_table(
        "board_count",
        *(sa.Column(name, sa.String(length=LENGTHS[name]), nullable=False) for name in KEY),
        *(sa.Column(name, sa.String(length=200), nullable=False) for name in ("process_name", "officer_name")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in LIGHTS),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_board_count")),
    )
    counted = op.create_table(
        "board_counted",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("counted_at", Instant()),
        sa.Column("next_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_board_counted")),
    )
    op.bulk_insert(counted, [{"name": "steps", "counted_at": None, "next_at": datetime(2000, 1, 1, tzinfo=UTC)}])
    op.execute("CREATE INDEX ix_cases_suspended ON cases (division_code, suspended_at, case_id) WHERE suspended_at IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_cases_suspended", table_name="cases")
    op.drop_table("board_counted")
    op.drop_table("board_count")
