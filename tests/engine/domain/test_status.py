from __future__ import annotations

from itertools import pairwise

import pytest

from engine.domain.errors import Refused
from engine.domain.status import TRANSITIONS, CaseStatus, move


def test_a_case_goes_from_draft_to_the_archive() -> None:
    path = ["draft", "submitted", "supplementing", "submitted", "accepted", "decided", "closed", "archived"]
    for old, new in pairwise(path):
        assert move(old, new) == new


@pytest.mark.parametrize(
    ("old", "new"), [("draft", "accepted"), ("accepted", "refused"), ("accepted", "supplementing"), ("archived", "draft")]
)
def test_moves_the_law_does_not_know_are_refused_in_words(old: str, new: str) -> None:
    with pytest.raises(Refused, match="不能转为"):
        move(CaseStatus(old), CaseStatus(new))


def test_every_status_has_a_label_and_ways_on() -> None:
    assert set(TRANSITIONS) == set(CaseStatus)
    assert all(status.label for status in CaseStatus)
    assert all(TRANSITIONS[status] <= {CaseStatus.ARCHIVED} for status in CaseStatus if status.is_final)
