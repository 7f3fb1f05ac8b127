"""The office's own tables: who works where, when offices are open, who tried to sign in, what was sent to people."""

# fmt: off  (one table, one block; a column a word, not a line)
from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from engine.store.schema import Instant, metadata

division = Table("division", metadata, Column("code", String(6), primary_key=True), Column("name", String(100), nullable=False))
department = Table(
    "department", metadata,
    Column("department_id", String(64), primary_key=True), Column("name", String(200), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("phone", String(50), nullable=False, server_default=""), Column("active", Boolean, nullable=False),
)
service_window = Table(
    "service_window", metadata,
    Column("window_id", String(32), primary_key=True), Column("division_code", String(6), nullable=False),
    Column("department", String(64), nullable=False),
    Column("name", String(200), nullable=False), Column("address", String(300), nullable=False),
    Column("hours", String(200), nullable=False),
    Column("phone", String(50), nullable=False), Column("active", Boolean, nullable=False),
)
officer = Table(
    "officer", metadata,
    Column("officer_id", String(32), primary_key=True), Column("login", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False), Column("must_change_password", Boolean, nullable=False),
    Column("active", Boolean, nullable=False), Column("session_epoch", Integer, nullable=False),   # raised to end all open sessions
    Column("created_at", Instant, nullable=False), Column("last_signed_in_at", Instant),
    Column("stands_in_until", Date),                          # last day of any leave he is substitute in; later none need be looked for
    Column("contact_sealed", LargeBinary),                    # {email, mobile, by: ["email", "phone"], quiet_by: {channel: [from, until]}, without}
    Column("identity_lookup", String(64)),                    # of his own identity number: nobody handles a case of his own
)
post = Table(
    "post", metadata,
    Column("officer_id", String(32), ForeignKey("officer.officer_id"), primary_key=True),
    Column("division_code", String(6), primary_key=True),
    Column("department", String(64), primary_key=True), Column("role", String(30), primary_key=True),
    Index("ix_post_group", "division_code", "department", "role"),
)
calendar_year = Table(
    "calendar_year", metadata,
    # ISO dates
    Column("year", Integer, primary_key=True), Column("holidays", JSON, nullable=False), Column("makeup_days", JSON, nullable=False),
    Column("provisional", Boolean, nullable=False), Column("updated_at", Instant, nullable=False),
    Column("updated_by_name", String(200), nullable=False),
)
setting = Table(  # office hours, city name: what an administrator sets
    "setting", metadata, Column("name", String(60), primary_key=True), Column("content", JSON, nullable=False),
)
attempt = Table(  # rate limits shared by every web process: sign-in, case look-up, codes
    "attempt", metadata,
    Column("attempt_id", String(32), primary_key=True), Column("kind", String(30), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("at", Instant, nullable=False), Column("succeeded", Boolean, nullable=False),
    Index("ix_attempt_subject", "kind", "subject", "at"),
)
sent_message = Table(  # what went out to people; idempotency key = job id
    "sent_message", metadata,
    Column("message_id", String(200), primary_key=True), Column("case_id", String(32)), Column("division_code", String(6)),
    Column("recipient_sealed", LargeBinary, nullable=False),
    Column("recipient_mask", String(30), nullable=False), Column("text_sealed", LargeBinary, nullable=False),
    Column("channel", String(30), nullable=False),
    Column("sent_at", Instant, nullable=False), Column("tries", Integer),    # empty: sent before they were counted
)
access_log = Table(  # every full view of personal details
    "access_log", metadata,
    Column("access_id", String(32), primary_key=True), Column("at", Instant, nullable=False),
    Column("officer_id", String(32), nullable=False),
    Column("officer_name", String(200), nullable=False), Column("case_id", String(32), nullable=False),
    Column("division_code", String(6)), Column("what", String(200), nullable=False),
    Index("ix_access_log_case", "case_id", "at"),
)
administration_log = Table(  # what administrators, designers and publishers did
    "administration_log", metadata,
    Column("entry_id", String(32), primary_key=True), Column("at", Instant, nullable=False),
    Column("officer_id", String(64), nullable=False),
    Column("officer_name", String(200), nullable=False), Column("event", String(60), nullable=False), Column("facts", JSON, nullable=False),
)
blob = Table(  # the FileStore in the database, for several machines
    "blob", metadata, Column("sha256", String(64), primary_key=True), Column("content", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
)
__all__ = [name for name, value in list(globals().items()) if isinstance(value, Table)]
