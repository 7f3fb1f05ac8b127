"""Who is signed in: asked by every page an officer opens, so that a closed account or a new password ends his sessions at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.store.reader import Reader
from engine.store.schema_office import officer, post


@dataclass(frozen=True, kw_only=True)
class OfficerSession:
    officer_id: str


@dataclass(frozen=True)
class OfficerSeen:
    """``session_epoch`` is compared with the one the session began with."""

    officer_id: str
    name: str
    posts: tuple[Post, ...]
    session_epoch: int
    must_change_password: bool
    identity_lookup: str


def officer_session(query: OfficerSession, reader: Reader, viewer: Viewer) -> OfficerSeen:
    """Raises Missing for an unknown or closed account."""
    one = reader.connection.execute(select(officer).where(officer.c.officer_id == query.officer_id, officer.c.active)).one_or_none()
    if one is None:
        raise Missing("没有这个账号。")
    held = reader.connection.execute(
        select(post.c.division_code, post.c.department, post.c.role).where(post.c.officer_id == one.officer_id)
        .order_by(post.c.division_code, post.c.department, post.c.role)
    )
    posts = tuple(Post(division=row.division_code, department=row.department, role=row.role) for row in held)
    return OfficerSeen(one.officer_id, one.name, posts, one.session_epoch, one.must_change_password, one.identity_lookup or "")


QUERIES = {OfficerSession: officer_session}
