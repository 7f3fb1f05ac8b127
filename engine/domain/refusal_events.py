"""Facts about what the engine did not let happen."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class SecondNoticeRefused(Event):
    """Asked again for what a notice could have asked before (行政许可法 art. 32); the engine refused."""

    task_id: str
    step: str
    department: str
