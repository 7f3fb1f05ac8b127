"""How officers pass work among each other: leaves and substitutes, delegations, questions, copies, watched cases, reminders, escalations."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, LargeBinary, String, Table

from engine.store.schema import Instant, metadata
from engine.store.schema_office import officer


def _of_a_case() -> tuple[Column[Any], Column[Any]]:
    key = Column("case_id", String(32), ForeignKey("cases.case_id"), nullable=False)
    return key, Column("division_code", String(6), nullable=False)


leave = Table(  # dated absence of an officer, both days included; without a substitute his work waits for him
    "leave", metadata,
    Column("leave_id", String(32), primary_key=True),
    Column("officer_id", String(32), ForeignKey(officer.c.officer_id), nullable=False), Column("officer_name", String(200), nullable=False),
    Column("substitute_id", String(32), ForeignKey(officer.c.officer_id)), Column("substitute_name", String(200)),
    Column("from_on", Date, nullable=False), Column("to_on", Date, nullable=False),
    Column("posts", JSON, nullable=False),                    # [["330783", "tax", "reviewer"], …]: those the substitute stands in for
    Column("named_by", String(32), nullable=False), Column("named_by_name", String(200), nullable=False),
    Column("created_at", Instant, nullable=False), Column("ended_at", Instant),   # ended before its last day
    Index("ix_leave_of_officer", "officer_id", "to_on"), Index("ix_leave_of_substitute", "substitute_id", "to_on"),
    Index("ix_leave_newest", "created_at", "leave_id"),
)
delegation = Table(  # an opinion asked of a colleague, who holds the task until he gives it
    "delegation", metadata,
    Column("delegation_id", String(32), primary_key=True), *_of_a_case(),
    Column("task_id", String(50), nullable=False),
    Column("owner_id", String(32), nullable=False), Column("owner_name", String(200), nullable=False),
    Column("delegate_id", String(32), nullable=False), Column("delegate_name", String(200), nullable=False),
    Column("note_sealed", LargeBinary, nullable=False), Column("opinion_sealed", LargeBinary),
    Column("given_at", Instant, nullable=False), Column("ended_at", Instant),
    Column("ending", String(10)),                             # answered | recalled
    Index("ix_delegation_of_task", "case_id", "task_id"), Index("ix_delegation_owner", "owner_id", "ended_at"),
)
question = Table(  # 沟通: asked of a colleague inside a task; its holder stays who he is
    "question", metadata,
    Column("question_id", String(32), primary_key=True), *_of_a_case(),
    Column("task_id", String(50), nullable=False), Column("step", String(200), nullable=False),
    Column("asked_by", String(32), nullable=False), Column("asked_by_name", String(200), nullable=False),
    Column("asked_to", String(32), nullable=False), Column("asked_to_name", String(200), nullable=False),
    Column("question_sealed", LargeBinary, nullable=False), Column("answer_sealed", LargeBinary),
    Column("asked_at", Instant, nullable=False), Column("answered_at", Instant),
    Index("ix_question_of_case", "case_id", "task_id"), Index("ix_question_asked_to", "asked_to", "answered_at"),
)
case_copy = Table(  # 抄送: told without being asked to act
    "case_copy", metadata,
    Column("copy_id", String(32), primary_key=True), *_of_a_case(),
    Column("step", String(200), nullable=False),
    Column("sent_by", String(32), nullable=False), Column("sent_by_name", String(200), nullable=False),
    Column("sent_to", String(32), nullable=False), Column("sent_to_name", String(200), nullable=False),
    Column("note_sealed", LargeBinary, nullable=False),
    Column("sent_at", Instant, nullable=False), Column("read_at", Instant),       # 已阅
    Index("ix_case_copy_sent_to", "sent_to", "sent_at"), Index("ix_case_copy_of_case", "case_id", "sent_at"),
)
watch = Table(  # 关注
    "watch", metadata,
    Column("officer_id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.case_id"), primary_key=True), Column("division_code", String(6), nullable=False),
    Column("since", Instant, nullable=False),
    Index("ix_watch_of_case", "case_id"),
)
reminder = Table(  # 催办, each time
    "reminder", metadata,
    Column("reminder_id", String(32), primary_key=True), *_of_a_case(),
    Column("task_id", String(50), nullable=False),
    Column("reminded_by", String(32), nullable=False),        # officer id, "applicant" or "system"
    Column("reminded_by_name", String(200), nullable=False), Column("note_sealed", LargeBinary, nullable=False),
    Column("reminded_at", Instant, nullable=False),
    Index("ix_reminder_of_case", "case_id", "reminded_at"),
)
escalation = Table(  # 督办单
    "escalation", metadata,
    Column("escalation_id", String(32), primary_key=True), *_of_a_case(),
    Column("number", String(100), nullable=False, unique=True),
    Column("task_id", String(50), nullable=False), Column("step", String(200), nullable=False),
    Column("department", String(64), nullable=False), Column("role", String(30), nullable=False),
    Column("responsible_id", String(32)), Column("responsible_name", String(200), nullable=False),    # without an id: the whole group
    Column("reason_sealed", LargeBinary, nullable=False), Column("due_on", Date, nullable=False),
    Column("issued_by", String(32), nullable=False), Column("issued_by_name", String(200), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("feedback_sealed", LargeBinary), Column("feedback_at", Instant), Column("feedback_by_name", String(200)),
    Column("closed_at", Instant), Column("closed_by_name", String(200)), Column("conclusion_sealed", LargeBinary),
    Index("ix_escalation_of_division", "division_code", "closed_at", "due_on"), Index("ix_escalation_of_case", "case_id"),
    Index("ix_escalation_of_group", "division_code", "department", "role"),
)
__all__ = ["case_copy", "delegation", "escalation", "leave", "question", "reminder", "watch"]
