"""Counting signatures: what several signers together have decided, if they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ABSTAIN = "abstain"
"""The outcome of one who takes no side: he counts neither for nor against, as if he had not been asked."""


@dataclass(frozen=True, slots=True)
class Vote:
    """``outcome`` of one who has not ``signed`` yet means nothing."""

    signed: bool
    outcome: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` all, any, sequential, ratio or weighted; ``share`` of what must agree (of heads, or of weights); ``outcomes`` as declared,
    the first of which is to agree. Without outcomes there is nothing to agree to: everybody signs, and it is done."""

    kind: str = "all"
    share: Decimal = Decimal(1)
    outcomes: tuple[str, ...] = ()

    @property
    def agree(self) -> str | None:
        return self.outcomes[0] if self.outcomes else None


@dataclass(frozen=True, slots=True)
class Verdict:
    done: bool
    outcome: str | None = None


OPEN = Verdict(False)


def decide(rule: Rule, votes: Sequence[Vote], deciding: Vote | None) -> Verdict:
    """``deciding``: of ``any``, the vote that settles it, if there is one. Everything else depends on the votes alone, not on their order:
    who agreed, and of those who did not which outcome has most of them (of two with as many, the one declared first)."""
    if all(vote.signed and vote.outcome == ABSTAIN for vote in votes):
        return Verdict(bool(votes), ABSTAIN)
    if rule.kind == "any":
        waiting = any(not vote.signed for vote in votes)
        if deciding is not None and deciding.outcome != ABSTAIN:
            return Verdict(True, deciding.outcome)
        return OPEN if waiting else Verdict(True, _most(rule, votes) or rule.agree)
    return _by_share(rule, votes) if rule.kind in ("ratio", "weighted") else _by_all(rule, votes)


def _by_all(rule: Rule, votes: Sequence[Vote]) -> Verdict:
    against = _most(rule, [vote for vote in votes if vote.outcome != rule.agree])
    if against is not None:
        return Verdict(True, against)
    return OPEN if any(not vote.signed for vote in votes) else Verdict(True, rule.agree)


def _by_share(rule: Rule, votes: Sequence[Vote]) -> Verdict:
    """As soon as it is sure: whoever has not signed may still agree, or abstain and so leave fewer to convince."""
    weigh = {vote: (vote.weight if rule.kind == "weighted" else 1) for vote in votes}
    total = sum(weigh[vote] for vote in votes if not (vote.signed and vote.outcome == ABSTAIN))
    agreed = sum(weigh[vote] for vote in votes if vote.signed and vote.outcome == rule.agree)
    waiting = sum(weigh[vote] for vote in votes if not vote.signed)
    if agreed and agreed >= rule.share * total:
        return Verdict(True, rule.agree)
    if agreed + waiting >= rule.share * total:
        return OPEN
    return Verdict(True, _most(rule, [vote for vote in votes if vote.outcome != rule.agree]))


def _most(rule: Rule, votes: Sequence[Vote]) -> str | None:
    weights: dict[str, int] = {}
    for vote in votes:
        if vote.signed and vote.outcome is not None and vote.outcome != ABSTAIN:
            weights[vote.outcome] = weights.get(vote.outcome, 0) + (vote.weight if rule.kind == "weighted" else 1)
    order = {outcome: number for number, outcome in enumerate(rule.outcomes)}
    return min(weights, key=lambda each: (-weights[each], order.get(each, len(order))), default=None)
