"""What is put right after a poor rating; cases that have ended found by when they did, to be archived.

Safe while the program of before still runs: it does not know the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0014_after_the_end"
down_revision = "m0013_word_to_people"

UNSETTLED = sa.text("settled_at IS NULL")
ENDED = sa.text("status IN ('closed', 'refused', 'withdrawn', 'terminated')")


def upgrade() -> None:
    op.create_table(
        "rectification",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_on", sa.Date()),
        sa.Column("call_note", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_name", sa.String(length=200)),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_rectification_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_rectification")),
    )
    where = {"sqlite_where": UNSETTLED, "postgresql_where": UNSETTLED}
    op.create_index("ix_rectification_open", "rectification", ["division_code", "due_at", "case_id"], **where)
    op.create_index("ix_cases_ended", "cases", ["closed_at", "case_id"], sqlite_where=ENDED, postgresql_where=ENDED)


def downgrade() -> None:
    op.drop_index("ix_cases_ended", "cases")
    op.drop_table("rectification")
