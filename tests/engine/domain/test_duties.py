"""Separation of duties, rule by rule: who may act when he has already acted on the same case."""

from __future__ import annotations

import pytest

from engine.domain.duties import OWN_CASE, Hands, against, asks_for_the_past
from engine.domain.officer import Role

FORBIDDEN = [  # (acts as, acted before as)
    ("approver", "window"),
    ("reviewer", "window"),
    ("approver", "reviewer"),
    ("approver", "inspector"),
    ("hearing_chair", "reviewer"),
    ("hearing_chair", "inspector"),
    ("hearing_chair", "approver"),
    ("reviewer", "hearing_chair"),
    ("inspector", "hearing_chair"),
    ("approver", "hearing_chair"),
]


@pytest.mark.parametrize("acting", list(Role))
@pytest.mark.parametrize("before", list(Role))
def test_two_acts_on_one_case_exclude_each_other_exactly_where_the_table_says_so(acting: str, before: str) -> None:
    stands = against((acting,), Hands(roles=frozenset({before})), promised=True)
    assert (stands is not None) == ((acting, before) in FORBIDDEN)


@pytest.mark.parametrize("before", ["reviewer", "inspector"])
def test_a_case_decided_on_the_spot_may_be_reviewed_and_approved_by_one_person_but_not_accepted_and_approved(before: str) -> None:
    assert against(("approver",), Hands(roles=frozenset({before})), promised=False) is None
    assert against(("approver",), Hands(roles=frozenset({"window"})), promised=False) is not None


def test_who_took_the_papers_in_counts_as_the_window() -> None:
    assert against(("approver",), Hands(took_in=True), promised=True) is not None
    assert against(("window",), Hands(took_in=True), promised=True) is None


@pytest.mark.parametrize("acting", list(Role))
def test_nobody_acts_on_a_case_of_his_own_in_any_role(acting: str) -> None:
    assert against((acting,), Hands(is_applicant=True), promised=False) == OWN_CASE


def test_one_free_role_of_several_is_enough() -> None:
    assert against(("approver", "window"), Hands(roles=frozenset({"reviewer"})), promised=True) is None


@pytest.mark.parametrize(("acting", "before"), FORBIDDEN)
def test_whoever_could_have_acted_before_is_asked_for_his_past(acting: str, before: str) -> None:
    assert asks_for_the_past((acting,), (acting, before))


def test_a_reviewer_who_is_nothing_else_costs_no_look_up() -> None:
    assert not asks_for_the_past(("reviewer",), ("reviewer",))
    assert not asks_for_the_past(("reviewer",), ("reviewer", "supervisor", "robot"))
    assert not asks_for_the_past(("window",), ("window", "reviewer"))
