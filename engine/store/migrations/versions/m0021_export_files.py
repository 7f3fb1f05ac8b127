"""Tables and reports as files.

Safe while the program of before still runs: it does not know the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0021_export_files"
down_revision = "m0020_counted_for_the_board"


def upgrade() -> None:
    op.create_table(
        "export_file",
        sa.Column("export_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("divisions", sa.JSON(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer()),
        sa.Column("content_sealed", sa.LargeBinary()),
        sa.Column("failure", sa.Text()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_export_file")),
    )
    op.create_index("ix_export_file_of_officer", "export_file", ["officer_id", "asked_at"])


def downgrade() -> None:
    op.drop_table("export_file")
