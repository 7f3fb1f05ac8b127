"""离职转交: what an officer who leaves still has goes to a colleague, row by row, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.commands import hand_over, inform, leave, responsible
from engine.commands.leave import span
from engine.commands.work import Work
from engine.domain import leave as leave_rules
from engine.domain.case import Case
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.store import handover, office, progress, signals

REASON = "原办理人离岗，由管理员转交。"


@dataclass(frozen=True, kw_only=True)
class PassOn:
    """One row of ``engine.queries.departing``: ``kind`` task, question, watch, leave or escalation, and its id. Role security_admin.

    ``to``: an officer's id; "" = a task goes back to its group, a leave has no substitute, a case is not watched any more.
    Raises Missing when it is not his any more, Refused with the rule.
    """

    command_id: str
    officer_id: str
    kind: str
    ref: str
    to: str = ""


def pass_on(command: PassOn, work: Work) -> str:
    """Who has it now, "" = nobody."""
    work.viewer.require_role("security_admin")
    if command.kind not in _KINDS or command.to == command.officer_id:
        raise Invalid("请选择一位同事。", {"to": Sentence("请选择一位同事。")})
    return _KINDS[command.kind](command, work)


def _task(command: PassOn, work: Work) -> str:
    row = progress.find_task(work.tx, command.ref)
    if row is None or row.status != progress.OPEN or command.officer_id not in (row.claimed_by, row.owned_by):
        raise Missing("这件事已经不在他手上了。")
    case = work.case(row.case_id)
    if row.owned_by is not None and row.claimed_by == command.officer_id:
        owner = str(row.owned_name)
        hand_over.end_delegation(work, row, case, "recalled")
        return owner
    if row.owned_by is not None:
        return _lent(command, work, row, case)
    if not command.to:
        hand_over.put_back(work, row, case, REASON)
        return ""
    one = hand_over.target(work, row, case, command.to)
    hand_over.give(work, row, case, one.officer_id, one.name, REASON)
    return one.name


def _lent(command: PassOn, work: Work, row: Any, case: Case) -> str:
    """He asked a colleague for an opinion: it comes back, and goes on to whoever takes over."""
    one = hand_over.target(work, row, case, command.to) if command.to and command.to != row.claimed_by else None
    hand_over.end_delegation(work, row, case, "recalled")
    back = progress.find_task(work.tx, row.task_id)
    if one is None:
        hand_over.put_back(work, back, case, REASON)
        return ""
    hand_over.give(work, back, case, one.officer_id, one.name, REASON)
    return one.name


def _question(command: PassOn, work: Work) -> str:
    row = signals.find_question(work.tx, command.ref)
    if row is None or row.asked_to != command.officer_id or row.answered_at is not None:
        raise Missing("这个问题已经答复过了。")
    if not command.to:
        raise Refused("请选择由谁答复。")
    one = inform.colleague(work, work.case(row.case_id), command.to)
    signals.answer_question(work.tx, row.question_id, asked_to=one.officer_id, asked_to_name=one.name)
    return str(one.name)


def _watch(command: PassOn, work: Work) -> str:
    if not signals.watches(work.tx, command.officer_id, command.ref):
        raise Missing("没有找到这个办件。")
    case, name = work.case(command.ref), ""
    if command.to:
        one = inform.colleague(work, case, command.to)
        name = str(one.name)
        work.put(case.watch())
        signals.put_watch(work.tx, one.officer_id, case.case_id, division_code=case.division_code, since=work.now)
    signals.drop_watch(work.tx, command.officer_id, case.case_id)
    return name


def _leave(command: PassOn, work: Work) -> str:
    """Somebody else stands in for the absent colleague, or from now on nobody does."""
    row = handover.find_leave(work.tx, command.ref, lock=True)
    if row is None or row.substitute_id != command.officer_id or row.ended_at is not None or row.to_on < work.today:
        raise Missing("没有找到这次请假。")
    if not command.to:
        handover.change_leave(work.tx, row.leave_id, substitute_id=None, substitute_name=None)
        leave.tell_absent(work, row.officer_id, span(row), "")
        return ""
    one = office.find_officer(work.tx, lock=True, officer_id=command.to)
    if one is None or not one.active or one.officer_id == row.officer_id:
        raise Refused("没有这位同事，或者他的账号已停用。")
    new = span(row)
    said = leave_rules.why_not(
        leave_rules.Span(new.officer, one.name, row.from_on, row.to_on, new.posts),
        own=(),
        officer_stands_in=(),
        substitute_posts=office.posts_of(work.tx, one.officer_id),
        substitute_away=[span(each) for each in handover.leaves_between(work.tx, one.officer_id, row.from_on, row.to_on)],
        substitute_stands_in=[span(each) for each in handover.leaves_between(work.tx, one.officer_id, row.from_on, row.to_on, as_substitute=True)],
    )
    if said is not None:
        raise Refused(said.template, **said.facts)
    handover.change_leave(work.tx, row.leave_id, substitute_id=one.officer_id, substitute_name=one.name)
    office.change_officer(work.tx, one.officer_id, stands_in_until=max(row.to_on, one.stands_in_until or row.to_on))
    leave.tell_absent(work, row.officer_id, new, one.name)
    leave.tell_substitute(work, one.officer_id, new)
    return str(one.name)


def _escalation(command: PassOn, work: Work) -> str:
    """Without anybody named its group answers for it, as it may in any case. It may have gone there already, with its task."""
    row = signals.find_escalation(work.tx, command.ref)
    if row is not None and row.closed_at is None and row.responsible_id == (command.to or None):
        return str(row.responsible_name)
    if row is None or row.responsible_id != command.officer_id or row.closed_at is not None:
        raise Missing("没有找到这张督办单。")
    one = inform.colleague(work, work.case(row.case_id), command.to) if command.to else None
    name = str(one.name) if one is not None else work.department_names.get(row.department, row.department)
    to_id = one.officer_id if one is not None else ""
    responsible.pass_to(work, row, to_id=to_id, to_name=name, group=f"{row.department}:{row.role}")
    return name


_KINDS: dict[str, Callable[[PassOn, Work], str]] = {
    "task": _task,
    "question": _question,
    "watch": _watch,
    "leave": _leave,
    "escalation": _escalation,
}
