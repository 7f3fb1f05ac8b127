"""Figures by the day for reports, and a journal that can be read by the day.

Safe while the program of before still runs: it does not know the tables. PostgreSQL's index of the journal is a few pages, since rows are
written in the order of time.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0019_daily_figures"
down_revision = "m0018_waiting_since"

KEY = ("division_code", "process_id", "measure", "day", "department", "element", "mark", "bucket")


def upgrade() -> None:
    op.create_table(
        "daily_figure",
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("process_id", sa.String(length=64), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("element", sa.String(length=100), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_daily_figure")),
    )
    op.create_index("ix_daily_figure_day", "daily_figure", ["day"])
    op.create_table(
        "figure_count",
        sa.Column("count_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("final", sa.Date()),
        sa.Column("after", sa.String(length=32)),
        sa.Column("counted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("count_id", name=op.f("pk_figure_count")),
    )
    op.create_index("ix_journal_at", "journal", ["at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_journal_at", table_name="journal")
    op.drop_table("figure_count")
    op.drop_table("daily_figure")
