from __future__ import annotations

import pytest

from engine.domain.errors import Invalid
from engine.domain.officer import Post, Role, conflicts, parse_groups

CITY = "330783"


def test_who_accepts_does_not_approve_in_the_same_division() -> None:
    window, approver = Post(CITY, "service_hall", Role.WINDOW), Post(CITY, "tax", Role.APPROVER)
    assert conflicts([window, approver])
    assert conflicts([window, Post("330782", "tax", Role.APPROVER)]) == []
    assert conflicts([window]) == []


def test_the_three_administrators_are_three_people() -> None:
    assert conflicts([Post(CITY, "data_bureau", Role.SYSTEM_ADMIN), Post(CITY, "data_bureau", Role.AUDITOR)])
    assert conflicts([Post(CITY, "data_bureau", Role.AUDITOR), Post(CITY, "tax", Role.REVIEWER)])


def test_drawing_and_publishing_may_be_held_together() -> None:
    assert conflicts([Post(CITY, "data_bureau", Role.DESIGNER), Post(CITY, "data_bureau", Role.PUBLISHER)]) == []


def test_groups_are_read_and_unknown_roles_named() -> None:
    assert parse_groups("tax:reviewer, tax:approver ,applicant") == ("tax:reviewer", "tax:approver", "applicant")
    assert Post(CITY, "tax", Role("reviewer")).group == "tax:reviewer"
    for wrong in ("tax:king", "tax", "Tax:reviewer", "tax:reviewer:x"):
        with pytest.raises(Invalid):
            parse_groups(wrong)


def test_every_role_has_a_label() -> None:
    assert all(role.label for role in Role)
