"""The working calendar, for pages that say how long something still lasts."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.calendar import WorkCalendar
from engine.domain.viewer import Viewer
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    """Public: when offices are open stands on every window."""


def working_time(query: WorkingTime, reader: Reader, viewer: Viewer) -> WorkCalendar:
    return reader.calendar


QUERIES = {WorkingTime: working_time}
