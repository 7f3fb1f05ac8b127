"""A table for steps that several officers sign. Safe while the program of before still runs: it does not know the table."""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0010_signed_by_two"
down_revision = "m0009_signers"


def upgrade() -> None:
    op.create_table(
        "cosignature",
        sa.Column("task_id", sa.String(length=60), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_cosignature_case_id_cases")),
        sa.PrimaryKeyConstraint("task_id", "officer_id", name=op.f("pk_cosignature")),
    )
    op.create_index("ix_cosignature_case_id", "cosignature", ["case_id"])


def downgrade() -> None:
    op.drop_table("cosignature")
