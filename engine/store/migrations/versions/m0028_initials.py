"""Cases are found by the initials of names, and a department's open parts of joint cases by an index.

Safe while the program of before still runs: what it writes has no initials and is found by its name, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0028_initials"
down_revision = "m0027_what_ratings_say"

NAMES = ("applicant", "subject")
UNDONE = sa.text("done_at IS NULL")


def upgrade() -> None:
    for name in NAMES:
        op.add_column("cases", sa.Column(f"{name}_initials", sa.String(length=64), server_default="", nullable=False))
        op.create_index(f"ix_cases_{name}_initials", "cases", ["division_code", f"{name}_initials"])
    columns = ["division_code", "item", "due_at", "case_id"]
    op.create_index("ix_case_item_open", "case_item", columns, sqlite_where=UNDONE, postgresql_where=UNDONE)


def downgrade() -> None:
    op.drop_index("ix_case_item_open", "case_item")
    for name in NAMES:
        op.drop_index(f"ix_cases_{name}_initials", "cases")
        op.drop_column("cases", f"{name}_initials")
