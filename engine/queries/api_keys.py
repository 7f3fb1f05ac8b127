"""接口密钥 as the security administrator keeps them, and whose key a request shows."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, select

from engine.commands.context import local_day
from engine.domain.api_key import is_systems, read_key
from engine.domain.errors import Missing
from engine.domain.officer import Role
from engine.domain.viewer import Viewer
from engine.queries.paging import Page, read_page
from engine.queries.session import OfficerSeen, OfficerSession, officer_session
from engine.store.reader import Reader
from engine.store.schema_api_key import api_key
from engine.store.schema_office import officer, post

PER_PAGE = 50
_IS_SYSTEMS = exists().where(post.c.officer_id == officer.c.officer_id, post.c.role == Role.ROBOT.value)
"""As ``is_systems`` of the account's posts."""


@dataclass(frozen=True, kw_only=True)
class KeyHolder:
    """The account of a key, as OfficerSeen. Raises Missing alike for one that is unknown, altered, revoked or past its last day, and for an
    account that is closed or no system's any more. What it reads is kept under the office's edition, so a request that opens a command asks
    nothing more for it."""

    key: str


@dataclass(frozen=True, kw_only=True)
class ApiKeys:
    """Every key, the newest first. ``ended``: those that open nothing any more instead of those that do."""

    ended: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class OneApiKey:
    key_id: str


@dataclass(frozen=True)
class ApiKeyShown:
    """``state`` live | expired | revoked | closed (the account is) | person (the account is no system's any more)."""

    key_id: str
    officer_id: str
    officer_name: str
    login: str
    label: str
    created_at: datetime
    created_by_name: str
    expires_on: date
    revoked_at: datetime | None
    state: str


def key_holder(query: KeyHolder, reader: Reader, viewer: Viewer) -> OfficerSeen:
    shown = read_key(query.key)
    key_id, digest = shown or ("", "")
    kept = reader.directory.api_keys(reader.connection).get(key_id)
    if kept is None or not hmac.compare_digest(kept.digest, digest) or kept.expires_on < local_day(reader.now):
        raise Missing("没有这个接口密钥。")
    seen = officer_session(OfficerSession(officer_id=kept.officer_id), reader, viewer)
    if not is_systems(seen.posts):
        raise Missing("没有这个接口密钥。")
    return seen


def api_keys(query: ApiKeys, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("security_admin")
    state = _state(reader)
    found = _keys(state).where(state != "live" if query.ended else state == "live")
    page = read_page(reader, found, [api_key.c.created_at.desc(), api_key.c.key_id], query.page, PER_PAGE)
    return page.of(map(_shown, page.rows))


def one_api_key(query: OneApiKey, reader: Reader, viewer: Viewer) -> ApiKeyShown:
    """Raises Missing."""
    viewer.require_role("security_admin")
    row = reader.connection.execute(_keys(_state(reader)).where(api_key.c.key_id == query.key_id)).first()
    if row is None:
        raise Missing("没有找到这个接口密钥。")
    return _shown(row)


def _state(reader: Reader) -> Any:
    """The first reason why it opens nothing any more."""
    return case(
        (api_key.c.revoked_at.is_not(None), "revoked"),
        (~officer.c.active, "closed"),
        (~_IS_SYSTEMS, "person"),
        (api_key.c.expires_on < local_day(reader.now), "expired"),
        else_="live",
    )


def _keys(state: Any) -> Any:
    own = tuple(column for column in api_key.c if column.name not in ("digest", "created_by"))
    return select(*own, officer.c.name, officer.c.login, state.label("state")).join(officer, officer.c.officer_id == api_key.c.officer_id)


def _shown(row: Any) -> ApiKeyShown:
    return ApiKeyShown(
        key_id=row.key_id,
        officer_id=row.officer_id,
        officer_name=row.name,
        login=row.login,
        label=row.label,
        created_at=row.created_at,
        created_by_name=row.created_by_name,
        expires_on=row.expires_on,
        revoked_at=row.revoked_at,
        state=row.state,
    )


QUERIES = {KeyHolder: key_holder, ApiKeys: api_keys, OneApiKey: one_api_key}
