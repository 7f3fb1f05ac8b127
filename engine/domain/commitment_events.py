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


@dataclass(frozen=True, kw_only=True)
class DecisionRevoked(Event):
    """The decision to grant rested on this promise, which was false. ``number`` of the letter; ``details``: reason."""

    material_id: str
    material_name: str
    number: str
