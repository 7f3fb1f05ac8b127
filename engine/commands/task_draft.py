"""What an officer has typed on a task's page and not yet sent: kept for him until he sends it, through a crash of browser and server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing
from engine.store import desks, progress

MOST_LETTERS = 60_000


@dataclass(frozen=True, kw_only=True)
class KeepTaskDraft:
    """``content``: name of a field of the page → its values. Raises Missing for a task that is not open or not one of his, Invalid beyond 60 000 letters."""

    command_id: str
    secret = True
    task_id: str
    content: Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class DropTaskDraft:
    """His own; one that is not there is no error."""

    command_id: str
    task_id: str


def keep_task_draft(command: KeepTaskDraft, work: Work) -> None:
    row = progress.find_task(work.tx, command.task_id)
    reached = row is not None and row.status == progress.OPEN and any(work.viewer.may(group, row.division_code) for group in row.groups)
    if not reached or work.viewer.officer_id is None:
        raise Missing("没有找到这个任务。")
    if sum(len(name) + sum(map(len, values)) for name, values in command.content.items()) > MOST_LETTERS:
        raise Invalid("内容太长，没有暂存。")
    sealed = work.parts.seal.close({name: list(values) for name, values in command.content.items()})
    of_the_case = {"case_id": row.case_id, "division_code": row.division_code}
    desks.put_draft(work.tx, row.task_id, work.viewer.officer_id, **of_the_case, content_sealed=sealed, kept_at=work.now)


def drop_task_draft(command: DropTaskDraft, work: Work) -> None:
    if work.viewer.officer_id is not None:
        desks.drop_draft(work.tx, command.task_id, work.viewer.officer_id)
