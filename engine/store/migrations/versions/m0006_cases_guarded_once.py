"""PostgreSQL no longer looks up the case for each row that is written beside it: the statement that writes them has just found it.

Every row of a case is written together with the case at its version (``engine.store.writing``), so a row without its case cannot come to be;
the foreign keys looked once more for each row and locked it each time, a fifth of the server's work for a completion. SQLite keeps them: there
they cost next to nothing, and the tests run over them. Safe while the program of before still runs.
"""

from alembic import op

revision = "m0006_cases_guarded_once"
down_revision = "m0005_what_one_handled"

TABLES = ("answers", "clock", "journal", "message_wait", "process_state", "service_call", "task", "timer")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.drop_constraint(f"fk_{table}_case_id", table, type_="foreignkey")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.create_foreign_key(f"fk_{table}_case_id", table, "cases", ["case_id"], ["case_id"])
