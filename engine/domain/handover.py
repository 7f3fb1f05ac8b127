"""Who may take a colleague's work, and the sentences that say why another may not. Commands ask before an act, pages before they offer one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine.domain.officer import Post, Role
from engine.domain.sentence import Sentence

MOST_WORDS = 500
# A step of one of these roles may go to the other group of its department, no step to a group of another kind of duty.
_ALIKE = frozenset({Role.REVIEWER, Role.INSPECTOR})


@dataclass(frozen=True)
class Colleague:
    """``away_until``: the last day of the leave he is on; ``substitute``: who works for him meanwhile, "" = nobody.

    ``own_case``: he applied for the case himself; ``duty``: what separation of duties says against him in this case.
    """

    officer_id: str
    name: str
    posts: tuple[Post, ...]
    active: bool = True
    away_until: date | None = None
    substitute: str = ""
    duty: Sentence | None = None


def fits(posts: Iterable[Post], groups: Iterable[str], division: str) -> bool:
    wanted = frozenset(groups)
    return any(post.division == division and post.group in wanted for post in posts)


def why_not(one: Colleague, groups: Iterable[str], division: str, holder_id: str | None) -> Sentence | None:
    """What stands against giving ``one`` a task of these groups in this division; None = nothing."""
    if not one.active:
        return Sentence("{name}的账号已停用。", name=one.name)
    if one.officer_id == holder_id:
        return Sentence("这件事已经在{name}手上。", name=one.name)
    if not fits(one.posts, groups, division):
        return Sentence("{name}没有办理这个环节的岗位。", name=one.name)
    if one.duty is not None:
        return one.duty
    if one.away_until is not None and not one.substitute:
        return Sentence("{name}请假至 {until}，没有指定代理人。", name=one.name, until=f"{one.away_until.month}月{one.away_until.day}日")
    return None


def groups_beside(groups: Iterable[str], departments_groups: Iterable[str]) -> tuple[str, ...]:
    """Other groups of the same department to which a step of ``groups`` may go: review to inspection and back, nothing else."""
    own = tuple(groups)
    role_of = {group: group.partition(":")[2] for group in own}
    if any(role not in _ALIKE for role in role_of.values()):
        return ()
    departments = {group.partition(":")[0] for group in own}
    return tuple(
        sorted(
            group
            for group in set(departments_groups) - set(own)
            if group.partition(":")[0] in departments and group.partition(":")[2] in _ALIKE
        )
    )
