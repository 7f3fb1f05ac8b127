"""Officers and their posts, as the security administrator keeps them (who is signed in: ``queries.session``)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.paging import Page, read_page
from engine.store.reader import Reader
from engine.store.schema_office import department, division, officer, post

PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Officers:
    """Every officer, by name. ``search`` in login or name; ``division`` and ``department`` narrow by post; ``active`` None = both."""

    search: str = ""
    division: str = ""
    department: str = ""
    active: bool | None = None
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class OneOfficer:
    officer_id: str


@dataclass(frozen=True, kw_only=True)
class PostChoices:
    """What a post can be made of: divisions and active departments, as (id, name)."""


@dataclass(frozen=True)
class OfficerShown:
    officer_id: str
    login: str
    name: str
    active: bool
    must_change_password: bool
    created_at: datetime
    last_signed_in_at: datetime | None
    knows_identity: bool
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Choices:
    divisions: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]


def one_officer(query: OneOfficer, reader: Reader, viewer: Viewer) -> OfficerShown:
    """Himself, or anybody for a security administrator; raises Missing else."""
    if viewer.officer_id != query.officer_id:
        viewer.require_role("security_admin")
    return _one(reader, query.officer_id)


def officers(query: Officers, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("security_admin")
    found = select(officer).where(*_search(query.search), *_held(query.division, query.department))
    if query.active is not None:
        found = found.where(officer.c.active.is_(query.active))
    page = read_page(reader, found, [officer.c.active.desc(), officer.c.name, officer.c.login], query.page, PER_PAGE)
    return page.of(_with_posts(reader, page.rows))


def post_choices(query: PostChoices, reader: Reader, viewer: Viewer) -> Choices:
    viewer.require_role("security_admin")
    divisions = reader.connection.execute(select(division.c.code, division.c.name).order_by(division.c.code)).all()
    departments = reader.connection.execute(
        select(department.c.department_id, department.c.name).where(department.c.active).order_by(department.c.department_id)
    ).all()
    return Choices(tuple((row.code, row.name) for row in divisions), tuple((row.department_id, row.name) for row in departments))


def _search(text: str) -> list[Any]:
    words = text.split()
    return [or_(officer.c.login.icontains(word, autoescape=True), officer.c.name.icontains(word, autoescape=True)) for word in words]


def _held(division_code: str, department_id: str) -> list[Any]:
    if not division_code and not department_id:
        return []
    held = select(post.c.officer_id)
    if division_code:
        held = held.where(post.c.division_code == division_code)
    if department_id:
        held = held.where(post.c.department == department_id)
    return [officer.c.officer_id.in_(held)]


def _one(reader: Reader, officer_id: str) -> OfficerShown:
    rows = reader.connection.execute(select(officer).where(officer.c.officer_id == officer_id)).all()
    if not rows:
        raise Missing("没有找到这位工作人员。")
    return _with_posts(reader, rows)[0]


def _with_posts(reader: Reader, rows: Iterable[Any]) -> tuple[OfficerShown, ...]:
    rows = list(rows)
    held: dict[str, list[Post]] = {row.officer_id: [] for row in rows}
    order = (post.c.division_code, post.c.department, post.c.role)
    for line in reader.connection.execute(select(post).where(post.c.officer_id.in_(list(held))).order_by(*order)):
        held[line.officer_id].append(Post(division=line.division_code, department=line.department, role=line.role))
    return tuple(
        OfficerShown(
            row.officer_id,
            row.login,
            row.name,
            row.active,
            row.must_change_password,
            row.created_at,
            row.last_signed_in_at,
            row.identity_lookup is not None,
            tuple(held[row.officer_id]),
        )
        for row in rows
    )


QUERIES = {Officers: officers, OneOfficer: one_officer, PostChoices: post_choices}
