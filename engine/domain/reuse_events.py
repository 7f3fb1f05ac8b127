"""Facts about what an applicant need not hand in twice."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.event import Event


@dataclass(frozen=True, kw_only=True)
class MaterialReused(Event):
    """Provided from another case of his, ``from_case`` (its number), instead of anew; each file of it stands in a ``FileAttached`` beside this."""

    material_id: str
    material_name: str
    from_case: str
