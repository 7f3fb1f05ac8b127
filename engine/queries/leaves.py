"""Who is on leave when, and who stands in: an officer's own, and all of them for the security administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from engine.domain import leave as rules
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.paging import Page, read_page
from engine.store import handover
from engine.store.reader import Reader
from engine.store.schema_handover import leave
from engine.store.schema_office import officer

PER_PAGE, MOST = 50, 30
LEAVE_ORDER = (leave.c.from_on, leave.c.leave_id)


@dataclass(frozen=True, kw_only=True)
class Leaves:
    """Those of one officer, and those in which he stands in, the newest first, at most 30. Raises Missing for all but himself and the
    security administrator."""

    officer_id: str


@dataclass(frozen=True, kw_only=True)
class AllLeaves:
    """Everybody's, the newest first. Role security_admin."""

    page: int = 1


@dataclass(frozen=True)
class PostLine:
    """A post and the names of its division and department."""

    post: Post
    division: str
    department: str


@dataclass(frozen=True)
class LeaveShown:
    """``state``: coming, running, over or ended (before its last day)."""

    leave_id: str
    officer_id: str
    officer: str
    substitute: str
    from_on: date
    to_on: date
    posts: tuple[PostLine, ...]
    state: str
    named_by: str


@dataclass(frozen=True)
class LeavesShown:
    """``choices``: colleagues (id, name) of the departments of his posts who could stand in."""

    officer_id: str
    name: str
    today: date
    posts: tuple[PostLine, ...]
    choices: tuple[tuple[str, str], ...]
    own: tuple[LeaveShown, ...]
    standing_in: tuple[LeaveShown, ...]


def leaves(query: Leaves, reader: Reader, viewer: Viewer) -> LeavesShown:
    if viewer.officer_id != query.officer_id and not viewer.has("security_admin"):
        raise Missing("没有找到这位工作人员。")
    one = reader.connection.execute(select(officer).where(officer.c.officer_id == query.officer_id)).one_or_none()
    if one is None:
        raise Missing("没有找到这位工作人员。")
    posts = rules.covered(handover.posts_of(reader.connection, [one.officer_id]).get(one.officer_id, ()))
    mine = select(leave).where(or_(leave.c.officer_id == one.officer_id, leave.c.substitute_id == one.officer_id))
    rows = reader.connection.execute(mine.order_by(leave.c.from_on.desc(), leave.c.leave_id).limit(MOST)).all()
    shown = [_shown(row, reader) for row in rows]
    return LeavesShown(
        one.officer_id,
        one.name,
        _today(reader),
        _lines(posts, reader),
        _choices(one.officer_id, posts, reader),
        tuple(each for each in shown if each.officer_id == one.officer_id),
        tuple(each for each in shown if each.officer_id != one.officer_id),
    )


def choices_of(officer_id: str, reader: Reader) -> tuple[tuple[str, str], ...]:
    """Colleagues of the departments of his posts."""
    return _choices(officer_id, rules.covered(handover.posts_of(reader.connection, [officer_id]).get(officer_id, ())), reader)


def _choices(officer_id: str, posts: tuple[Post, ...], reader: Reader) -> tuple[tuple[str, str], ...]:
    houses: dict[str, set[str]] = {}
    for post in posts:
        houses.setdefault(post.division, set()).add(post.department)
    found = {row.officer_id: row.name for division, names in houses.items() for row in handover.officers_of(reader.connection, division, names)}
    found.pop(officer_id, None)
    return tuple(sorted(found.items(), key=lambda each: each[1]))


def all_leaves(query: AllLeaves, reader: Reader, viewer: Viewer) -> Page:
    viewer.require_role("security_admin")
    page = read_page(reader, select(leave), [leave.c.created_at.desc(), leave.c.leave_id], query.page, PER_PAGE)
    return page.of([_shown(row, reader) for row in page.rows])


def _today(reader: Reader) -> date:
    return reader.now.astimezone(SHANGHAI).date()


def _lines(posts: tuple[Post, ...], reader: Reader) -> tuple[PostLine, ...]:
    names = reader.divisions, reader.departments
    return tuple(PostLine(each, names[0].get(each.division, each.division), names[1].get(each.department, each.department)) for each in posts)


def _shown(row: Any, reader: Reader) -> LeaveShown:
    today = _today(reader)
    state = "ended" if row.ended_at is not None else "over" if row.to_on < today else "coming" if row.from_on > today else "running"
    posts = _lines(tuple(Post(*each) for each in row.posts), reader)
    return LeaveShown(
        row.leave_id, row.officer_id, row.officer_name, row.substitute_name or "", row.from_on, row.to_on, posts, state, row.named_by_name
    )


QUERIES = {Leaves: leaves, AllLeaves: all_leaves}
