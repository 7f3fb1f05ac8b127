"""Word to people: what stands on the pages of officers and applicants.

Safe while the program of before still runs: it knows nothing of the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0013_word_to_people"
down_revision = "m0012_promised_materials"

INDEXES = (("ix_word_of_officer", ["officer_id", "at", "word_id"]), ("ix_word_of_case", ["case_id", "at"]))
UNREAD = sa.text("read_at IS NULL")
NOT_CARRIED = sa.text("dispatch IS NULL AND officer_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "word",
        sa.Column("word_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32)),
        sa.Column("case_id", sa.String(length=32)),
        sa.Column("division_code", sa.String(length=6)),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("places_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("dispatch", sa.String(length=64)),
        sa.PrimaryKeyConstraint("word_id", name=op.f("pk_word")),
    )
    for name, columns in INDEXES:
        op.create_index(name, "word", columns)
    op.create_index("ix_word_unread", "word", ["officer_id", "at", "word_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index("ix_word_to_carry", "word", ["officer_id", "at"], sqlite_where=NOT_CARRIED, postgresql_where=NOT_CARRIED)


def downgrade() -> None:
    op.drop_table("word")
