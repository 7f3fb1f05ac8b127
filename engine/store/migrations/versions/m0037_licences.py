"""The register of licences (行政许可法 art. 49, 50, 69, 70).

Safe while the program of before still runs: it does not know the table; what it issues meanwhile is a letter only.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0037_licences"
down_revision = "m0036_bans"

ENDS = sa.text("status = 'valid' AND valid_until IS NOT NULL")
TO_WARN = sa.text("status = 'valid' AND warn_on IS NOT NULL AND warned_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "licence",
        sa.Column("licence_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("process_id", sa.String(length=64), nullable=False),
        sa.Column("process_name", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("origin_case_id", sa.String(length=32), nullable=False),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("holder_mask", sa.String(length=200), nullable=False),
        sa.Column("holder_lookup", sa.String(length=64)),
        sa.Column("holder_initials", sa.String(length=64), nullable=False),
        sa.Column("subject_name", sa.String(length=200), nullable=False),
        sa.Column("subject_initials", sa.String(length=64), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date()) for name in ("valid_until", "file_by", "warn_on")),
        sa.Column("warned_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("cause", sa.String(length=20)),
        sa.Column("ended_by", sa.String(length=100)),
        *(sa.Column(name, sa.String(length=32)) for name in ("replaces", "replaced_by", "renewal_case_id")),
        sa.Column("renewal_in_time", sa.Boolean()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_licence_case_id")),
        sa.PrimaryKeyConstraint("licence_id", name=op.f("pk_licence")),
        sa.UniqueConstraint("number", name=op.f("uq_licence_number")),
    )
    op.create_index("ix_licence_case", "licence", ["case_id"])
    op.create_index("ix_licence_origin", "licence", ["process_id", "division_code", "origin_case_id"])
    op.create_index("ix_licence_division", "licence", ["division_code", "status", "licence_id"])
    op.create_index("ix_licence_department", "licence", ["division_code", "department", "status", "licence_id"])
    op.create_index("ix_licence_holder", "licence", ["holder_lookup"])
    op.create_index("ix_licence_subject", "licence", ["subject_name"])
    op.create_index("ix_licence_renewal", "licence", ["renewal_case_id"])
    op.create_index("ix_licence_ending", "licence", ["division_code", "warn_on", "licence_id"], sqlite_where=ENDS, postgresql_where=ENDS)
    op.create_index("ix_licence_over", "licence", ["valid_until", "licence_id"], sqlite_where=ENDS, postgresql_where=ENDS)
    op.create_index("ix_licence_to_warn", "licence", ["warn_on", "licence_id"], sqlite_where=TO_WARN, postgresql_where=TO_WARN)
    counted = sa.table("board_counted", sa.column("name", sa.String()), sa.column("counted_at", Instant()), sa.column("next_at", Instant()))
    op.bulk_insert(counted, [{"name": "licences", "counted_at": None, "next_at": datetime(2000, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.execute("DELETE FROM board_counted WHERE name = 'licences'")
    op.drop_table("licence")
