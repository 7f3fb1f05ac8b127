"""What the viewer has typed on a task's page and not yet sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.domain.viewer import Viewer
from engine.store import desks
from engine.store.marks import mark_of_save
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class TaskDraft:
    """His own draft of this task, or None; nobody else's can be asked for."""

    task_id: str


@dataclass(frozen=True)
class TaskDraftShown:
    """``mark``: for ``KeepTaskDraft.based_on``."""

    content: Mapping[str, list[str]]
    kept_at: datetime
    mark: str


def task_draft(query: TaskDraft, reader: Reader, viewer: Viewer) -> TaskDraftShown | None:
    row = desks.draft_of(reader.connection, query.task_id, viewer.officer_id) if viewer.officer_id else None
    if row is None:
        return None
    content = reader.open(row.content_sealed) or {}
    return TaskDraftShown(content, row.kept_at, mark_of_save(content, row.kept_at))


QUERIES = {TaskDraft: task_draft}
