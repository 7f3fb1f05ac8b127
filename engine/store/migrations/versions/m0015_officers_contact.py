"""Where an officer is reached besides the page.

Safe while the program of before still runs: the column may be empty, and it writes none.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0015_officers_contact"
down_revision = "m0014_after_the_end"


def upgrade() -> None:
    op.add_column("officer", sa.Column("contact_sealed", sa.LargeBinary()))
    op.create_index("ix_word_dispatch", "word", ["dispatch"])


def downgrade() -> None:
    op.drop_index("ix_word_dispatch", "word")
    op.drop_column("officer", "contact_sealed")
