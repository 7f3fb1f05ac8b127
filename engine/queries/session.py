"""Who is signed in: asked by every page an officer opens, so that a closed account or a new password ends his sessions at once."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.store import rows
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
    one = rows.first(reader.connection, officer, officer_id=query.officer_id)
    if one is None or not one.active:
        raise Missing("没有这个账号。")
    held = rows.every(reader.connection, post, "division_code", "department", "role", officer_id=one.officer_id)
    posts = tuple(Post(division=row.division_code, department=row.department, role=row.role) for row in held)
    return OfficerSeen(one.officer_id, one.name, posts, one.session_epoch, one.must_change_password, one.identity_lookup or "")


QUERIES = {OfficerSession: officer_session}
