"""The one look with which a command begins: was this very command applied before, the task or the case it speaks of, where its process
stands, and the office's edition. All of the same instant.

A page that is sent asks for the same before there is a command: who is signed in, and which task is that? So it opens with this look too, and
where it needed nothing else, the command goes on with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from engine.domain import exact_json
from engine.domain.duties import ASKED_FOR_THE_PAST
from engine.store.memory import Memory
from engine.store.office import EDITION
from engine.store.schema import cases, clock, command_log, process_state, task
from engine.store.schema_desk import task_draft
from engine.store.schema_office import setting

_CASE = (cases, process_state)
_CLOCKS = """, CASE WHEN task.act IS NOT NULL OR task.due_at IS NOT NULL THEN coalesce((SELECT json_agg(clock) FROM clock
 WHERE clock.case_id = task.case_id AND clock.stopped_at IS NULL), '[]') END"""
"""The clocks that run, where ending the task will stop one. In SQLite, which is in this process, a statement of its own costs no more."""
_HANDS = """, CASE WHEN task.role IN ({asked}) THEN coalesce((SELECT {all}(DISTINCT {each}(done.role, done.done_by, done.done_for)) FROM task AS done
 WHERE done.case_id = task.case_id AND done.status IN ('done', 'returned')), '[]') END"""
"""Who has acted in which role on the case, where that may stand against acting now (``engine.store.progress.roles_done``)."""
_APPLIED = ", EXISTS (SELECT 1 FROM command_log WHERE command_log.command_id = {})"
"""Whether this very command was applied before. Hardly ever, and then it is read by itself."""
_DRAFTED = ", EXISTS (SELECT 1 FROM task_draft WHERE task_draft.task_id = task.task_id)"
"""Whether somebody has typed something that ending the task will throw away. Hardly ever."""

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
    tables = (setting, *((task, *_CASE) if task_id else _CASE if case_id else ()))
    values = (opening.command_id, EDITION, task_id or case_id)
    found, (applied, *more) = tx.foresee(_text(tables, tx.dialect.name == "postgresql"), values if task_id or case_id else values[:2], tables)
    if not applied:
        tx.absent(command_log, opening.command_id)
    if task_id:
        _remember(tx, task_id, next(iter(found.get(cases, ("",)))), *more)
    if case_id and not task_id:
        tx.absent(process_state, case_id)


def _remember(tx: Memory, task_id: str, case_id: str, drafted: bool, hands: Any, running: Any = None) -> None:
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
def _text(tables: tuple[Table, ...], numbered: bool) -> str:
    log, edition, own = ("$1", "$2", "$3") if numbered else ("?", "?", "?")  # in the order of the text
    columns = ", ".join(f'{table.name}."{column.name}"' for table in tables for column in table.columns) + _APPLIED.format(log)
    if task in tables:
        ways = {"all": "jsonb_agg", "each": "jsonb_build_array"} if numbered else {"all": "json_group_array", "each": "json_array"}
        asked = ", ".join(f"'{role}'" for role in sorted(ASKED_FOR_THE_PAST))
        columns += _DRAFTED + _HANDS.format(asked=asked, **ways) + (_CLOCKS if numbered else "")
    text = f"SELECT {columns} FROM (SELECT 1) AS one LEFT JOIN setting ON setting.name = {edition}"  # noqa: S608  (names are the schema's)
    if task in tables:
        text += f" LEFT JOIN task ON task.task_id = {own} LEFT JOIN cases ON cases.case_id = task.case_id"
    elif cases in tables:
        text += f" LEFT JOIN cases ON cases.case_id = {own}"
    return f"{text} LEFT JOIN process_state ON process_state.case_id = cases.case_id" if cases in tables else text
