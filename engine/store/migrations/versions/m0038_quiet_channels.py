"""Quiet hours of each channel: a word may go out on one channel now and on the other when its quiet hours end.

Safe while the program of before still runs: it sends on both channels at once and never holds one back.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0038_quiet_channels"
down_revision = "m0037_licences"
_HELD = sa.text("held IS NOT NULL AND held_dispatch IS NULL")
_LATER = sa.text("held_dispatch IS NOT NULL")


def upgrade() -> None:
    op.add_column("word", sa.Column("held", sa.String(10)))
    op.add_column("word", sa.Column("held_dispatch", sa.String(64)))
    op.create_index("ix_word_held", "word", ["officer_id", "at"], sqlite_where=_HELD, postgresql_where=_HELD)
    op.create_index("ix_word_held_dispatch", "word", ["held_dispatch"], sqlite_where=_LATER, postgresql_where=_LATER)


def downgrade() -> None:
    op.drop_index("ix_word_held_dispatch", table_name="word")
    op.drop_index("ix_word_held", table_name="word")
    op.drop_column("word", "held_dispatch")
    op.drop_column("word", "held")
