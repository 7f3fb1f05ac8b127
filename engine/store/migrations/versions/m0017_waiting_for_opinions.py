"""Steps that wait for an opinion stand in the lists of whoever waits: the few of a division are found by an index of their own.

Safe while the program of before still runs: an index changes no answer.
"""

from alembic import op

revision = "m0017_waiting_for_opinions"
down_revision = "m0016_commitments"


def upgrade() -> None:
    due = "coalesce(due_at, '9999-01-01 00:00:00+00')"
    op.execute(f"CREATE INDEX ix_task_parked ON task (division_code, {due}, opened_at, task_id) WHERE status = 'held'")


def downgrade() -> None:
    op.drop_index("ix_task_parked", table_name="task")
