"""A forecast from similar cases: what it says, on how many it rests, and when it says nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.forecast import FEWEST, MOST_KEPT, kept, quantile, spread


def test_half_and_nine_of_ten_are_those_of_the_cases() -> None:
    said = spread(list(range(10, 110, 10)), 10, 0)
    assert said is not None
    assert (said.half, said.most, said.cases, said.slower) == (50, 90, 10, False)


def test_below_the_fewest_nothing_is_said() -> None:
    assert spread([5] * (FEWEST - 1), FEWEST - 1, 0) is None and spread([], 0, 0) is None


def test_a_case_that_outlasted_the_quick_ones_is_compared_with_the_slow_ones_and_says_so() -> None:
    said = spread(list(range(1, 21)), 20, 8)
    assert said is not None
    assert (said.half, said.most, said.cases, said.slower) == (14, 19, 13, True)
    assert spread(list(range(1, 21)), 20, 15) is None


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(0, 10_000))
def test_it_never_says_a_time_that_has_passed_and_nine_of_ten_is_not_before_half(minutes: list[int], elapsed: int) -> None:
    said = spread(kept(minutes), len(minutes), elapsed)
    if said is not None:
        assert elapsed <= said.half <= said.most and FEWEST <= said.cases <= len(minutes)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=1000))
def test_what_is_kept_of_many_has_nearly_the_same_quantiles(minutes: list[int]) -> None:
    own = kept(minutes)
    assert len(own) == min(len(minutes), MOST_KEPT) and own == sorted(own)
    ordered = sorted(minutes)
    for share in (0.5, 0.9):
        near = [quantile(ordered, max(0.01, share - 0.02)), quantile(ordered, min(1.0, share + 0.02))]
        assert near[0] <= quantile(own, share) <= near[1]
