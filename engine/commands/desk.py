"""How an officer likes to work: whether the next task opens by itself, and which answers stand as columns in his lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.commands.work import Work
from engine.content.form_check import MOST_COLUMNS
from engine.domain.errors import Invalid, Missing
from engine.store import desks


@dataclass(frozen=True, kw_only=True)
class ChooseOpensNext:
    """After a task is finished the next of the list opens. Raises Missing for who is no officer."""

    command_id: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class ChooseColumns:
    """``paths`` of fields of the application of ``process_id``, in the order of the columns; none = without such columns, None = those the service
    itself names.

    Raises Invalid beyond six; a path the form does not have shows nothing.
    """

    command_id: str
    process_id: str
    paths: tuple[str, ...] | None


def choose_opens_next(command: ChooseOpensNext, work: Work) -> None:
    _put(work, opens_next=command.on)


def choose_columns(command: ChooseColumns, work: Work) -> None:
    paths = None if command.paths is None else list(dict.fromkeys(path[:200] for path in command.paths if path))
    if paths and len(paths) > MOST_COLUMNS:
        raise Invalid("最多选 {most} 列，再多列表就看不清了。", most=MOST_COLUMNS)
    _put(work, columns={command.process_id[:64]: paths})


def _put(work: Work, *, opens_next: bool | None = None, columns: Mapping[str, list[str] | None] | None = None) -> None:
    officer_id = work.viewer.officer_id
    if officer_id is None:
        raise Missing("没有这个账号。")
    kept = desks.choice_of(work.tx, officer_id)
    chosen = {**(kept.columns if kept else {}), **(columns or {})}
    on = opens_next if opens_next is not None else bool(kept and kept.opens_next)
    desks.put_choice(work.tx, officer_id, opens_next=on, columns={process: paths for process, paths in chosen.items() if paths is not None})
