"""The newest decisions to grant, which are public (行政许可法 art. 40).

Safe while the program of before still runs: it does not know the index.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0034_granted"
down_revision = "m0033_limited_items"
_GRANTED = sa.text("decision = 'grant'")


def upgrade() -> None:
    op.create_index("ix_cases_granted", "cases", ["decided_at", "case_id"], sqlite_where=_GRANTED, postgresql_where=_GRANTED)


def downgrade() -> None:
    op.drop_index("ix_cases_granted", table_name="cases")
