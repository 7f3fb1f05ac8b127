"""The division on every row of a case; indexes that hold open work only.

Safe while the program of before still runs: the new columns may be empty, and what it asked for is still answered. The rows of before get
their division afterwards, in small transactions (``engine.store.backfill``). On a database with millions of rows, building an index stops
writers of its table for some seconds; whoever minds makes it beforehand under its name with CREATE INDEX CONCURRENTLY, and it is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0002_division_and_open_work"
down_revision = "m0001_first_schema"

TABLES = (
    "process_state", "answers", "case_item", "material", "material_file", "party", "clock", "message_wait", "letter", "journal",
    "command_log", "sent_message", "access_log",
)  # fmt: skip
GONE = (
    ("cases", "ix_cases_division_status", ("division_code", "status", "updated_at")),
    ("task", "ix_task_pool", ("division_code", "department", "status", "due_at")),
    ("task", "ix_task_case", ("case_id", "status")),
    ("task", "ix_task_claimed", ("claimed_by", "status", "due_at")),
    ("clock", "ix_clock_running", ("stopped_at", "due_at")),
    ("timer", "ix_timer_due", ("status", "due_at")),
    ("timer", "ix_timer_case", ("case_id", "status")),
    ("incident", "ix_incident_open", ("status", "division_code")),
    ("public_notice", "ix_public_notice_ends", ("division_code", "ends_on")),
    ("sent_message", "ix_sent_message_at", ("sent_at",)),
    ("administration_log", "ix_administration_log_at", ("at",)),
)
PRESSING = "coalesce(due_at, '9999-01-01 00:00:00+00')"
POOL = f"division_code, department, role, {PRESSING}, opened_at, task_id"
OPEN = "status = 'open'"
NEW = (
    ("ix_task_waits", "task", POOL, f"{OPEN} AND (act IS NULL OR act != 'deliver')"),
    ("ix_task_delivers", "task", POOL, f"{OPEN} AND act = 'deliver'"),
    ("ix_task_shared", "task", f"division_code, {PRESSING}", f"{OPEN} AND json_array_length(groups) > 1"),
    ("ix_task_held", "task", f"claimed_by, {PRESSING}, opened_at, task_id", f"{OPEN} AND claimed_by IS NOT NULL"),
    ("ix_task_done_by", "task", "done_by, done_at, case_id", "done_by IS NOT NULL"),
    ("ix_task_of_case", "task", "case_id, status, done_by", ""),
    ("ix_task_due", "task", "division_code, due_at", f"{OPEN} AND due_at IS NOT NULL"),
    ("ix_task_escalated", "task", "division_code, due_at", f"{OPEN} AND due_at IS NOT NULL AND on_timeout = 'escalate'"),
    ("ix_cases_taken_in", "cases", "taken_in_by, created_at", "taken_in_by IS NOT NULL"),
    ("ix_cases_division", "cases", "division_code, created_at, case_id", ""),
    ("ix_cases_subject", "cases", "subject_name", ""),
    ("ix_clock_of_case", "clock", "case_id, subject", "stopped_at IS NULL"),
    ("ix_clock_late", "clock", "division_code, due_at, case_id", "stopped_at IS NULL AND subject = 'case'"),
    ("ix_timer_of_case", "timer", "case_id, runtime_id", "status = 'pending'"),
    ("ix_timer_next", "timer", "due_at, timer_id", "status = 'pending'"),
    ("ix_incident_of_case", "incident", "case_id, status", ""),
    ("ix_incident_newest", "incident", "status, opened_at, incident_id", ""),
    ("ix_public_notice_of_case", "public_notice", "case_id", ""),
    ("ix_public_notice_newest", "public_notice", "ends_on, notice_id", ""),
    ("ix_sent_message_newest", "sent_message", "sent_at, message_id", ""),
    ("ix_sent_message_of_case", "sent_message", "case_id", ""),
    ("ix_access_log_newest", "access_log", "at, access_id", ""),
    ("ix_administration_log_newest", "administration_log", "at, entry_id", ""),
    ("ix_job_done", "job", "done_at, job_id", "status = 'done'"),
    ("ix_attempt_at", "attempt", "at", ""),
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("division_code", sa.String(length=6), nullable=True))
    for table, name, _columns in GONE:
        op.drop_index(name, table_name=table)
    for name, table, columns, where in NEW:
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({columns})" + (f" WHERE {where}" if where else ""))
    brin = " USING brin" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"CREATE INDEX IF NOT EXISTS ix_command_log_at ON command_log{brin} (at)")


def downgrade() -> None:
    op.drop_index("ix_command_log_at", table_name="command_log")
    for name, table, _columns, _where in NEW:
        op.drop_index(name, table_name=table)
    for table, name, columns in GONE:
        op.create_index(name, table, list(columns))
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("division_code")
