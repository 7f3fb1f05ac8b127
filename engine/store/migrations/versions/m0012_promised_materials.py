"""A material promised at 容缺受理 has a day by which it is handed in.

Safe while the program of before still runs: it leaves the column empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0012_promised_materials"
down_revision = "m0011_passed_among_colleagues"


def upgrade() -> None:
    op.add_column("material", sa.Column("due_on", sa.Date()))


def downgrade() -> None:
    with op.batch_alter_table("material") as batch:
        batch.drop_column("due_on")
