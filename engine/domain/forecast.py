"""When a case will likely be finished, from how long similar ones took from the same stage to their end. No promise, and never without saying
on how many cases it rests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_KEPT = 200
FEWEST = 10
"""Similar cases below which nothing is said."""


@dataclass(frozen=True)
class Spread:
    """Working minutes from a stage's beginning to the case's end, without those in which the applicant was waited for: half of the similar
    cases took at most ``half``, nine of ten ``most``. ``cases``: on how many this rests. ``slower``: it was less when the stage began, for
    the case has outlasted the quick ones since."""

    half: int
    most: int
    cases: int
    slower: bool


def route_of(stages: Iterable[str]) -> str:
    """A short name for the stages a case has come through, in their order."""
    return hashlib.sha256("\n".join(stages).encode()).hexdigest()[:16]


def kept(minutes: Iterable[int]) -> list[int]:
    """In order; of more than are kept, evenly spaced ones."""
    every = sorted(minutes)
    if len(every) <= MOST_KEPT:
        return every
    return [every[round(place * (len(every) - 1) / (MOST_KEPT - 1))] for place in range(MOST_KEPT)]


def spread(minutes: Sequence[int], cases: int, elapsed: int) -> Spread | None:
    """``minutes``: ascending, of similar cases, of which there were ``cases``; ``elapsed``: how long this one has been in its stage. Only those
    count that took at least that long; None where too few did."""
    still = [each for each in minutes if each >= elapsed]
    resting_on = cases * len(still) // len(minutes) if minutes else 0
    if resting_on < FEWEST:
        return None
    half, most = quantile(still, 0.5), quantile(still, 0.9)
    return Spread(half, most, resting_on, half > quantile(minutes, 0.5) or most > quantile(minutes, 0.9))


def quantile(ascending: Sequence[int], share: float) -> int:
    """The least value that at least this share of them does not exceed. Raises IndexError of none."""
    place = -(-len(ascending) * int(share * 100) // 100) - 1
    return ascending[max(0, place)]
