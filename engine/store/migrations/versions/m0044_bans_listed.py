"""The list of who may not apply again. Safe while the program of before still runs: it does not know the index."""

import sqlalchemy as sa
from alembic import op

revision = "m0044_bans_listed"
down_revision = "m0043_newest_licences"
_STANDS = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_ban_stands", "ban", ["division_code", "until_on"], sqlite_where=_STANDS, postgresql_where=_STANDS)


def downgrade() -> None:
    op.drop_index("ix_ban_stands", table_name="ban")
