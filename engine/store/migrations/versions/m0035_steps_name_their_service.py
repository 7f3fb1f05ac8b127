"""A step names the service of its case, so that a list narrowed to one service reads an index of open steps and no case.

Safe while the program of before still runs: the steps it opens name none and are found by an index of their own, which is empty once
they are filled in (``engine.store.backfill``). On a database with millions of rows, building an index stops writers of its table for some seconds.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0035_steps_name_their_service"
down_revision = "m0034_granted"

POOL = "division_code, department, role, coalesce(due_at, '9999-01-01 00:00:00+00'), opened_at, task_id"
KINDS = {"ix_task_waits": "status = 'open' AND (act IS NULL OR act != 'deliver')", "ix_task_delivers": "status = 'open' AND act = 'deliver'"}


def upgrade() -> None:
    op.add_column("task", sa.Column("process_id", sa.String(length=64), nullable=True))
    _pools(f"{POOL}, process_id")
    op.execute("CREATE INDEX ix_task_unnamed ON task (division_code, task_id) WHERE process_id IS NULL AND status IN ('open', 'held')")


def downgrade() -> None:
    op.drop_index("ix_task_unnamed", table_name="task")
    _pools(POOL)
    op.drop_column("task", "process_id")


def _pools(columns: str) -> None:
    for name, where in KINDS.items():
        op.drop_index(name, table_name="task")
        op.execute(f"CREATE INDEX {name} ON task ({columns}) WHERE {where}")
