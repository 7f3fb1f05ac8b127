"""How often a message was tried before its channel took it.

Safe while the program of before still runs: the column may stay empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0025_tries_of_messages"
down_revision = "m0024_past_cases"


def upgrade() -> None:
    op.add_column("sent_message", sa.Column("tries", sa.Integer()))


def downgrade() -> None:
    op.drop_column("sent_message", "tries")
