"""What acceptance and decision do with commitments: the letter of them, and the term for checking them."""

from __future__ import annotations

from typing import Any

from engine.commands.letter import issue_standing
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.duration import Duration
from engine.store import commitments

CHECKED_IN = Duration.parse("P40D")
"""Working days, where the item says nothing: two months."""


def told(work: Work, case: Case, element_id: str) -> None:
    """At acceptance the promise stands in a letter (告知承诺书)."""
    made = _of(work, case)
    if made:
        issue_standing(work, case, "commitment", {"commitments": [row.name for row in made]}, element_id)


def start_checks(work: Work, case: Case) -> None:
    """With a decision to grant, each is to be checked within its term; what is denied needs no check."""
    if case.decision != "grant":
        return
    due_at = work.calendar.add(work.now, work.process(case).item.limits.commitment_check or CHECKED_IN, "working")
    for row in _of(work, case):
        commitments.put(work.tx, case, row.material_id, due_at=due_at)


def _of(work: Work, case: Case) -> list[Any]:
    allowed = any(rule.commitment for rule in work.process(case).item.materials)
    return commitments.of_case(work.tx, case.case_id) if allowed else []
