"""Events of a case moved by hand: back, across, to rest. See ``events`` for what an event is."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class TaskReturned(Event):
    """``to`` and ``to_step``: where the case goes back to; ``after`` rerun or resume. ``details``: reason."""

    task_id: str
    step: str
    to: str
    to_step: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TaskTakenBack(Event):
    task_id: str
    step: str


@dataclass(frozen=True, kw_only=True)
class CaseJumped(Event):
    """``left``: the steps that waited. ``details``: reason."""

    left: str
    to_step: str


@dataclass(frozen=True, kw_only=True)
class CaseSuspended(Event):
    """``details``: reason."""


@dataclass(frozen=True, kw_only=True)
class CaseWoken(Event):
    pass
