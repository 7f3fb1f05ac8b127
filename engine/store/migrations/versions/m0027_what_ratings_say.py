"""Reports show what was said with ratings, newest first.

Safe while the program of before still runs: an index more, and of rated cases only.
"""

from alembic import op

revision = "m0027_what_ratings_say"
down_revision = "m0026_owed_materials"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_cases_rated ON cases (division_code, closed_at, case_id) WHERE rating IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_cases_rated", table_name="cases")
