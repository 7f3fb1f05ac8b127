"""Between which days a hearing may be set, said on the page before a day is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.domain.calendar import SHANGHAI
from engine.domain.hearing_days import earliest, latest
from engine.store import progress
from engine.store.reader import Reader


def hearing_days(task: Any, process: Any, reader: Reader) -> tuple[date, date | None] | None:
    """None for a step that sets no hearing, or is not open."""
    steps = process.definition.steps
    if task.element_id not in steps or steps[task.element_id].hearing != "schedule" or task.status != progress.OPEN:
        return None
    first = earliest(reader.now.astimezone(SHANGHAI).date(), reader.calendar)
    done = progress.tasks_of(reader.connection, task.case_id, status=progress.DONE)
    asked = [row.done_at for row in done if row.element_id in steps and steps[row.element_id].hearing == "request" and row.voided_at is None]
    last = latest(max(asked), reader.calendar) if asked else None
    return first, last if last is None or last >= first else None
