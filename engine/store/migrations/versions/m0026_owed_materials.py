"""Which promised materials (容缺) are still owed, soonest first, and when their applicant was last reminded.

Safe while the program of before still runs: it leaves the new column empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0026_owed_materials"
down_revision = "m0025_tries_of_messages"
_OWED = sa.text("due_on IS NOT NULL AND state != 'accepted'")


def upgrade() -> None:
    op.add_column("material", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_material_owed", "material", ["division_code", "due_on", "case_id"], sqlite_where=_OWED, postgresql_where=_OWED
    )


def downgrade() -> None:
    op.drop_index("ix_material_owed", table_name="material")
    with op.batch_alter_table("material") as batch:
        batch.drop_column("reminded_on")
