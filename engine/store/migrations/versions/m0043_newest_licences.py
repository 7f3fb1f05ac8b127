"""The newest licences of a division and of a department, whatever has become of them; of those asked about only what is.

Safe while the program of before still runs: it does not know the indexes.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0043_newest_licences"
down_revision = "m0042_long_waits"

ASKED = sa.text("renewal_case_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_licence_renewal", table_name="licence")
    op.create_index("ix_licence_renewal", "licence", ["renewal_case_id"], sqlite_where=ASKED, postgresql_where=ASKED)
    op.create_index("ix_licence_newest", "licence", ["division_code", "licence_id"])
    op.create_index("ix_licence_newest_of", "licence", ["division_code", "department", "licence_id"])


def downgrade() -> None:
    op.drop_index("ix_licence_renewal", table_name="licence")
    op.create_index("ix_licence_renewal", "licence", ["renewal_case_id"])
    for name in ("ix_licence_newest", "ix_licence_newest_of"):
        op.drop_index(name, table_name="licence")
