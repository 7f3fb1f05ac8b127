"""Who may do a step: the officers at its posts, less those whom its rule ``self`` bars (they took the case in, or applied for it)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.domain.errors import Forbidden
from engine.runtime import Step
from engine.store import office, progress

BARRED = "您收过、受理过这个办件，或者就是申请人，按这个环节的规定应当回避。"


def able(tx: Any, case: Any, step: Step, groups: Iterable[str]) -> list[Any]:
    """Rows of ``officer``, by name. ``case``: its row or value."""
    return [each for each in at_posts(tx, case, groups) if not is_barred(tx, case, step, each.officer_id, each.identity_lookup or "")]


def at_posts(tx: Any, case: Any, groups: Iterable[str]) -> list[Any]:
    return office.holders(tx, case.division_code, tuple(groups))


def is_barred(tx: Any, case: Any, step: Step, officer_id: str, identity_lookup: str) -> bool:
    if not step.rules.bars:
        return False
    own = bool(identity_lookup) and identity_lookup == case.applicant_lookup
    return own or case.taken_in_by == officer_id or "window" in progress.roles_done(tx, case.case_id, officer_id)


def require(work: Any, case: Any, step: Step) -> None:
    """Raises Forbidden if the step's rule bars the viewer, or him for whom he acts."""
    for one in (work.viewer, work.viewer.acts_for):
        if one is not None and one.officer_id and is_barred(work.tx, case, step, one.officer_id, one.identity_lookup):
            raise Forbidden(BARRED)
