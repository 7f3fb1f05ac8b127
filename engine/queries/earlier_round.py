"""Why a step is open again: who sent the case back and what he wrote, and what the viewer himself had written in the round before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.domain.viewer import Viewer
from engine.store import journal, progress
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class EarlierRound:
    """``by`` "" = nobody sent it back: it was taken back. ``opinion`` and ``fields`` are the viewer's own words, or empty."""

    by: str
    step: str
    reason: str
    at: datetime | None
    opinion: str
    fields: Mapping[str, Any]


def earlier_round(row: Any, reader: Reader, viewer: Viewer) -> EarlierRound | None:
    """None for a task that is open for the first time."""
    same = progress.tasks_of(reader.connection, row.case_id, element_id=row.element_id)
    before = [each for each in same if each.task_id != row.task_id and each.voided_at is not None and each.done_at <= row.opened_at]
    if row.status != progress.OPEN or not before:
        return None
    last = max(before, key=lambda each: (each.done_at, int(each.runtime_id[1:])))
    mine = last.done_by is not None and last.done_by == viewer.officer_id
    sent = [each for each in journal.of_event(reader.connection, row.case_id, "TaskReturned") if each.facts["to"] == row.element_id]
    event = sent[-1] if sent and sent[-1].at == row.opened_at else None
    return EarlierRound(
        by="" if event is None else event.actor_name,
        step="" if event is None else event.facts["step"],
        reason="" if event is None else (reader.open(event.details_sealed) or {}).get("reason", ""),
        at=None if event is None else event.at,
        opinion=(last.opinion or "") if mine else "",
        fields=(reader.open(last.fields_sealed) or {}) if mine and last.fields_sealed else {},
    )
