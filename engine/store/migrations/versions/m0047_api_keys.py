"""Keys with which other departments' systems come in. Safe while the program of before still runs: it lets nobody in by a key."""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0047_api_keys"
down_revision = "m0046_timers_of_a_case"


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.String(length=16), primary_key=True),
        sa.Column("officer_id", sa.String(length=32), sa.ForeignKey("officer.officer_id"), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_by_name", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("api_key")
