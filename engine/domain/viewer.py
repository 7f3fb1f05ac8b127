"""Who is looking or acting. Every command and every query takes one; rows outside it do not exist for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.domain.errors import Forbidden, Missing
from engine.domain.officer import Post

HALL = "service_hall"


@dataclass(frozen=True)
class StandIn:
    """An absent colleague, and those of his posts in which an officer works for him."""

    officer_id: str
    name: str
    posts: tuple[Post, ...]
    identity_lookup: str = ""


@dataclass(frozen=True)
class Viewer:
    """``public`` sees what is published; ``applicant`` the cases whose number and code he knows; ``officer`` what his posts reach;
    ``system`` is a worker. While he ``stands_in`` for somebody, ``posts`` are his own and theirs; ``own_posts`` only his own.
    ``acts_for``: the colleague in whose name he does what he does now; then ``name`` says both.
    """

    kind: str = "public"
    officer_id: str | None = None
    name: str = ""
    posts: tuple[Post, ...] = ()
    case_ids: frozenset[str] = frozenset()
    identity_lookup: str = ""  # keyed hash of an officer's own identity number, "" = not on record
    own_posts: tuple[Post, ...] = ()
    stands_in: tuple[StandIn, ...] = ()
    acts_for: StandIn | None = None

    @classmethod
    def public(cls) -> Viewer:
        return cls()

    @classmethod
    def applicant(cls, case_ids: frozenset[str] | set[str]) -> Viewer:
        return cls(kind="applicant", name="申请人", case_ids=frozenset(case_ids))

    @classmethod
    def officer(
        cls, officer_id: str, name: str, posts: tuple[Post, ...], identity_lookup: str = "", stands_in: tuple[StandIn, ...] = ()
    ) -> Viewer:
        """``posts``: his own."""
        every = tuple(dict.fromkeys([*posts, *(post for one in stands_in for post in one.posts)]))
        own = {"identity_lookup": identity_lookup, "own_posts": posts, "stands_in": stands_in}
        return cls(kind="officer", officer_id=officer_id, name=name, posts=every, **own)  # type: ignore[arg-type]

    @classmethod
    def system(cls) -> Viewer:
        return cls(kind="system", name="系统")

    @property
    def actor(self) -> str:
        """The word under which the journal knows him."""
        return f"officer:{self.officer_id}" if self.officer_id else self.kind

    @property
    def divisions(self) -> frozenset[str]:
        return frozenset(post.division for post in self.posts)

    @property
    def houses(self) -> tuple[tuple[str, str], ...]:
        """(division, department) in which he has a post, each once."""
        return tuple(dict.fromkeys((post.division, post.department) for post in self.posts))

    def departments(self, division: str) -> frozenset[str]:
        return frozenset(post.department for post in self.posts if post.division == division)

    def has(self, role: str, division: str | None = None) -> bool:
        return any(post.role == role and division in (None, post.division) for post in self.posts)

    def may(self, group: str, division: str) -> bool:
        """Does one of the posts fit ``department:role`` in this division? (``applicant`` never fits an officer.)"""
        return bool(self.held((group,), division))

    def held(self, groups: Iterable[str], division: str) -> list[str]:
        """Those of the groups that he may act for in this division."""
        held = []
        for group in groups:
            department, _, role = group.partition(":")
            for post in self.posts:
                if post.division == division and post.department == department and post.role == role:
                    held.append(group)
                    break
        return held

    # --- substitutes ---
    @property
    def holders(self) -> frozenset[str]:
        """In whose hands a task may be for him to act on it: his own and those of whom he stands in for."""
        own = () if self.officer_id is None else (self.officer_id,)
        return frozenset((*own, *(one.officer_id for one in self.stands_in)))

    def stands_for(self, groups: Iterable[str], division: str, holder_id: str | None) -> StandIn | None:
        """The absent colleague in whose name he acts on a task of these groups that ``holder_id`` has (None = nobody); None = in his own."""
        if not self.stands_in or holder_id == self.officer_id:
            return None
        wanted = frozenset(groups)
        if holder_id is None and any(post.division == division and post.group in wanted for post in self.own_posts):
            return None
        theirs = (one for one in self.stands_in if holder_id in (None, one.officer_id))
        return next((one for one in theirs if any(p.division == division and p.group in wanted for p in one.posts)), None)

    def signing_for(self, one: StandIn) -> Viewer:
        """He himself, signing “李 代 王”."""
        return replace(self, name=f"{self.name} 代 {one.name}", acts_for=one)

    def require_role(self, role: str) -> None:
        """Raise Forbidden unless one of the posts carries ``role``."""
        if self.kind != "system" and not self.has(role):
            raise Forbidden("您的岗位没有这项权限。")

    def require_system(self) -> None:
        """Raise Forbidden unless this is a worker or the command line."""
        if self.kind != "system":
            raise Forbidden("只有系统可以这样做。")

    def require_case(self, case_id: str, division: str) -> None:
        """Raise Missing unless he may act for the applicant of this case: its applicant, or a window clerk or proxy of its division."""
        at_counter = self.has("window", division) or self.has("proxy", division)
        if self.kind != "system" and case_id not in self.case_ids and not at_counter:
            raise Missing("没有找到这个办件。")
