"""Cases under way by service and edition: what the designer's pages count.

Safe while the program of before still runs: an index more.
"""

from alembic import op

revision = "m0004_cases_under_way"
down_revision = "m0003_carried_jobs"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX IF NOT EXISTS ix_cases_under_way ON cases (process_id, edition_hash) "
        "WHERE status IN ('submitted', 'supplementing', 'accepted', 'decided')"
    )


def downgrade() -> None:
    op.drop_index("ix_cases_under_way", table_name="cases")
