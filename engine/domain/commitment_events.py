"""Facts about what applicants promise instead of proof."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class CommitmentMade(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class CommitmentTakenBack(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class CommitmentChecked(Event):
    """``outcome`` true or false. ``details``: finding."""

    material_id: str
    material_name: str
    outcome: str
