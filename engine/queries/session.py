"""Who is signed in: asked by every page an officer opens, so that a closed account or a new password ends his sessions at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import StandIn, Viewer
from engine.store import handover, rows
from engine.store.reader import Reader
from engine.store.schema_office import officer


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
    stands_in: tuple[StandIn, ...] = ()

    @property
    def viewer(self) -> Viewer:
        """He himself, looking and acting."""
        return Viewer.officer(self.officer_id, self.name, self.posts, self.identity_lookup, self.stands_in)


def officer_session(query: OfficerSession, reader: Reader, viewer: Viewer) -> OfficerSeen:
    """Raises Missing for an unknown or closed account."""
    one = reader.directory.officer(reader.connection, query.officer_id)
    if one is None or not one.active:
        raise Missing("没有这个账号。")
    stands_in = _stands_in(one.officer_id, reader) if one.stands_in_until is not None and one.stands_in_until >= _today(reader) else ()
    return OfficerSeen(one.officer_id, one.name, one.posts, one.session_epoch, one.must_change_password, one.identity_lookup or "", stands_in)


def _today(reader: Reader) -> date:
    return reader.now.astimezone(SHANGHAI).date()


def _stands_in(officer_id: str, reader: Reader) -> tuple[StandIn, ...]:
    """Colleagues on leave today, and those of the posts named that they still hold."""
    leaves = handover.standing_in(reader.connection, officer_id, _today(reader))
    absent = [row.officer_id for row in leaves]
    held = handover.posts_of(reader.connection, absent)
    known = {row.officer_id: row.identity_lookup for row in rows.every(reader.connection, officer, officer_id=tuple(absent))}
    found = []
    for row in leaves:
        named = {Post(*each) for each in row.posts}
        posts = tuple(each for each in held.get(row.officer_id, ()) if each in named)
        if posts:
            found.append(StandIn(row.officer_id, row.officer_name, posts, known.get(row.officer_id) or ""))
    return tuple(found)


QUERIES = {OfficerSession: officer_session}
