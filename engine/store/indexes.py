"""Which index answers which list. Open work is a sliver of what has ever been: its indexes hold the open rows and no others.

A database uses a partial index only where the query says its condition word for word, so the conditions stand here, with their constants
written out, and queries take them from here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Index, and_, func, literal_column, or_

import engine.store.schema_api_key
import engine.store.schema_ban
import engine.store.schema_board
import engine.store.schema_commitments
import engine.store.schema_cosigning
import engine.store.schema_desk
import engine.store.schema_export
import engine.store.schema_figures
import engine.store.schema_forecast
import engine.store.schema_handover
import engine.store.schema_licence
import engine.store.schema_quantity
import engine.store.schema_rating  # noqa: F401
from engine.store.schema import case_item, cases, clock, incident, job, journal, material, message_wait, public_notice, task, timer
from engine.store.schema import command_log as commands
from engine.store.schema_office import access_log, administration_log, attempt, sent_message
from engine.store.schema_word import word


def _said(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'")


OPEN = task.c.status == _said("open")
OWED = and_(material.c.due_on.is_not(None), material.c.state != _said("accepted"))  # 容缺, and not yet looked at and found in order
DELIVERS = and_(OPEN, task.c.act == _said("deliver"))
WAITS = and_(OPEN, or_(task.c.act.is_(None), task.c.act != _said("deliver")))
SUPPLEMENTS = and_(WAITS, task.c.department == _said("applicant"), task.c.role == _said(""), task.c.act == _said("supplement"))
SHARED = and_(OPEN, func.json_array_length(task.c.groups) > literal_column("1"))
"""Open tasks that more than one group may do: ``department`` and ``role`` are those of the first group only."""
HELD = and_(OPEN, task.c.claimed_by.is_not(None))
TIMED = and_(OPEN, task.c.due_at.is_not(None))
PARKED = task.c.status == _said("held")
"""Opened, and waiting for an opinion (``engine.store.progress.HELD``)."""
UNNAMED = and_(task.c.process_id.is_(None), task.c.status.in_([_said("open"), _said("held")]))
"""Live steps opened by a program of before m0035, which do not say of which service they are: few, and soon none (``engine.store.backfill``)."""
ESCALATED = and_(TIMED, task.c.on_timeout == _said("escalate"))
PRESSING = func.coalesce(task.c.due_at, literal_column("'9999-01-01 00:00:00+00'"))
"""When a task is due; one without a limit comes after all that have one."""
UNTIMED = literal_column("'9999-01-01 00:00:00+00'") == PRESSING
TIMED_AT_ALL = PRESSING.bool_op("<")(literal_column("'9999-01-01 00:00:00+00'"))
UNDONE = case_item.c.done_at.is_(None)
RUNNING = clock.c.stopped_at.is_(None)
OF_THE_CASE = and_(RUNNING, clock.c.subject == _said("case"))
ENDED = cases.c.status.in_([_said(each) for each in ("closed", "refused", "withdrawn", "terminated")])
"""Over, and not yet in the archive."""
UNDER_WAY = cases.c.status.in_([_said(each) for each in ("submitted", "supplementing", "accepted", "decided")])
FINISHED = and_(cases.c.decision.is_not(None), cases.c.closed_at.is_not(None))
SUSPENDED = cases.c.suspended_at.is_not(None)
GRANTED = cases.c.decision == literal_column("'grant'")
RATED = cases.c.rating.is_not(None)
DONE = job.c.status == _said("done")
PENDING = timer.c.status == _said("pending")
TO_OFFICERS = word.c.officer_id.is_not(None)
UNREAD = and_(word.c.read_at.is_(None), TO_OFFICERS)
CARRIED = word.c.dispatch.is_not(None)
NOT_CARRIED = and_(word.c.dispatch.is_(None), TO_OFFICERS)
HELD_BACK = and_(word.c.held.is_not(None), word.c.held_dispatch.is_(None))
STANDS_WAITING = message_wait.c.long_at.is_not(None)
CARRIED_LATER = word.c.held_dispatch.is_not(None)


def case_of(task_id: ColumnElement[str]) -> ColumnElement[str]:
    """A task's id begins with its case's, 32 characters: whoever has it from an index need not fetch the task to find the case."""
    return func.substr(task_id, literal_column("1"), literal_column("32"))


def _index(name: str, *columns: Any, where: ColumnElement[bool] | None = None, **postgresql: Any) -> Index:
    return Index(name, *columns, sqlite_where=where, postgresql_where=where, **postgresql)


# The service stands last: a list narrowed to one walks the same order and steps over the others without a look at their rows.
_POOL = (task.c.division_code, task.c.department, task.c.role, PRESSING, task.c.opened_at, task.c.task_id, task.c.process_id)

INDEXES = (
    # folders of the workbench: tasks of one group, the most pressing first
    _index("ix_task_waits", *_POOL, where=WAITS),
    _index("ix_task_delivers", *_POOL, where=DELIVERS),
    _index("ix_task_shared", task.c.division_code, PRESSING, where=SHARED),
    _index("ix_task_held", task.c.claimed_by, PRESSING, task.c.opened_at, task.c.task_id, where=HELD),
    _index("ix_task_parked", task.c.division_code, PRESSING, task.c.opened_at, task.c.task_id, where=PARKED),
    _index("ix_task_unnamed", task.c.division_code, task.c.task_id, where=UNNAMED),
    _index("ix_task_done_by", task.c.done_by, task.c.division_code, task.c.done_at, task.c.case_id, where=task.c.done_by.is_not(None)),
    _index("ix_cases_taken_in", cases.c.taken_in_by, cases.c.division_code, cases.c.created_at, where=cases.c.taken_in_by.is_not(None)),
    _index("ix_cases_division", cases.c.division_code, cases.c.created_at, cases.c.case_id),
    _index("ix_cases_applicant_lookup", cases.c.applicant_lookup),
    _index("ix_cases_subject", cases.c.subject_name),
    _index("ix_cases_applicant_initials", cases.c.division_code, cases.c.applicant_initials),
    _index("ix_cases_subject_initials", cases.c.division_code, cases.c.subject_initials),
    _index("ix_case_item_open", case_item.c.division_code, case_item.c.item, case_item.c.due_at, case_item.c.case_id, where=UNDONE),
    _index("ix_cases_process", cases.c.process_id, cases.c.status),
    _index("ix_cases_suspended", cases.c.division_code, cases.c.suspended_at, cases.c.case_id, where=SUSPENDED),
    _index("ix_cases_finished", cases.c.process_id, cases.c.closed_at, cases.c.case_id, where=FINISHED),
    _index("ix_cases_granted", cases.c.decided_at, cases.c.case_id, where=GRANTED),
    _index("ix_cases_under_way", cases.c.process_id, cases.c.edition_hash, where=UNDER_WAY),
    # one case
    _index("ix_task_of_case", task.c.case_id, task.c.status, task.c.done_by),
    _index("ix_clock_of_case", clock.c.case_id, clock.c.subject, where=RUNNING),
    # Of all timers: a prepared statement that is told which status it looks for has no use for an index of one status.
    _index("ix_timer_of_case", timer.c.case_id, timer.c.status, timer.c.runtime_id),
    _index("ix_incident_of_case", incident.c.case_id, incident.c.status),
    _index("ix_public_notice_of_case", public_notice.c.case_id),
    _index("ix_sent_message_of_case", sent_message.c.case_id),
    # what is late, what is due
    _index("ix_task_due", task.c.division_code, task.c.due_at, where=TIMED),
    _index("ix_task_escalated", task.c.division_code, task.c.due_at, where=ESCALATED),
    _index("ix_clock_late", clock.c.division_code, clock.c.due_at, clock.c.case_id, where=OF_THE_CASE),
    _index("ix_timer_next", timer.c.due_at, timer.c.timer_id, where=PENDING),
    _index("ix_material_owed", material.c.division_code, material.c.due_on, material.c.case_id, where=OWED),
    _index("ix_message_wait_long", message_wait.c.division_code, message_wait.c.long_at, where=STANDS_WAITING),
    # administration: the newest first
    _index("ix_incident_newest", incident.c.status, incident.c.opened_at, incident.c.incident_id),
    _index("ix_public_notice_newest", public_notice.c.ends_on, public_notice.c.notice_id),
    _index("ix_sent_message_newest", sent_message.c.sent_at, sent_message.c.message_id),
    _index("ix_access_log_newest", access_log.c.at, access_log.c.access_id),
    _index("ix_administration_log_newest", administration_log.c.at, administration_log.c.entry_id),
    # word to people: what an officer has not read, what has not gone out to him
    _index("ix_word_of_officer", word.c.officer_id, word.c.at, word.c.word_id, where=TO_OFFICERS),
    _index("ix_word_dispatch", word.c.dispatch, where=CARRIED),
    _index("ix_word_unread", word.c.officer_id, word.c.at, word.c.word_id, where=UNREAD),
    _index("ix_word_to_carry", word.c.officer_id, word.c.at, where=NOT_CARRIED),
    _index("ix_word_held", word.c.officer_id, word.c.at, where=HELD_BACK),
    _index("ix_word_held_dispatch", word.c.held_dispatch, where=CARRIED_LATER),
    # reports: what was said with ratings; what happened on a day; written in the order of time, so a few pages tell where
    _index("ix_cases_rated", cases.c.division_code, cases.c.closed_at, cases.c.case_id, where=RATED),
    _index("ix_journal_at", journal.c.at, postgresql_using="brin"),
    # retention: the oldest first
    _index("ix_cases_ended", cases.c.closed_at, cases.c.case_id, where=ENDED),
    _index("ix_job_done", job.c.done_at, job.c.job_id, where=DONE),
    _index("ix_command_log_at", commands.c.at, postgresql_using="brin"),  # written in the order of time: a few pages for millions of rows
    _index("ix_attempt_at", attempt.c.at),
)
