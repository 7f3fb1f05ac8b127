"""Signers of a step that several sign, in a table of their own.

Safe while the program of before still runs: nobody else writes it. Steps that are being signed get their rows with their next signature.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0009_signers"
down_revision = "m0008_moved_back"


def upgrade() -> None:
    op.create_table(
        "signer",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("step_token", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("element_id", sa.String(length=100), nullable=False),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("officer_id", sa.String(length=32)),
        sa.Column("officer_name", sa.String(length=200)),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("host", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=60)),
        sa.Column("added_by", sa.String(length=32)),
        sa.Column("added_by_name", sa.String(length=200)),
        sa.Column("added_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_signer_case_id")),
        sa.PrimaryKeyConstraint("case_id", "step_token", "position", name=op.f("pk_signer")),
    )


def downgrade() -> None:
    op.drop_table("signer")
