"""Which cases and tasks exist for a viewer: the only place that turns posts into SQL conditions.

A window clerk sees the cases of his division (he takes in and hands out for every department); a reviewer those in which his
department leads, has or had a task; a supervisor all of his division; an applicant those he opened with number and code. Everybody else sees none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, false, or_, select, true

from engine.domain.errors import Missing
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.store.asked import OWN
from engine.store.schema import cases, task

COUNTER_ROLES = frozenset({"window"})
REVIEW_ROLES = frozenset({"reviewer", "approver", "inspector", "hearing_chair"})


def visible_cases(viewer: Viewer, of: Any = cases) -> ColumnElement[bool]:
    """A condition on ``cases``, or on a subquery ``of`` it."""
    if viewer.kind == "system":
        return true()
    if viewer.case_ids:
        return of.c.case_id.in_(sorted(viewer.case_ids))
    return or_(false(), *(_reached(post, of) for post in viewer.posts), _taken_in_by(viewer, of))


def _reached(post: Post, of: Any) -> ColumnElement[bool]:
    if post.role in COUNTER_ROLES:
        return and_(of.c.division_code == post.division, or_(of.c.status != "draft", of.c.channel == "window"))
    if post.role == "supervisor":
        return and_(of.c.division_code == post.division, of.c.status != "draft")
    if post.role not in REVIEW_ROLES:
        return false()
    # Cut off at the first, so that PostgreSQL asks it of each case shown instead of once of all tasks there are.
    part = select(task.c.task_id).where(task.c.case_id == of.c.case_id, task.c.department == post.department).limit(1)
    took_part = part.scalar_subquery().is_not(None)
    return and_(of.c.division_code == post.division, of.c.status != "draft", or_(of.c.lead_department == post.department, took_part))


def _taken_in_by(viewer: Viewer, of: Any) -> ColumnElement[bool]:
    """What a proxy handed in for somebody, for as long as he works in that division."""
    if viewer.kind != "officer" or not viewer.has("proxy"):
        return false()
    return and_(of.c.taken_in_by == viewer.officer_id, of.c.division_code.in_(sorted(viewer.divisions)))


def visible_case(connection: Any, case_id: str, viewer: Viewer) -> Row[Any]:
    """The row of ``cases``; raises Missing alike for what is not there and what is not his."""
    if viewer.case_ids:
        rows = connection.ask(_visible, Viewer.system(), own=case_id) if case_id in viewer.case_ids else []
    else:
        rows = connection.ask(_visible, alike(viewer), own=case_id)
    if not rows:
        raise Missing("没有找到这个办件。")
    return rows[0]


def alike(viewer: Viewer) -> Viewer:
    """No more than says which cases and tasks exist for him, so that officers of the same posts ask in the same words."""
    return Viewer(kind=viewer.kind, officer_id=viewer.officer_id if viewer.has("proxy") else None, posts=viewer.posts)


def _visible(viewer: Viewer) -> Select[Any]:
    return select(cases).where(cases.c.case_id == OWN, visible_cases(viewer))


def reachable_tasks(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on ``task``: one of its groups fits one of the posts. It says nothing of the task's status."""
    if viewer.kind != "officer":
        return false()
    return or_(false(), *map(in_group, viewer.posts))


def in_group(post: Post) -> ColumnElement[bool]:
    """A condition on ``task``: this post is one of those that may do it."""
    # groups is a JSON list of "department:role"; as text each stands between quotation marks on both databases
    group = f'"{post.department}:{post.role}"'
    return and_(task.c.division_code == post.division, cast(task.c.groups, String).contains(group, autoescape=True))


def supervised(viewer: Viewer, division: str = "") -> list[str]:
    """Codes of the divisions he supervises, or the one of them that is asked for. Raises Missing where there is none."""
    own = sorted({post.division for post in viewer.posts if post.role == "supervisor" and division in ("", post.division)})
    if not own:
        raise Missing("没有找到这个页面。")
    return own
