"""How long ended cases took, for forecasts, and the ended cases of a service by an index of their own.

Safe while the program of before still runs: it does not know the table, and an index changes no answer.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0024_past_cases"
down_revision = "m0023_watched"

LENGTHS = {"process_id": 64, "division_code": 6, "stage": 100, "route": 16}


def upgrade() -> None:
    op.create_table(
        "past_cases",
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in LENGTHS.items()),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(*LENGTHS, name=op.f("pk_past_cases")),
    )
    counted = sa.table("board_counted", sa.column("name", sa.String()), sa.column("counted_at", Instant()), sa.column("next_at", Instant()))
    op.bulk_insert(counted, [{"name": "past cases", "counted_at": None, "next_at": datetime(2000, 1, 1, tzinfo=UTC)}])
    op.execute("CREATE INDEX ix_cases_finished ON cases (process_id, closed_at, case_id) WHERE decision IS NOT NULL AND closed_at IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_cases_finished", table_name="cases")
    op.execute("DELETE FROM board_counted WHERE name = 'past cases'")
    op.drop_table("past_cases")
