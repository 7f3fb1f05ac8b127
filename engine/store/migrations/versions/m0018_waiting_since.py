"""Since when a case waits for a message or for a timer of its flow.

Safe while the program of before still runs: it leaves both empty, and a page then says no beginning.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0018_waiting_since"
down_revision = "m0017_waiting_for_opinions"


def upgrade() -> None:
    for table in ("message_wait", "timer"):
        op.add_column(table, sa.Column("opened_at", Instant(), nullable=True))


def downgrade() -> None:
    for table in ("message_wait", "timer"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("opened_at")
