"""What applicants have promised instead of proof.

Safe while the program of before still runs: it does not know the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0016_commitments"
down_revision = "m0015_officers_contact"

TO_CHECK = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("material_id", sa.String(length=64), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(length=10)),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("checked_by_name", sa.String(length=200)),
        sa.Column("finding", sa.Text()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_commitment_case_id")),
        sa.PrimaryKeyConstraint("case_id", "material_id", name=op.f("pk_commitment")),
    )
    columns = ["division_code", "due_at", "case_id"]
    op.create_index("ix_commitment_to_check", "commitment", columns, sqlite_where=TO_CHECK, postgresql_where=TO_CHECK)


def downgrade() -> None:
    op.drop_table("commitment")
