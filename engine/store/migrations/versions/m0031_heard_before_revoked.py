"""That a decision is to be revoked, what the applicant says to it, and the repair of his credit; false promises are listed until they are repaired.

Safe while the program of before still runs: it leaves the new columns empty, and its list only loses an index.
"""

import sqlalchemy as sa
from alembic import op

from engine.store.schema import Instant

revision = "m0031_heard_before_revoked"
down_revision = "m0030_revoked_promises"
_COLUMNS = {
    "announced_at": Instant(),
    "announced_reason": sa.Text(),
    "defence_until": Instant(),
    "defended_at": Instant(),
    "defence_sealed": sa.LargeBinary(),
    "in_person": sa.Boolean(),
    "repaired_at": Instant(),
    "repair": sa.String(length=100),
}
_WAS = sa.text("outcome = 'false' AND revoked_at IS NULL")
_IS = sa.text("outcome = 'false' AND repaired_at IS NULL")


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("commitment", sa.Column(name, kind, nullable=True))
    op.create_index("ix_commitment_unrepaired", "commitment", ["division_code", "checked_at"], sqlite_where=_IS, postgresql_where=_IS)
    op.drop_index("ix_commitment_false", table_name="commitment")


def downgrade() -> None:
    op.create_index("ix_commitment_false", "commitment", ["division_code", "checked_at"], sqlite_where=_WAS, postgresql_where=_WAS)
    op.drop_index("ix_commitment_unrepaired", table_name="commitment")
    with op.batch_alter_table("commitment") as batch:
        for name in reversed(_COLUMNS):
            batch.drop_column(name)
