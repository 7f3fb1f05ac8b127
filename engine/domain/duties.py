"""Separation of duties: which acts on one case one person may not both do (行政许可法 art. 34, 48; domain.md 2A.4).

The one place of these rules. Commands ask it before an act, pages before they offer one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.domain.sentence import Sentence

OWN_CASE = Sentence("这是您本人申请的办件，您不能办理它。")
ASKED_FOR_THE_PAST = frozenset({"approver", "hearing_chair"})
"""Whoever acts as one of these is asked what he did on the case before."""
_EXAMINING = frozenset({"reviewer", "inspector", "approver"})


@dataclass(frozen=True)
class Hands:
    """What one officer has to do with a case so far: in which ``roles`` he finished steps, whether he ``took_in`` the papers at the counter,
    whether he is its applicant himself."""

    roles: frozenset[str] = frozenset()
    took_in: bool = False
    is_applicant: bool = False


@dataclass(frozen=True)
class _Rule:
    """Who acts in one of ``acting`` may have acted in none of ``before``. ``promised_only``: a case decided on the spot may join the two."""

    acting: frozenset[str]
    before: frozenset[str]
    said: Sentence
    promised_only: bool = False


_RULES = (
    _Rule(frozenset({"approver"}), frozenset({"window"}), Sentence("受理过这个办件的人不能再批准它。")),
    _Rule(frozenset({"reviewer"}), frozenset({"window"}), Sentence("受理过这个办件的人不能再审查它。")),
    _Rule(
        frozenset({"approver"}),
        frozenset({"reviewer", "inspector"}),
        Sentence("审查过这个办件的人不能再批准它。"),
        promised_only=True,
    ),
    _Rule(
        frozenset({"hearing_chair"}),
        _EXAMINING,
        Sentence("听证要由审查人员以外的人主持，您审查过这个办件（行政许可法第四十八条）。"),
    ),
    _Rule(_EXAMINING, frozenset({"hearing_chair"}), Sentence("主持过这个办件听证的人不能再审查或者批准它（行政许可法第四十八条）。")),
)

_BEFORE_EXAMINING = frozenset[str]().union(*(rule.before for rule in _RULES if rule.acting & _EXAMINING)) - _EXAMINING
"""Whoever examines may not have acted as one of these, other than as an examiner himself."""


def against(roles: Iterable[str], hands: Hands, *, promised: bool) -> Sentence | None:
    """What stands against acting in any of these ``roles``; None = one of them is free. ``promised``: a 承诺件, not decided on the spot."""
    if hands.is_applicant:
        return OWN_CASE
    done = hands.roles | {"window"} if hands.took_in else hands.roles
    if not done:
        return None
    found = [_against(role, done, promised) for role in sorted(roles)]
    return None if None in found or not found else found[0]


def _against(role: str, done: frozenset[str], promised: bool) -> Sentence | None:
    for rule in _RULES:
        if role in rule.acting and not done.isdisjoint(rule.before) and (promised or not rule.promised_only):
            return rule.said
    return None


def asks_for_the_past(roles: Iterable[str], posts: Iterable[str]) -> bool:
    """Whether ``against`` needs to know what he did before. ``posts``: every role he holds.

    A reviewer or inspector with no post at a window or in the chair has neither accepted nor chaired; of what is not asked, ``took_in`` stands
    on the case.
    """
    acting = frozenset(roles)
    return bool(acting & ASKED_FOR_THE_PAST) or bool(acting & _EXAMINING and _BEFORE_EXAMINING.intersection(posts))
