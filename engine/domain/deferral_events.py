"""Facts about materials that an applicant has promised to bring later (容缺)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class DeferralPromised(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class DeferralTakenBack(Event):
    material_id: str
    material_name: str


@dataclass(frozen=True, kw_only=True)
class OwedReminded(Event):
    """``due_on`` the soonest (ISO)."""

    materials: str
    due_on: str
