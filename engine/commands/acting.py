"""In whose name an officer acts on a task: his own, or that of a colleague on leave for whom he stands in."""

from __future__ import annotations

from typing import Any

from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Refused


def sign(work: Work, row: Any, case: Case) -> tuple[str | None, str]:
    """(id, name) of who holds, or would hold, the task by this officer's act. From here on all of the command is signed by both names."""
    one = work.viewer.stands_for(row.groups, case.division_code, row.claimed_by)
    if one is None:
        return work.viewer.officer_id, work.viewer.name
    if work.viewer.acts_for is None:
        work.viewer = work.viewer.signing_for(one)
    return one.officer_id, one.name


def require_holder(work: Work, row: Any, case: Case) -> tuple[str | None, str]:
    """The same, for who may finish it. Raises Refused if a colleague has it, or if it was given to this officer for his opinion only."""
    holder = sign(work, row, case)
    if work.viewer.kind != "officer":
        return holder
    if row.claimed_by not in (None, holder[0]):
        if row.owned_by is not None and row.owned_by in work.viewer.holders:
            raise Refused("“{step}”已委派给{who}征求意见，请等对方交回，或先收回。", step=row.name, who=row.claimed_name)
        raise Refused("“{step}”已由{who}认领，请先由其释放。", step=row.name, who=row.claimed_name)
    if row.owned_by is not None:
        raise Refused("“{step}”是{who}委派给您征求意见的，请写明意见后交回，由{who}办结。", step=row.name, who=row.owned_name)
    return holder
