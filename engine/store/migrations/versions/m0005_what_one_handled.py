"""What an officer handled is found by division, too; PostgreSQL learns how few tasks more than one group may do.

Safe while the program of before still runs: indexes change, answers do not.
"""

from alembic import op

revision = "m0005_what_one_handled"
down_revision = "m0004_cases_under_way"

INDEXES = (
    ("ix_task_done_by", "task", "done_by, division_code, done_at, case_id", "done_by, done_at, case_id", "done_by IS NOT NULL"),
    ("ix_cases_taken_in", "cases", "taken_in_by, division_code, created_at", "taken_in_by, created_at", "taken_in_by IS NOT NULL"),
)


def upgrade() -> None:
    for name, table, columns, _before, where in INDEXES:
        op.drop_index(name, table_name=table)
        op.execute(f"CREATE INDEX {name} ON {table} ({columns}) WHERE {where}")
    if op.get_bind().dialect.name == "postgresql":
        # Without it the planner takes a third of all tasks for shared and reads the pool to find them (engine.store.indexes.SHARED).
        op.execute("CREATE STATISTICS st_task_shared ON (json_array_length(groups)) FROM task")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP STATISTICS st_task_shared")
    for name, table, _columns, before, where in INDEXES:
        op.drop_index(name, table_name=table)
        op.execute(f"CREATE INDEX {name} ON {table} ({before}) WHERE {where}")
