"""Leaves and substitutes, delegations, questions, copies, watched cases, reminders and escalations.

Safe while the program of before still runs: the new columns of a task may be empty, and it writes none of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "m0011_passed_among_colleagues"
down_revision = "m0010_signed_by_two"

COLUMNS = (
    ("owned_by", sa.String(length=32)),
    ("owned_name", sa.String(length=200)),
    ("done_for", sa.String(length=32)),
    ("reminded", sa.Integer()),
)
TABLES = ("leave", "delegation", "question", "case_copy", "watch", "reminder", "escalation")


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("task", sa.Column(name, kind))
    op.add_column("officer", sa.Column("stands_in_until", sa.Date()))
    op.create_table(
        "leave",
        sa.Column("leave_id", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("officer_name", sa.String(length=200), nullable=False),
        sa.Column("substitute_id", sa.String(length=32)),
        sa.Column("substitute_name", sa.String(length=200)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("named_by", sa.String(length=32), nullable=False),
        sa.Column("named_by_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.officer_id"], name=op.f("fk_leave_officer_id")),
        sa.ForeignKeyConstraint(["substitute_id"], ["officer.officer_id"], name=op.f("fk_leave_substitute_id")),
        sa.PrimaryKeyConstraint("leave_id", name=op.f("pk_leave")),
    )
    op.create_index("ix_leave_newest", "leave", ["created_at", "leave_id"])
    op.create_index("ix_leave_of_officer", "leave", ["officer_id", "to_on"])
    op.create_index("ix_leave_of_substitute", "leave", ["substitute_id", "to_on"])
    op.create_table(
        "delegation",
        sa.Column("delegation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("delegate_id", sa.String(length=32), nullable=False),
        sa.Column("delegate_name", sa.String(length=200), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opinion_sealed", sa.LargeBinary()),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ending", sa.String(length=10)),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_delegation_case_id")),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegation")),
    )
    op.create_index("ix_delegation_of_task", "delegation", ["case_id", "task_id"])
    op.create_index("ix_delegation_owner", "delegation", ["owner_id", "ended_at"])
    op.create_table(
        "question",
        sa.Column("question_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_by_name", sa.String(length=200), nullable=False),
        sa.Column("asked_to", sa.String(length=32), nullable=False),
        sa.Column("asked_to_name", sa.String(length=200), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_question_case_id")),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question")),
    )
    op.create_index("ix_question_asked_to", "question", ["asked_to", "answered_at"])
    op.create_index("ix_question_of_case", "question", ["case_id", "task_id"])
    op.create_table(
        "case_copy",
        sa.Column("copy_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("sent_by", sa.String(length=32), nullable=False),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        sa.Column("sent_to", sa.String(length=32), nullable=False),
        sa.Column("sent_to_name", sa.String(length=200), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_copy_case_id")),
        sa.PrimaryKeyConstraint("copy_id", name=op.f("pk_case_copy")),
    )
    op.create_index("ix_case_copy_of_case", "case_copy", ["case_id", "sent_at"])
    op.create_index("ix_case_copy_sent_to", "case_copy", ["sent_to", "sent_at"])
    op.create_table(
        "watch",
        sa.Column("officer_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_watch_case_id")),
        sa.PrimaryKeyConstraint("officer_id", "case_id", name=op.f("pk_watch")),
    )
    op.create_index("ix_watch_of_case", "watch", ["case_id"])
    op.create_table(
        "reminder",
        sa.Column("reminder_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("reminded_by", sa.String(length=32), nullable=False),
        sa.Column("reminded_by_name", sa.String(length=200), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_reminder_case_id")),
        sa.PrimaryKeyConstraint("reminder_id", name=op.f("pk_reminder")),
    )
    op.create_index("ix_reminder_of_case", "reminder", ["case_id", "reminded_at"])
    op.create_table(
        "escalation",
        sa.Column("escalation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("division_code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("task_id", sa.String(length=50), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("responsible_id", sa.String(length=32)),
        sa.Column("responsible_name", sa.String(length=200), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.String(length=32), nullable=False),
        sa.Column("issued_by_name", sa.String(length=200), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feedback_sealed", sa.LargeBinary()),
        sa.Column("feedback_at", sa.DateTime(timezone=True)),
        sa.Column("feedback_by_name", sa.String(length=200)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by_name", sa.String(length=200)),
        sa.Column("conclusion_sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_escalation_case_id")),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("number", name=op.f("uq_escalation_number")),
    )
    op.create_index("ix_escalation_of_case", "escalation", ["case_id"])
    op.create_index("ix_escalation_of_division", "escalation", ["division_code", "closed_at", "due_on"])
    op.create_index("ix_escalation_of_group", "escalation", ["division_code", "department", "role"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("officer", "stands_in_until")
    for name, _kind in reversed(COLUMNS):
        op.drop_column("task", name)
