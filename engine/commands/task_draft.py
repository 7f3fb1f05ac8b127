"""What an officer has typed on a task's page and not yet sent: kept for him until he sends it, through a crash of browser and server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing, Overtaken
from engine.store import desks, progress
from engine.store.marks import is_overtaken, mark_of_save

MOST_LETTERS = 60_000


@dataclass(frozen=True, kw_only=True)
class KeepTaskDraft:
    """``content``: name of a field of the page → its values. Gives Kept.

    ``based_on``: the mark of the draft the page goes on from (``TaskDraftShown.mark``), "" where there was none; None writes over whatever is
    there. Raises Missing for a task that is not open or not one of his, Invalid beyond 60 000 letters, Overtaken when his draft is another by
    now, unless it is the very same."""

    command_id: str
    secret = True
    task_id: str
    content: Mapping[str, list[str]]
    based_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class DropTaskDraft:
    """His own; one that is not there is no error."""

    command_id: str
    task_id: str


@dataclass(frozen=True)
class Kept:
    """``mark``: of the draft that stands now."""

    mark: str


def keep_task_draft(command: KeepTaskDraft, work: Work) -> Kept:
    row = progress.find_task(work.tx, command.task_id)
    reached = row is not None and row.status == progress.OPEN and work.viewer.held(row.groups, row.division_code)
    if not reached or work.viewer.officer_id is None:
        raise Missing("没有找到这个任务。")
    if sum(len(name) + sum(map(len, values)) for name, values in command.content.items()) > MOST_LETTERS:
        raise Invalid("内容太长，没有暂存。")
    return _kept(command, work, row, work.viewer.officer_id)


def _kept(command: KeepTaskDraft, work: Work, row: Any, officer_id: str) -> Kept:
    seal, content = work.parts.seal, {name: list(values) for name, values in command.content.items()}
    before = desks.draft_of(work.tx, row.task_id, officer_id)
    standing = None if before is None else seal.open(before.content_sealed) or {}
    mark = "" if before is None else mark_of_save(standing, before.kept_at)
    if standing == content:
        return Kept(mark)
    if is_overtaken(mark, command.based_on):
        raise Overtaken("这个任务在别处填过更新的内容，这里填的不再自动暂存。可以在这里直接办结；要以那边的内容为准，请重新打开这个任务。")
    of_the_case = {"case_id": row.case_id, "division_code": row.division_code}
    desks.put_draft(work.tx, row.task_id, officer_id, before, **of_the_case, content_sealed=seal.close(content), kept_at=work.now)
    return Kept(mark_of_save(content, work.now))


def drop_task_draft(command: DropTaskDraft, work: Work) -> None:
    if work.viewer.officer_id is not None:
        desks.drop_draft(work.tx, command.task_id, work.viewer.officer_id)
