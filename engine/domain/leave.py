"""代理: a dated leave, and who may stand in meanwhile. One substitute for a post at a time, and no substitute of a substitute."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine.domain.officer import Post, Role, conflicts
from engine.domain.sentence import Sentence

COVERED = frozenset({Role.WINDOW, Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.HEARING_CHAIR, Role.PROXY})
"""Posts a substitute may fill: those of the workbench. What an administrator, designer or supervisor does, nobody does in his name."""
LONGEST = 366


@dataclass(frozen=True)
class Span:
    """A leave as the rules see it; both days belong to it. ``substitute`` "" = nobody stands in."""

    officer: str
    substitute: str
    from_on: date
    to_on: date
    posts: frozenset[Post] = frozenset()

    @property
    def words(self) -> str:
        days = f"{self.from_on.month}月{self.from_on.day}日"
        return days if self.from_on == self.to_on else f"{days}至{self.to_on.month}月{self.to_on.day}日"


def covered(posts: Iterable[Post]) -> tuple[Post, ...]:
    return tuple(post for post in posts if post.role in COVERED)


def dates_wrong(from_on: date, to_on: date, today: date) -> Sentence | None:
    if to_on < from_on:
        return Sentence("结束日期不能早于开始日期。")
    if to_on < today:
        return Sentence("这段日期已经过去了。")
    if (to_on - from_on).days >= LONGEST:
        return Sentence("一次最长 {most} 天，更长的请分段设置。", most=LONGEST)
    return None


def why_not(new: Span, own: Iterable[Span], officer_stands_in: Iterable[Span], substitute_posts: Iterable[Post], substitute_away: Iterable[Span],
            substitute_stands_in: Iterable[Span]) -> Sentence | None:  # fmt: skip
    """What stands against a leave. The spans are those that touch its days: the officer's ``own``, those in which he stands in himself, and
    both kinds of his substitute's."""
    for each in own:
        if not new.substitute or not each.substitute or new.posts & each.posts:
            return Sentence("{when}已经设置过，代理人：{who}。请先撤销原来的。", when=each.words, who=each.substitute or Sentence("无"))
    for each in officer_stands_in:
        return Sentence("{name}在{when}代理{who}，请先由{who}或管理员改换代理人。", name=new.officer, when=each.words, who=each.officer)
    if not new.substitute:
        return None
    for each in substitute_away:
        return Sentence("{name}在{when}也请假，不能代理。", name=new.substitute, when=each.words)
    held = frozenset(substitute_posts)
    houses = {(post.division, post.department) for post in held}
    if any((post.division, post.department) not in houses for post in new.posts):
        return Sentence("{name}不在同一个部门，不能代理这些岗位。", name=new.substitute)
    together = held | new.posts | frozenset(post for each in substitute_stands_in for post in each.posts)
    clash = conflicts(together)
    if clash:
        return Sentence("{name}不能代理：{why}", name=new.substitute, why=clash[0])
    return None
