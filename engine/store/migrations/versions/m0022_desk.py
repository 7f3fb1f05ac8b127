"""What officers keep at their desks.

Safe while the program of before still runs: it does not know the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0022_desk"
down_revision = "m0021_export_files"

INDEXES = (
    ("ix_saved_list_own", "saved_list", ["officer_id"]),
    ("ix_saved_list_shared", "saved_list", ["division_code", "department"]),
    ("ix_stock_phrase_of_officer", "stock_phrase", ["officer_id"]),
    ("ix_stock_phrase_of_department", "stock_phrase", ["division_code", "department"]),
    ("ix_task_draft_of_case", "task_draft", ["case_id"]),
)


def upgrade() -> None:
    op.create_table(
        "desk_choice",
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("opens_next", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.officer_id"], name=op.f("fk_desk_choice_officer_id")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_desk_choice")),
    )
    op.create_table(
        "saved_list",
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("division_code", sa.String(length=6)),
        sa.Column("department", sa.String(length=64)),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.officer_id"], name=op.f("fk_saved_list_officer_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_saved_list")),
    )
    op.create_table(
        "stock_phrase",
        sa.Column("phrase_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("division_code", sa.String(length=6)),
        sa.Column("department", sa.String(length=64)),
        sa.Column("officer_id", sa.String(length=32)),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("added_by_name", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phrase_id", name=op.f("pk_stock_phrase")),
    )
    op.create_table(
        "task_draft",
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_task_draft_case_id")),
        sa.PrimaryKeyConstraint("task_id", "officer_id", name=op.f("pk_task_draft")),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for table in ("task_draft", "stock_phrase", "saved_list", "desk_choice"):
        op.drop_table(table)
