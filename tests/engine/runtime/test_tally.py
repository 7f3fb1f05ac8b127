"""Counting signatures, for every rule and any order."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.runtime.specs.tally import ABSTAIN, Rule, Vote, decide

OUTCOMES = ("agree", "disagree", "return")
SHARES = st.sampled_from([Decimal("0.34"), Decimal("0.5"), Decimal("0.66"), Decimal(1)])
RULES = st.builds(Rule, st.sampled_from(["all", "ratio", "weighted"]), SHARES, st.just(OUTCOMES))


def signed_in_turn(rule: Rule, votes: tuple[tuple[str, int], ...], order: tuple[int, ...]) -> tuple[str | None, int]:
    """The outcome, and after how many signatures it was there."""
    done: set[int] = set()
    for index in order:
        done.add(index)
        verdict = decide(rule, [Vote(n in done, votes[n][0] if n in done else None, votes[n][1]) for n in range(len(votes))], None)
        if verdict.done:
            return verdict.outcome, len(done)
    raise AssertionError("everybody has signed and nothing is decided")


@settings(max_examples=150, deadline=None)
@given(RULES, st.lists(st.tuples(st.sampled_from(["agree", "disagree", ABSTAIN]), st.integers(1, 5)), min_size=1, max_size=5))
def test_whoever_signs_first_the_outcome_is_the_same(rule: Rule, votes: list[tuple[str, int]]) -> None:
    outcomes = {signed_in_turn(rule, tuple(votes), order)[0] for order in permutations(range(len(votes)))}
    assert len(outcomes) == 1


@settings(max_examples=150, deadline=None)
@given(RULES, st.lists(st.tuples(st.sampled_from([*OUTCOMES, ABSTAIN]), st.integers(1, 5)), min_size=1, max_size=5))
def test_whether_it_is_agreed_never_depends_on_the_order_of_several_other_outcomes(rule: Rule, votes: list[tuple[str, int]]) -> None:
    agreed = {signed_in_turn(rule, tuple(votes), order)[0] == "agree" for order in permutations(range(len(votes)))}
    assert len(agreed) == 1


@settings(max_examples=150, deadline=None)
@given(RULES, st.lists(st.tuples(st.sampled_from([*OUTCOMES, ABSTAIN]), st.integers(1, 5)), min_size=1, max_size=5))
def test_what_is_decided_early_is_what_all_of_them_decide(rule: Rule, votes: list[tuple[str, int]]) -> None:
    early, _ = signed_in_turn(rule, tuple(votes), tuple(range(len(votes))))
    late = decide(rule, [Vote(True, outcome, weight) for outcome, weight in votes], None)
    assert late.done and (late.outcome == "agree") == (early == "agree") and (late.outcome == ABSTAIN) == (early == ABSTAIN)


def test_heavy_votes_outweigh_many_light_ones():
    rule = Rule("weighted", Decimal("0.6"), OUTCOMES)
    heavy, light = Vote(True, "agree", 6), Vote(True, "disagree", 2)
    assert decide(rule, [heavy, light, light], None).outcome == "agree"
    assert decide(rule, [Vote(True, "disagree", 6), Vote(True, "agree", 2), Vote(False, None, 2)], None).outcome == "disagree"


def test_who_abstains_is_not_counted():
    rule = Rule("weighted", Decimal("0.6"), OUTCOMES)
    abstains = Vote(True, ABSTAIN, 10)
    assert decide(rule, [abstains, Vote(True, "agree", 3), Vote(True, "disagree", 2)], None).outcome == "agree"
    assert decide(Rule("all", Decimal(1), OUTCOMES), [abstains, Vote(True, "agree")], None).outcome == "agree"
    assert decide(rule, [abstains, abstains], None).outcome == ABSTAIN
    assert not decide(Rule("any", Decimal(1), OUTCOMES), [abstains, Vote(False)], abstains).done
