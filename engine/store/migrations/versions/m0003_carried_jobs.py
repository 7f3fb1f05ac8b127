"""One running job per case; on PostgreSQL the tables of Procrastinate, which carries due jobs to workers, in a schema of their own.

Procrastinate brings its schema as numbered files. This migration takes those up to LEVEL, so that every database at this revision is the
same whatever version is installed; a newer Procrastinate that brings more files needs a migration that takes them from there (a test says).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "m0003_carried_jobs"
down_revision = "m0002_division_and_open_work"
branch_labels = None
depends_on = None

LEVEL = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    # A job that is running now is given back by its lease; workers of the code before this one only lose races to the new index.
    op.execute("UPDATE job SET status = 'ready', claimed_until = NULL WHERE status = 'running'")
    running = text("status = 'running'")
    op.create_index("uq_job_running_case", "job", ["case_id"], unique=True, sqlite_where=running, postgresql_where=running)
    if op.get_bind().dialect.name == "postgresql":
        _carrier()


def _carrier() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("CREATE SCHEMA procrastinate")
    connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
    spec = find_spec("procrastinate")
    assert spec is not None and spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "sql" / "migrations"
    for file in sorted(folder.glob("*.sql")):
        if file.name <= LEVEL:
            connection.connection.driver_connection.execute(file.read_text(encoding="utf-8"))
    connection.exec_driver_sql("SET LOCAL search_path TO DEFAULT")


def downgrade() -> None:
    op.drop_index("uq_job_running_case", "job")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA procrastinate CASCADE")
