"""Passing a task on: to whom it may go, and what has been asked and answered among colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.commands import duty
from engine.commands.colleagues import colleagues
from engine.domain import handover as rules
from engine.domain.calendar import SHANGHAI
from engine.domain.officer import Role
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_case
from engine.queries.task_page import reachable_task
from engine.store import handover, progress
from engine.store.reader import Reader


@dataclass(frozen=True, kw_only=True)
class PassTo:
    """To whom this task could be given. Raises Missing for who may not open it."""

    task_id: str


@dataclass(frozen=True, kw_only=True)
class Passed:
    """How this task stands among colleagues. Raises Missing for who may not open it."""

    task_id: str


@dataclass(frozen=True)
class ColleagueLine:
    """``why_not``: he cannot take it, and why. ``away``: he is on leave until then and ``substitute`` works for him."""

    officer_id: str
    name: str
    roles: tuple[Role, ...]
    why_not: Sentence | None
    away_until: date | None
    substitute: str


@dataclass(frozen=True, kw_only=True)
class PassToShown:
    """``groups``: (``department:role``, department's name, role) that it may go to as a whole."""

    task_id: str
    case_id: str
    case_no: str
    service: str
    subject: str
    step: str
    due_at: datetime | None
    colleagues: tuple[ColleagueLine, ...]
    groups: tuple[tuple[str, str, Role], ...]


@dataclass(frozen=True)
class DelegationShown:
    """``opinion`` "" until he has answered; ``recalled``: he never will, because
    it was taken back or the step has ended."""

    owner: str
    delegate: str
    note: str
    opinion: str
    given_at: datetime
    ended_at: datetime | None
    recalled: bool


@dataclass(frozen=True, kw_only=True)
class PassedShown:
    """``may_pass``: the viewer may give it away now. ``asked_of_me``: it was given to him for his opinion; ``lent``: he has given it away for
    one. ``signs_as``: both names, when he acts for a colleague on leave, else ""."""

    may_pass: bool
    asked_of_me: bool
    lent: bool
    owner: str
    holder: str
    signs_as: str
    delegations: tuple[DelegationShown, ...]


def pass_to(query: PassTo, reader: Reader, viewer: Viewer) -> PassToShown:
    row, case = reached(query.task_id, reader, viewer)
    process = reader.process(case.edition_hash)
    day = reader.now.astimezone(SHANGHAI).date()
    found = colleagues(reader.connection, case, process, row, day)
    one = viewer.stands_for(row.groups, case.division_code, row.claimed_by)
    holder = one.officer_id if one else viewer.officer_id
    staffed = {post.group for each in found for post in each.posts if post.division == case.division_code}
    groups = [(group, *group.split(":")) for group in rules.groups_beside(row.groups, staffed)]
    return PassToShown(
        task_id=row.task_id,
        case_id=case.case_id,
        case_no=case.case_no,
        service=case.process_name,
        subject=case.subject_name or case.applicant_mask,
        step=row.name,
        due_at=row.due_at,
        colleagues=tuple(_line(each, row, case, holder) for each in found if each.officer_id != viewer.officer_id),
        groups=tuple((group, reader.departments.get(department, department), Role(role)) for group, department, role in groups),
    )


def _line(one: rules.Colleague, row: Any, case: Any, holder: str | None) -> ColleagueLine:
    roles = dict.fromkeys(Role(post.role) for post in one.posts if post.division == case.division_code)
    said = rules.why_not(one, row.groups, case.division_code, holder)
    return ColleagueLine(one.officer_id, one.name, tuple(roles), said, one.away_until, one.substitute)


def passed(query: Passed, reader: Reader, viewer: Viewer) -> PassedShown:
    row, case = reached(query.task_id, reader, viewer)
    one = viewer.stands_for(row.groups, case.division_code, row.claimed_by)
    holder = one.officer_id if one else viewer.officer_id
    is_open = row.status == progress.OPEN
    in_hand = is_open and row.claimed_by in (None, holder)
    lent = is_open and row.owned_by is not None and row.owned_by in viewer.holders
    free = in_hand and row.owned_by is None and not _kept_from(row, case, reader, viewer)
    return PassedShown(
        may_pass=free,
        asked_of_me=in_hand and row.owned_by is not None,
        lent=lent and not in_hand,
        owner=row.owned_name or "",
        holder=row.claimed_name or "",
        signs_as=f"{viewer.name} 代 {one.name}" if one and in_hand else "",
        delegations=tuple(_delegations(row, reader)),
    )


def _kept_from(row: Any, case: Any, reader: Reader, viewer: Viewer) -> bool:
    roles = [group.partition(":")[2] for group in row.groups if viewer.may(group, row.division_code)]
    return duty.standing(reader.connection, case, roles, reader.process(case.edition_hash), viewer) is not None


def _delegations(row: Any, reader: Reader) -> Iterable[DelegationShown]:
    for each in handover.delegations_of(reader.connection, row.case_id, row.task_id):
        yield DelegationShown(
            each.owner_name,
            each.delegate_name,
            reader.open(each.note_sealed) or "",
            reader.open(each.opinion_sealed) or "",
            each.given_at,
            each.ended_at,
            each.ending == "recalled" or (each.ended_at is None and row.status != progress.OPEN),
        )


def reached(task_id: str, reader: Reader, viewer: Viewer) -> tuple[Any, Any]:
    """The rows of task and case; raises Missing where none of the viewer's posts reaches them."""
    row = reachable_task(task_id, reader, viewer)
    return row, visible_case(reader.connection, row.case_id, viewer)


QUERIES = {PassTo: pass_to, Passed: passed}
