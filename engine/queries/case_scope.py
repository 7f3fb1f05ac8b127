"""Which cases and tasks exist for a viewer: the only place that turns posts into SQL conditions.

A window clerk sees the cases of his division (he takes in and hands out for every department); a reviewer those in which his
department leads, has or had a task; an applicant those he opened with number and code. Everybody else sees none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, cast, exists, false, or_, select, true

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.store.schema import cases, task

COUNTER_ROLES = frozenset({"window"})
REVIEW_ROLES = frozenset({"reviewer", "approver", "inspector", "hearing_chair"})


def visible_cases(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on ``cases``."""
    if viewer.kind == "system":
        return true()
    if viewer.case_ids:
        return cases.c.case_id.in_(sorted(viewer.case_ids))
    reached = [_reached(post.division, post.department, post.role) for post in viewer.posts]
    return or_(false(), *reached, _taken_in_by(viewer))


def _reached(division: str, department: str, role: str) -> ColumnElement[bool]:
    if role in COUNTER_ROLES:
        return and_(cases.c.division_code == division, or_(cases.c.status != "draft", cases.c.channel == "window"))
    if role not in REVIEW_ROLES:
        return false()
    took_part = exists().where(task.c.case_id == cases.c.case_id, task.c.department == department)
    return and_(cases.c.division_code == division, cases.c.status != "draft", or_(cases.c.lead_department == department, took_part))


def _taken_in_by(viewer: Viewer) -> ColumnElement[bool]:
    """What a proxy handed in for somebody, for as long as he works in that division."""
    if viewer.kind != "officer" or not viewer.has("proxy"):
        return false()
    return and_(cases.c.taken_in_by == viewer.officer_id, cases.c.division_code.in_(sorted(viewer.divisions)))


def visible_case(connection: Any, case_id: str, viewer: Viewer) -> Row[Any]:
    """The row of ``cases``; raises Missing alike for what is not there and what is not his."""
    row = connection.execute(select(cases).where(cases.c.case_id == case_id, visible_cases(viewer))).one_or_none()
    if row is None:
        raise Missing("没有找到这个办件。")
    return row


def reachable_tasks(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on ``task``: one of its groups fits one of the posts. It says nothing of the task's status."""
    if viewer.kind != "officer":
        return false()
    return or_(false(), *(_in_group(post.division, f"{post.department}:{post.role}") for post in viewer.posts))


def _in_group(division: str, group: str) -> ColumnElement[bool]:
    # groups is a JSON list of "department:role"; as text each stands between quotation marks on both databases
    return and_(task.c.division_code == division, cast(task.c.groups, String).contains(f'"{group}"', autoescape=True))
