"""From when on a wait for a message is long, so that the board finds it.

Safe while the program of before still runs: waits it begins, and those begun before, say nothing and are found on the case's page only.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0042_long_waits"
down_revision = "m0041_parts_counted"
_STANDS = sa.text("long_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("message_wait", sa.Column("long_at", Instant()))
    op.create_index("ix_message_wait_long", "message_wait", ["division_code", "long_at"], sqlite_where=_STANDS, postgresql_where=_STANDS)


def downgrade() -> None:
    op.drop_index("ix_message_wait_long", table_name="message_wait")
    op.drop_column("message_wait", "long_at")
