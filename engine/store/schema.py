"""The database on one page (and its second half, ``schema_office``).

Instants are UTC (``Instant``), dates are local to Asia/Shanghai. Columns ending in ``_sealed`` hold personal details encrypted with the
key outside the database (``engine.store.seal``); ``*_lookup`` columns hold a keyed hash of the same value, for exact look-up.
Every row that is touched while a case moves carries ``division_code``: the key to partition and shard by. Which index answers which list
stands in ``engine.store.indexes``.
"""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s",
})


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("instants are aware")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _case_key(**more: Any) -> Column[Any]:
    return Column("case_id", String(32), ForeignKey("cases.case_id"), nullable=False, **more)


def _division(*, nullable: bool = False) -> Column[Any]:
    return Column("division_code", String(6), nullable=nullable)


def _division_since_m0002() -> Column[Any]:
    """Written by every program since; code of before left it empty, and ``python -m engine migrate`` fills it in."""
    return _division(nullable=True)


# --- what runs -----------------------------------------------------------------------------------------------------------------------
edition = Table(  # immutable: all files of one published service
    "edition", metadata,
    Column("edition_hash", String(64), primary_key=True),
    Column("process_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("theme", String(100), nullable=False),
    Column("files", LargeBinary, nullable=False),             # the zip of formats.md
    Column("drawn_by", String(200), nullable=False),
    Column("published_by", String(200), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("current", Boolean, nullable=False),               # one current edition per process; new cases take it
    UniqueConstraint("process_id", "number"),
)
process_draft = Table(  # what a designer is changing; one per process
    "process_draft", metadata,
    Column("process_id", String(64), primary_key=True),
    Column("files", LargeBinary, nullable=False),
    Column("base_hash", String(64)),                          # the edition it began from
    Column("state", String(20), nullable=False),              # drawing | submitted
    Column("drawn_by", String(32), nullable=False),           # officer id of the last hand
    Column("drawn_by_name", String(200), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

# --- a case --------------------------------------------------------------------------------------------------------------------------
cases = Table(
    "cases", metadata,
    Column("case_id", String(32), primary_key=True),
    Column("case_no", String(40), nullable=False, unique=True),
    _division(),
    Column("process_id", String(64), nullable=False),
    Column("process_name", String(200), nullable=False),
    Column("edition_hash", String(64), ForeignKey("edition.edition_hash"), nullable=False),
    Column("lead_department", String(64), nullable=False),
    Column("status", String(20), nullable=False),
    Column("channel", String(20), nullable=False),            # online | window
    Column("query_code_hash", String(64), nullable=False),
    # the company or person it is about, as shown in lists (not personal detail of a natural person)
    Column("subject_name", String(200), nullable=False, server_default=""),
    Column("applicant_sealed", LargeBinary),                  # JSON {name, identity, mobile, kind}
    Column("applicant_mask", String(200), nullable=False, server_default=""), # 张*三
    Column("applicant_lookup", String(64)), *(Column(f"{of}_initials", String(64), nullable=False, server_default="") for of in ("applicant", "subject")),
    Column("taken_in_by", String(32)),                        # officer id, when handed in at the window
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("submitted_at", Instant), Column("accepted_at", Instant), Column("decided_at", Instant), Column("closed_at", Instant),
    Column("ordinary_at", Instant),                           # 即办件 that could not be decided on the spot, since when
    Column("decision", String(10)), Column("reason", Text), Column("refusal", String(20)),   # grant|deny, not_required|not_competent|false_papers
    Column("stage", String(100), nullable=False, server_default=""),          # words of the last stage begun
    Column("suspended_at", Instant),                          # 挂起: nobody works on it until it is woken
    Column("rating", Integer), Column("rating_comment", Text),
    Column("version", Integer, nullable=False), Column("watched", Boolean),   # 关注: somebody does, or has; see ``watch``
    Column("journal_length", Integer, nullable=False), Column("journal_head", String(64), nullable=False),
)
process_state = Table(  # exactly one live state per submitted case
    "process_state", metadata,
    _case_key(primary_key=True), _division_since_m0002(),
    Column("state", LargeBinary, nullable=False),
    Column("ended", Boolean, nullable=False),
)
answers = Table(  # section "application", "situation", "supplement_draft", or "<department>.<form>"
    "answers", metadata,
    _case_key(primary_key=True),
    Column("section", String(130), primary_key=True), _division_since_m0002(),
    Column("content_sealed", LargeBinary, nullable=False),    # JSON with exact numbers
    Column("updated_at", Instant, nullable=False),
)
task = Table(  # a row is open iff its BPMN task is ready
    "task", metadata,
    Column("task_id", String(50), primary_key=True),          # <case_id>-<id in the process state>
    _case_key(), _division(),
    Column("runtime_id", String(20), nullable=False),
    Column("element_id", String(100), nullable=False),
    Column("name", String(200), nullable=False),
    Column("groups", JSON, nullable=False),                   # ["tax:reviewer"] or ["applicant"]
    Column("department", String(64), nullable=False), Column("role", String(30), nullable=False),   # of the first group
    Column("form", String(64)),
    Column("outcomes", JSON, nullable=False),                 # [["agree", "同意"], …]
    Column("act", String(20)), Column("on_timeout", String(60)),
    Column("status", String(12), nullable=False),             # open | held | done | returned | cancelled
    Column("claimed_by", String(32)), Column("claimed_name", String(200)),
    Column("opened_at", Instant, nullable=False), Column("due_at", Instant), Column("done_at", Instant),
    Column("done_by", String(32)), Column("done_by_name", String(200)), Column("outcome", String(60)), Column("opinion", Text),
    Column("fields_sealed", LargeBinary),                     # JSON of the officer's form
    Column("seen_at", Instant), Column("voided_at", Instant), # first opened by who may do it; undone by a return
    Column("owned_by", String(32)), Column("owned_name", String(200)),   # who gave it to its holder for an opinion and gets it back
    Column("done_for", String(32)),                           # for whom a substitute signed
    Column("reminded", Integer), Column("process_id", String(64)),       # how often, empty = never; of its case, since m0035
)
case_item = Table(  # a department's own part of a joint case
    "case_item", metadata,
    _case_key(primary_key=True),
    Column("item", String(64), primary_key=True), _division_since_m0002(),    # id of [[departments]]
    Column("department_name", String(200), nullable=False),
    Column("opened_at", Instant, nullable=False), Column("due_at", Instant), Column("done_at", Instant),
    Column("outcome", String(60)), Column("outcome_label", String(100)),
)
material = Table(
    "material", metadata,
    _case_key(primary_key=True),
    Column("material_id", String(64), primary_key=True), _division_since_m0002(),
    Column("name", String(200), nullable=False),
    Column("state", String(12), nullable=False),              # missing | handed_in | accepted | defective | deferred
    Column("defect", Text, nullable=False, server_default=""),
    Column("originals", Integer, nullable=False), Column("copies", Integer, nullable=False),   # received on paper
    Column("checked_by_name", String(200)), Column("checked_at", Instant),
    Column("due_on", Date), Column("reminded_on", Date),      # promised at 容缺受理, by this day; the last day somebody reminded the applicant
)
material_file = Table(
    "material_file", metadata,
    Column("file_id", String(32), primary_key=True),
    _case_key(), _division_since_m0002(), Column("material_id", String(64), nullable=False),
    Column("filename", String(200), nullable=False), Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False), Column("sha256", String(64), nullable=False),
    Column("uploaded_at", Instant, nullable=False), Column("removed_at", Instant),
    Index("ix_material_file_case", "case_id", "material_id"),
)
party = Table(  # who must consent, and has
    "party", metadata,
    _case_key(primary_key=True),
    Column("path", String(200), primary_key=True), _division_since_m0002(),   # of the mobile field, "transferor.mobile"
    Column("code_hash", String(64)), Column("code_sent_at", Instant), Column("attempts", Integer, nullable=False),
    Column("confirmed_at", Instant), Column("confirmed_digest", String(64)),   # of the answers consented to
)
clock = Table(  # one row per subject × kind; engine.domain.deadline is the value
    "clock", metadata,
    _case_key(primary_key=True),
    Column("subject", String(60), primary_key=True),          # "case", "item:tax", "task:<task_id>"
    Column("kind", String(12), primary_key=True), _division_since_m0002(),
    Column("limit_text", String(30), nullable=False), Column("calendar_mode", String(10), nullable=False),
    Column("started_at", Instant, nullable=False), Column("due_at", Instant, nullable=False),
    Column("stopped_at", Instant), Column("pauses", JSON, nullable=False), Column("extensions", JSON, nullable=False),
)
timer = Table(  # due moments; a poller in every worker claims due ones by conditional UPDATE
    "timer", metadata,
    Column("timer_id", String(60), primary_key=True),
    _case_key(), _division(),
    Column("kind", String(10), nullable=False),               # bpmn | limit
    Column("runtime_id", String(60), nullable=False),         # timer id in the state, or task_id
    Column("element_id", String(100), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String(10), nullable=False),             # pending | fired | cancelled | resting (case suspended)
    Column("fired_at", Instant), Column("opened_at", Instant),    # opened_at only of what the flow waits for, since m0018
)
service_call = Table(  # external tasks
    "service_call", metadata,
    Column("call_id", String(60), primary_key=True),          # <case_id>-<id in the state>
    _case_key(), _division(),
    Column("runtime_id", String(20), nullable=False), Column("element_id", String(100), nullable=False),
    Column("name", String(200), nullable=False), Column("topic", String(100), nullable=False),
    Column("inputs_sealed", LargeBinary, nullable=False), Column("reply_sealed", LargeBinary),
    Column("status", String(10), nullable=False),             # waiting | replied | failed | cancelled
    Column("source", String(200)), Column("failure", Text),   # which system answered ("演示数据 …"), why not
    Column("opened_at", Instant, nullable=False), Column("ended_at", Instant),
    Index("ix_service_call_case", "case_id", "status"),
)
message_wait = Table(
    "message_wait", metadata,
    Column("wait_id", String(60), primary_key=True),
    _case_key(), _division_since_m0002(),
    Column("element_id", String(100), nullable=False), Column("name", String(100), nullable=False), Column("opened_at", Instant),
    Column("long_at", Instant),                               # from when on the wait is long; none: the case does not stand there
    Index("ix_message_wait_case", "case_id", "name"),
)
incident = Table(  # a token that cannot go on until an operator acts
    "incident", metadata,
    Column("incident_id", String(60), primary_key=True),
    _case_key(), _division(),
    Column("runtime_id", String(60), nullable=False), Column("element_id", String(100), nullable=False),
    Column("reason", Text, nullable=False), Column("status", String(10), nullable=False),   # open | resolved
    Column("opened_at", Instant, nullable=False), Column("resolved_at", Instant), Column("resolved_by_name", String(200)),
)
letter = Table(
    "letter", metadata,
    Column("letter_id", String(32), primary_key=True),
    _case_key(), _division_since_m0002(),
    Column("kind", String(64), nullable=False), Column("name", String(200), nullable=False),
    Column("number", String(100), nullable=False, unique=True),
    Column("blocks_sealed", LargeBinary, nullable=False),     # JSON of engine.letters blocks as issued
    Column("digest", String(64), nullable=False), Column("issued_at", Instant, nullable=False),
    Column("issued_by_name", String(200), nullable=False),
    Index("ix_letter_case", "case_id", "issued_at"),
)
public_notice = Table(
    "public_notice", metadata,
    Column("notice_id", String(32), primary_key=True),
    _case_key(), _division(), Column("call_id", String(60), nullable=False, unique=True),
    Column("title", String(300), nullable=False), Column("content", Text, nullable=False), Column("message", String(100)),
    Column("published_on", Date, nullable=False), Column("ends_on", Date, nullable=False),
)

# --- what happened, what must happen ---------------------------------------------------------------------------------------------------
journal = Table(  # append-only, hash-chained per case; the chain holds the digest of the details, which can be erased
    "journal", metadata,
    _case_key(primary_key=True),
    Column("seq", Integer, primary_key=True), _division_since_m0002(),
    Column("at", Instant, nullable=False), Column("event", String(60), nullable=False),
    Column("actor", String(64), nullable=False), Column("actor_name", String(200), nullable=False),
    Column("element_id", String(100)), Column("facts", JSON, nullable=False),    # nothing personal
    Column("details_sealed", LargeBinary), Column("details_digest", String(64), nullable=False),
    Column("command_id", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False), Column("hash", String(64), nullable=False),
)
command_log = Table(  # each command once; with actor, clock and ids drawn it replays
    "command_log", metadata,
    Column("command_id", String(64), primary_key=True),
    Column("kind", String(60), nullable=False), Column("case_id", String(32)), _division_since_m0002(),
    Column("actor", String(64), nullable=False), Column("at", Instant, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False), Column("result_sealed", LargeBinary, nullable=False),
    Index("ix_command_log_case", "case_id", "at"),
)
job = Table(  # the outbox: written with the events that cause it, worked after the commit
    "job", metadata,
    Column("job_id", String(200), primary_key=True),
    Column("kind", String(60), nullable=False), Column("case_id", String(32)), Column("division_code", String(6)),
    Column("arguments_sealed", LargeBinary, nullable=False),
    Column("status", String(10), nullable=False),             # ready | running | done | failed
    Column("run_at", Instant, nullable=False), Column("attempts", Integer, nullable=False), Column("claimed_until", Instant),
    Column("error", Text), Column("created_at", Instant, nullable=False), Column("done_at", Instant),
    Index("ix_job_ready", "status", "run_at"), Index("ix_job_case", "case_id"),
    # two jobs of one case never run at the same instant
    Index("uq_job_running_case", "case_id", unique=True, sqlite_where=text("status = 'running'"), postgresql_where=text("status = 'running'")),
)
serial = Table(  # 办件编号 and letter numbers: the last one drawn
    "serial", metadata,
    Column("series", String(100), primary_key=True), Column("last", Integer, nullable=False),
)
__all__ = [name for name, value in list(globals().items()) if isinstance(value, Table)] + ["Instant", "metadata"]
