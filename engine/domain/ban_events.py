"""Facts about who may not apply again for an item that touches safety."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class BanImposed(Event):
    """``ban`` false_papers (行政许可法 art. 78) or fraud (art. 79); ``until_on``: its last day."""

    ban: str
    until_on: str


@dataclass(frozen=True, kw_only=True)
class BanLifted(Event):
    """The decision it rested on was overturned. ``until_on``: its last day, had it stood. ``details``: reason, basis."""

    ban: str
    until_on: str
