"""The one look with which a command begins: was this very command applied before, the task or the case it speaks of, where its process
stands, and the office's edition. All of the same instant.

A page that is sent asks for the same before there is a command: who is signed in, and which task is that? So it opens with this look too, and
where it needed nothing else, the command goes on with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.domain import exact_json
from engine.domain.duties import ASKED_FOR_THE_PAST
from engine.store.memory import Memory, Part
from engine.store.office import EDITION
from engine.store.progress import HELD, OPEN
from engine.store.schema import cases, clock, command_log, process_state, task
from engine.store.schema_desk import task_draft
from engine.store.schema_office import setting

_LATER = ("done_at", "done_by", "done_by_name", "outcome", "opinion", "fields_sealed", "voided_at", "done_for")
"""Columns of a task in which nothing stands before it has ended. Each column costs its share at every step of a join, so these are not asked for;
of a task that has ended, the row is read by itself."""
_CLOCKS = """, CASE WHEN task.act IS NOT NULL OR task.due_at IS NOT NULL THEN coalesce((SELECT json_agg(clock) FROM clock
 WHERE clock.case_id = $4 AND clock.stopped_at IS NULL), '[]') END"""
"""The clocks that run, where ending the task will stop one. In SQLite, which is in this process, a statement of its own costs no more."""
_HANDS = """, CASE WHEN task.role IN ({asked}) THEN coalesce((SELECT {all}(DISTINCT {each}(done.role, done.done_by, done.done_for)) FROM task AS done
 WHERE done.case_id = $4 AND done.status IN ('done', 'returned')), '[]') END"""
"""Who has acted in which role on the case, where that may stand against acting now (``engine.store.progress.roles_done``)."""
_APPLIED = ", EXISTS (SELECT 1 FROM command_log WHERE command_log.command_id = $1)"
"""Whether this very command was applied before. Hardly ever, and then it is read by itself."""
_DRAFTED = ", EXISTS (SELECT 1 FROM task_draft WHERE task_draft.task_id = $3)"
"""Whether somebody has typed something that ending the task will throw away. Hardly ever."""
_OF_TASK = """ FROM setting, process_state, task, cases WHERE setting.name = $2 AND process_state.case_id = $4 AND task.task_id = $3
 AND task.case_id = $4 AND cases.case_id = $4"""
"""The case is known from the task's id, so no row waits for another. Where one is missing there is none at all, and each is read by itself."""
_OF_CASE = """ FROM (SELECT 1) AS one LEFT JOIN setting ON setting.name = $2 LEFT JOIN cases ON cases.case_id = $3
 LEFT JOIN process_state ON process_state.case_id = cases.case_id"""
_OF_NONE = " FROM (SELECT 1) AS one LEFT JOIN setting ON setting.name = $2"

_LIVE = (OPEN, HELD)

_TURN = "SELECT version FROM cases WHERE case_id = $1 FOR UPDATE"
_TURN_BY_TASK = "SELECT version FROM cases WHERE case_id = (SELECT case_id FROM task WHERE task_id = $1) FOR UPDATE"
"""Statements of their own: whatever one that waits joins to the row it waited for is as it was before the waiting."""


@dataclass(frozen=True)
class Opening:
    """What the command speaks of; of a task it is the task's case."""

    command_id: str
    task_id: str | None = None
    case_id: str | None = None

    @classmethod
    def of(cls, command: Any) -> Opening:
        task_id = getattr(command, "task_id", None)
        return cls(command.command_id, task_id, None if task_id else getattr(command, "case_id", None))


def look(tx: Memory, opening: Opening) -> None:
    """What is found is remembered by the unit of work; nothing is locked."""
    task_id, case_id = opening.task_id, opening.case_id
    if task_id:
        values: tuple[Any, ...] = (opening.command_id, EDITION, task_id, task_id.partition("-")[0])
    else:
        values = (opening.command_id, EDITION, case_id) if case_id else (opening.command_id, EDITION)
    text, parts = _asked("task" if task_id else "case" if case_id else "", tx.driver.postgresql)
    found, (applied, *more) = tx.foresee(text, values, parts)
    if applied is not None and not applied:
        tx.absent(command_log, opening.command_id)
    if task in found:
        _remember(tx, task_id or "", found[cases][0], *more)
    if case_id and not task_id:
        tx.absent(process_state, case_id)


def _remember(tx: Memory, task_id: str, case_id: str, drafted: bool, hands: Any, running: Any = None) -> None:
    if tx.first(task, {"task_id": task_id, "status": _LIVE}) is None:
        tx.unread(task, task_id)
    if not drafted:
        tx.hold(task_draft, {"task_id": task_id}, [])
    if hands is not None:
        tx.tell(task, case_id, exact_json.loads(hands) if isinstance(hands, str) else hands)
    if running is not None:
        tx.hold(clock, {"case_id": case_id, "stopped_at": None}, running)


def await_turn(tx: Memory, opening: Opening) -> None:
    """Begin a transaction that alone may write the case spoken of, if there is one: read from here on, it stays as it was read."""
    own = opening.task_id or opening.case_id
    if own is not None:
        tx.driver.begin()
        if tx.driver.postgresql:
            tx.driver.run(_TURN_BY_TASK if opening.task_id else _TURN, (own,))


@lru_cache(maxsize=10)
def _asked(about: str, postgresql: bool) -> tuple[str, tuple[Part, ...]]:
    """The question, and which row of the answer is which."""
    whole = {table: Part(table, tuple(column.name for column in table.columns), {}) for table in (setting, cases, process_state)}
    open_task = Part(task, tuple(column.name for column in task.columns if column.name not in _LATER), dict.fromkeys(_LATER))
    rest, more = _OF_NONE, _APPLIED
    parts: tuple[Part, ...] = (whole[setting],)
    if about == "task":
        ways = {"all": "jsonb_agg", "each": "jsonb_build_array"} if postgresql else {"all": "json_group_array", "each": "json_array"}
        asked = ", ".join(f"'{role}'" for role in sorted(ASKED_FOR_THE_PAST))
        more += _DRAFTED + _HANDS.format(asked=asked, **ways) + (_CLOCKS if postgresql else "")
        rest, parts = _OF_TASK, (whole[setting], whole[process_state], open_task, whole[cases])
    elif about == "case":
        rest, parts = _OF_CASE, (whole[setting], whole[cases], whole[process_state])
    columns = ", ".join(f'{part.table.name}."{name}"' for part in parts for name in part.columns)
    text = f"SELECT {columns}{more}{rest}"
    return (text if postgresql else text.replace("$", "?")), parts
