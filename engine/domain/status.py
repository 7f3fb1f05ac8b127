"""The status of a case: one word, moved only by commands. Pauses belong to the clock, grant and deny to the decision."""

from __future__ import annotations

from enum import StrEnum

from engine.domain.errors import Refused


class CaseStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    CLOSED = "closed"
    ARCHIVED = "archived"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_final(self) -> bool:
        """Nothing happens to the matter any more; archiving is still to come."""
        return self in _FINAL


_LABELS = {
    CaseStatus.DRAFT: "草稿",
    CaseStatus.SUBMITTED: "已提交",
    CaseStatus.SUPPLEMENTING: "待补正",
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.DECIDED: "已决定",
    CaseStatus.CLOSED: "已办结",
    CaseStatus.ARCHIVED: "已归档",
    CaseStatus.REFUSED: "不予受理",
    CaseStatus.WITHDRAWN: "已撤回",
    CaseStatus.TERMINATED: "已终止",
}
_FINAL = frozenset({CaseStatus.CLOSED, CaseStatus.ARCHIVED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN, CaseStatus.TERMINATED})

# A supplement that is not handed in within five days of receipt may be deemed accepted (art. 32(4)) or ended, hence both ways out.
TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.DRAFT: frozenset({CaseStatus.SUBMITTED, CaseStatus.WITHDRAWN}),
    CaseStatus.SUBMITTED: frozenset(
        {CaseStatus.SUPPLEMENTING, CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN, CaseStatus.TERMINATED}
    ),
    CaseStatus.SUPPLEMENTING: frozenset(
        {CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.WITHDRAWN, CaseStatus.TERMINATED}
    ),
    CaseStatus.ACCEPTED: frozenset({CaseStatus.DECIDED, CaseStatus.WITHDRAWN, CaseStatus.TERMINATED}),
    CaseStatus.DECIDED: frozenset({CaseStatus.CLOSED}),
    CaseStatus.CLOSED: frozenset({CaseStatus.ARCHIVED}),
    CaseStatus.ARCHIVED: frozenset(),
    CaseStatus.REFUSED: frozenset({CaseStatus.ARCHIVED}),
    CaseStatus.WITHDRAWN: frozenset({CaseStatus.ARCHIVED}),
    CaseStatus.TERMINATED: frozenset({CaseStatus.ARCHIVED}),
}


def move(old: CaseStatus, new: CaseStatus) -> CaseStatus:
    """The new status; raises Refused if a case in status ``old`` cannot go there."""
    if new not in TRANSITIONS[old]:
        raise Refused("办件{old}，不能转为{new}", old=old.label, new=new.label)
    return new
