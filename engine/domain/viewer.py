"""Who is looking or acting. Every command and every query takes one; rows outside it do not exist for it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.errors import Forbidden, Missing
from engine.domain.officer import Post

HALL = "service_hall"


@dataclass(frozen=True)
class Viewer:
    """``public`` sees what is published; ``applicant`` the cases whose number and code he knows; ``officer`` what his posts reach;
    ``system`` is a worker.
    """

    kind: str = "public"
    officer_id: str | None = None
    name: str = ""
    posts: tuple[Post, ...] = ()
    case_ids: frozenset[str] = frozenset()
    identity_lookup: str = ""  # keyed hash of an officer's own identity number, "" = not on record

    @classmethod
    def public(cls) -> Viewer:
        return cls()

    @classmethod
    def applicant(cls, case_ids: frozenset[str] | set[str]) -> Viewer:
        return cls(kind="applicant", name="申请人", case_ids=frozenset(case_ids))

    @classmethod
    def officer(cls, officer_id: str, name: str, posts: tuple[Post, ...], identity_lookup: str = "") -> Viewer:
        return cls(kind="officer", officer_id=officer_id, name=name, posts=posts, identity_lookup=identity_lookup)

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

    def departments(self, division: str) -> frozenset[str]:
        return frozenset(post.department for post in self.posts if post.division == division)

    def has(self, role: str, division: str | None = None) -> bool:
        return any(post.role == role and division in (None, post.division) for post in self.posts)

    def may(self, group: str, division: str) -> bool:
        """Does one of the posts fit ``department:role`` in this division? (``applicant`` never fits an officer.)"""
        department, _, role = group.partition(":")
        return any(post.division == division and post.department == department and post.role == role for post in self.posts)

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
