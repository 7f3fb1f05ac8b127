"""The one look with which a command begins: was this very command applied before, the task or the case it speaks of, where its process
stands, and the office's edition. All of the same instant."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Table

from engine.store.office import EDITION
from engine.store.schema import cases, clock, command_log, process_state, task
from engine.store.schema_office import setting
from engine.store.writing import Writing

_CASE = (cases, process_state)
_CLOCKS = """, CASE WHEN task.act IS NOT NULL OR task.due_at IS NOT NULL THEN coalesce((SELECT json_agg(clock) FROM clock
 WHERE clock.case_id = task.case_id AND clock.stopped_at IS NULL), '[]') END"""
"""The clocks that run, where ending the task will stop one. In SQLite, which is in this process, a statement of its own costs no more."""


def look(tx: Writing, command_id: str, *, task_id: str | None = None, case_id: str | None = None) -> None:
    """What is found is remembered by the unit of work; nothing is locked."""
    tables = (setting, command_log, *((task, *_CASE) if task_id else _CASE if case_id else ()))
    values = (EDITION, command_id, task_id or case_id)
    found, clocks = tx.foresee(_text(tables, tx.dialect.name == "postgresql"), values if task_id or case_id else values[:2], tables)
    if clocks and clocks[0] is not None:
        tx.hold(clock, {"case_id": next(iter(found[cases])), "stopped_at": None}, clocks[0])
    tx.absent(command_log, command_id)
    if case_id and not task_id:
        tx.absent(process_state, case_id)


@lru_cache(maxsize=10)
def _text(tables: tuple[Table, ...], numbered: bool) -> str:
    columns = ", ".join(f'{table.name}."{column.name}"' for table in tables for column in table.columns)
    if numbered and task in tables:
        columns += _CLOCKS
    edition, log, own = ("$1", "$2", "$3") if numbered else ("?", "?", "?")
    text = f"SELECT {columns} FROM (SELECT 1) AS one LEFT JOIN setting ON setting.name = {edition}"  # noqa: S608  (names are the schema's)
    text += f" LEFT JOIN command_log ON command_log.command_id = {log}"
    if task in tables:
        text += f" LEFT JOIN task ON task.task_id = {own} LEFT JOIN cases ON cases.case_id = task.case_id"
    elif cases in tables:
        text += f" LEFT JOIN cases ON cases.case_id = {own}"
    return f"{text} LEFT JOIN process_state ON process_state.case_id = cases.case_id" if cases in tables else text
