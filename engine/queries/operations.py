"""What an operator and an auditor look at: failed jobs, incidents, what was sent to people, who looked and who changed things.

Jobs and incidents hold no personal details on these pages. The texts of messages are opened for the system administrator of the demo only
where they went to a channel that shows them anyway (``DEMO_CHANNELS``); elsewhere the recipient's mask and the time must do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from engine.domain.identity import mask_mobile
from engine.domain.officer import Role
from engine.domain.viewer import Viewer
from engine.queries.paging import Page, newest, read_page, tabs
from engine.store.reader import Reader
from engine.store.schema import cases, incident, job
from engine.store.schema_office import access_log, administration_log, officer, sent_message

PER_PAGE = 50
LOOK_BACK = 10_000
DEMO_CHANNELS = frozenset({"演示短信"})
MESSAGE_JOBS = ("send_message", "carry_words")
_UNSENT = {"waiting": ("ready", "running"), "failed": ("failed",)}
PHONE_WORD = "短信"
JOB_STATES = ("failed", "waiting", "running", "done")
_MACHINES_OWN = frozenset({"officer_id", "window_id", "job_id", "edition_hash"})
_ROW_STATUS = {"waiting": "ready"}
INCIDENT_STATES = ("open", "resolved")


@dataclass(frozen=True, kw_only=True)
class Jobs:
    """``state``: failed = given up; waiting = ready, also those that failed before and will be tried again; running; done."""

    state: str = "failed"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class Incidents:
    state: str = "open"
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class SentMessages:
    """``state`` sent, waiting (for its turn or its next attempt) or failed (given up, until somebody retries). ``before``: only what is not
    newer."""

    state: str = "sent"
    page: int = 1
    before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AccessLog:
    """Every full view of personal details; ``search`` in officer's name, case number or what was looked at, in the ten thousand entries
    not newer than ``before``."""

    search: str = ""
    page: int = 1
    before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AdministrationLog:
    """``search`` and ``before`` as in AccessLog."""

    search: str = ""
    page: int = 1
    before: datetime | None = None


@dataclass(frozen=True)
class JobShown:
    job_id: str
    kind: str
    case_id: str | None
    case_no: str
    status: str
    attempts: int
    error: str
    created_at: datetime
    run_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class IncidentShown:
    incident_id: str
    case_id: str
    case_no: str
    process_name: str
    division: str
    element_id: str
    step: str
    reason: str
    status: str
    opened_at: datetime
    resolved_at: datetime | None
    resolved_by_name: str


@dataclass(frozen=True)
class MessageShown:
    """``content`` is None where the text went to a person's phone and is nobody else's business. ``at``: when it was sent, or will be tried
    next, or was first meant to go. ``tries`` None where they were not counted. ``channel`` "" = those its officer has chosen."""

    message_id: str
    case_no: str
    recipient_mask: str
    channel: str
    content: str | None
    at: datetime
    tries: int | None
    error: str = ""


@dataclass(frozen=True)
class AccessShown:
    at: datetime
    officer_name: str
    case_no: str
    what: str


@dataclass(frozen=True)
class AdministrationShown:
    at: datetime
    officer_name: str
    event: str
    facts: dict[str, Any]


def jobs(query: Jobs, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("system_admin")
    state = query.state if query.state in JOB_STATES else "failed"
    joined = select(job, cases.c.case_no).outerjoin(cases, cases.c.case_id == job.c.case_id)
    chosen = joined.where(job.c.status == _ROW_STATUS.get(state, state))
    page = read_page(reader, chosen, [job.c.run_at.desc(), job.c.job_id.desc()], query.page, PER_PAGE)
    return page.of(
        [
            JobShown(r.job_id, r.kind, r.case_id, r.case_no or "", r.status, r.attempts, r.error or "", r.created_at, r.run_at, r.done_at)
            for r in page.rows
        ],
        tabs(reader, {name: select(job.c.job_id).where(job.c.status == _ROW_STATUS.get(name, name)) for name in JOB_STATES}),
    )


def incidents(query: Incidents, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("system_admin")
    state = query.state if query.state in INCIDENT_STATES else "open"
    joined = (
        select(incident, cases.c.case_no, cases.c.process_name, cases.c.edition_hash)
        .join(cases, cases.c.case_id == incident.c.case_id)
        .where(incident.c.status == state)
    )
    page = read_page(reader, joined, [incident.c.opened_at.desc(), incident.c.incident_id.desc()], query.page, PER_PAGE)
    counts = tabs(reader, {name: select(incident.c.incident_id).where(incident.c.status == name) for name in INCIDENT_STATES})
    return page.of([_incident(reader, row) for row in page.rows], counts)


def _incident(reader: Reader, row: Any) -> IncidentShown:
    step = reader.process(row.edition_hash).definition.steps.get(row.element_id)
    return IncidentShown(
        row.incident_id,
        row.case_id,
        row.case_no,
        row.process_name,
        reader.divisions.get(row.division_code, row.division_code),
        row.element_id,
        step.name if step else row.element_id,
        row.reason,
        row.status,
        row.opened_at,
        row.resolved_at,
        row.resolved_by_name or "",
    )


def sent_messages(query: SentMessages, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("system_admin")
    counts = tabs(reader, {name: _message_jobs(status) for name, status in _UNSENT.items()})
    if query.state in _UNSENT:
        joined = _message_jobs(_UNSENT[query.state], job, cases.c.case_no).outerjoin(cases, cases.c.case_id == job.c.case_id)
        page = read_page(reader, joined, [job.c.run_at.desc(), job.c.job_id.desc()], query.page, PER_PAGE)
        names = dict(reader.connection.execute(select(officer.c.officer_id, officer.c.name)).all()) if page.rows else {}
        return page.of([_unsent(row, reader, names) for row in page.rows], counts)
    joined = select(sent_message, cases.c.case_no).outerjoin(cases, cases.c.case_id == sent_message.c.case_id)
    found = joined if query.before is None else joined.where(sent_message.c.sent_at <= query.before)
    page = read_page(reader, found, [sent_message.c.sent_at.desc(), sent_message.c.message_id.desc()], query.page, PER_PAGE, "sent_at")
    return page.of([_sent(row, reader) for row in page.rows], counts)


def _message_jobs(statuses: tuple[str, ...], *columns: Any) -> Any:
    return select(*(columns or (job.c.job_id,))).where(job.c.status.in_(statuses), job.c.kind.in_(MESSAGE_JOBS))


def _unsent(row: Any, reader: Reader, names: dict[str, str]) -> MessageShown:
    """What a job still carries: to an officer by his name, to an applicant by his masked number; never its words."""
    arguments = reader.open(row.arguments_sealed)
    to_officer = names.get(arguments.get("officer_id", ""), "")
    mask = to_officer or mask_mobile(arguments.get("mobile", ""))
    channel = "" if to_officer else PHONE_WORD
    return MessageShown(row.job_id, row.case_no or "", mask, channel, None, row.run_at, row.attempts, row.error or "")


def _sent(row: Any, reader: Reader) -> MessageShown:
    text = reader.open(row.text_sealed) if row.channel in DEMO_CHANNELS else None
    return MessageShown(row.message_id, row.case_no or "", row.recipient_mask, row.channel, text, row.sent_at, row.tries)


def access(query: AccessLog, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("auditor")
    log = newest(access_log, access_log.c.at, access_log.c.access_id, query.before, LOOK_BACK)
    joined = select(log, cases.c.case_no).outerjoin(cases, cases.c.case_id == log.c.case_id)
    found = joined.where(*_any_contains(query.search, log.c.officer_name, cases.c.case_no, log.c.what))
    page = read_page(reader, found, [log.c.at.desc(), log.c.access_id.desc()], query.page, PER_PAGE, "at")
    return page.of([AccessShown(r.at, r.officer_name, r.case_no or "", r.what) for r in page.rows])


def administration(query: AdministrationLog, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("auditor")
    log = newest(administration_log, administration_log.c.at, administration_log.c.entry_id, query.before, LOOK_BACK)
    found = select(log).where(*_any_contains(query.search, log.c.officer_name, log.c.event))
    page = read_page(reader, found, [log.c.at.desc(), log.c.entry_id.desc()], query.page, PER_PAGE, "at")
    names = dict(reader.connection.execute(select(officer.c.officer_id, officer.c.name)).all())
    return page.of([AdministrationShown(r.at, r.officer_name, r.event, _facts(r.facts, names, reader)) for r in page.rows])


def _facts(facts: dict[str, Any], names: dict[str, str], reader: Reader) -> dict[str, Any]:
    """Ids become the names people know; what only machines know is left out."""
    shown = {name: value for name, value in facts.items() if name not in _MACHINES_OWN}
    if "officer_id" in facts:
        shown["officer"] = names.get(facts["officer_id"], facts.get("login", ""))
    if "posts" in facts:
        shown["posts"] = [_post(text, reader) for text in facts["posts"]]
    return shown


def _post(text: str, reader: Reader) -> str:
    """``330783 tax:reviewer`` → 示范市税务局承办人."""
    division, _, group = text.partition(" ")
    department, _, role = group.partition(":")
    label = Role(role).label if role in set(Role) else role
    return f"{reader.divisions.get(division, division)}{reader.departments.get(department, department)}{label}"


def _any_contains(text: str, *columns: Any) -> list[ColumnElement[bool]]:
    return [or_(*(column.icontains(text.strip(), autoescape=True) for column in columns))] if text.strip() else []


QUERIES = {Jobs: jobs, Incidents: incidents, SentMessages: sent_messages, AccessLog: access, AdministrationLog: administration}
