"""转办 and 委派: an officer's task goes to a colleague, for good or for his opinion only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.commands import acting, colleagues, responsible
from engine.commands.task import acting_roles, may_finish, open_task
from engine.commands.work import Work
from engine.domain import handover as rules
from engine.domain.case import Case
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.events import DelegationAnswered, DelegationRecalled, TaskDelegated, TaskTransferred
from engine.domain.sentence import Sentence
from engine.store import handover, signing

GROUP = "group:"


@dataclass(frozen=True, kw_only=True)
class TransferTask:
    """For good. ``to``: an officer's id, or ``group:<department>:<role>`` of the same department. Gives who has it now.

    Raises Invalid without a target or a reason, Refused with why the target may not.
    """

    command_id: str
    task_id: str
    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DelegateTask:
    """For an opinion: ``to``, an officer's id, holds the task until he answers; then it is the owner's again. Raises as TransferTask."""

    command_id: str
    task_id: str
    to: str
    note: str


@dataclass(frozen=True, kw_only=True)
class AnswerDelegation:
    """The delegate's opinion; the task goes back to its owner. Raises Refused when it was not delegated to this officer."""

    command_id: str
    task_id: str
    opinion: str


@dataclass(frozen=True, kw_only=True)
class RecallDelegation:
    """The owner takes it back unanswered. Raises Refused when he has not delegated it."""

    command_id: str
    task_id: str


def told(text: str, name: str, asked: Sentence) -> str:
    """Words that must be there. Raises Invalid with the sentence ``asked`` beside the field ``name``."""
    words = text.strip()
    if not words:
        raise Invalid(asked, {name: asked})
    if len(words) > rules.MOST_WORDS:
        raise Invalid("最多 {most} 字。", {name: Sentence("最多 {most} 字。", most=rules.MOST_WORDS)}, most=rules.MOST_WORDS)
    return words


def require_officers_task(work: Work, row: Any, case: Case) -> None:
    """Raises Forbidden for an applicant's task, and for who is no officer of it."""
    if work.viewer.kind != "officer" or not acting_roles(work, row, case):
        raise Forbidden("只有办理这个环节的工作人员可以这样做。")


def transfer_task(command: TransferTask, work: Work) -> str:
    row, case = open_task(work, command.task_id)
    require_officers_task(work, row, case)
    may_finish(work, row, case)
    if signing.is_named(work.tx, case.case_id, row.task_id):
        raise Refused("“{step}”指定由专人签署，不能转办。请用加签、减签调整签署人。", step=row.name)
    reason = told(command.reason, "reason", Sentence("请写明转办原因，对方和流转记录都会看到。"))
    if command.to.startswith(GROUP):
        return _to_group(work, row, case, command.to.removeprefix(GROUP), reason)
    one = target(work, row, case, command.to)
    give(work, row, case, one.officer_id, one.name, reason)
    return one.name


def give(work: Work, row: Any, case: Case, officer_id: str, name: str, reason: str) -> None:
    """The task is this officer's from now on."""
    _changed(handover.give_task(work.tx, row.task_id, row.claimed_by, claimed_by=officer_id, claimed_name=name, seen_at=None), row)
    _transferred(work, row, case, reason, to_id=officer_id, to_name=name)


def put_back(work: Work, row: Any, case: Case, reason: str) -> None:
    """The task is nobody's: his group may claim it."""
    _changed(handover.give_task(work.tx, row.task_id, row.claimed_by, claimed_by=None, claimed_name=None), row)
    _transferred(work, row, case, reason, to_name=work.department_names.get(row.department, row.department), group=row.groups[0])


def _to_group(work: Work, row: Any, case: Case, group: str, reason: str) -> str:
    department, _, role = group.partition(":")
    staffed = {p.group for one in colleagues.colleagues(work.tx, case, work.process(case), row, work.today) for p in one.posts
               if p.division == case.division_code}  # fmt: skip
    if group not in rules.groups_beside(row.groups, staffed):
        raise Refused("“{step}”只能转给同部门能办这个环节的岗位。", step=row.name)
    values = {"groups": [group], "department": department, "role": role, "claimed_by": None, "claimed_name": None, "seen_at": None}
    _changed(handover.give_task(work.tx, row.task_id, row.claimed_by, **values), row)
    name = work.department_names.get(department, department)
    _transferred(work, row, case, reason, to_name=name, group=group)
    return name


def _transferred(work: Work, row: Any, case: Case, reason: str, *, to_name: str, to_id: str = "", group: str = "") -> None:
    work.emit(
        TaskTransferred(
            case_id=case.case_id,
            element_id=row.element_id,
            task_id=row.task_id,
            step=row.name,
            from_id=row.claimed_by or "",
            to_id=to_id,
            to_name=to_name,
            group=group,
            details={"reason": reason},
        )
    )
    responsible.follow(work, row, to_id=to_id, to_name=to_name, group=group)


def target(work: Work, row: Any, case: Case, officer_id: str) -> rules.Colleague:
    """Raises Invalid when nobody is named, Refused with what stands against the one who is."""
    if not officer_id:
        raise Invalid("请选择一位同事。", {"to": Sentence("请选择一位同事。")})
    found = colleagues.colleagues(work.tx, case, work.process(case), row, work.today)
    one = next((each for each in found if each.officer_id == officer_id), None)
    if one is None:
        raise Refused("所选人员不在这个环节的部门里，不能办理它。")
    holder, _name = acting.sign(work, row, case)
    said = rules.why_not(one, row.groups, case.division_code, holder)
    if said is not None:
        raise Refused(said.template, **said.facts)
    return one


def delegate_task(command: DelegateTask, work: Work) -> str:
    row, case = open_task(work, command.task_id)
    require_officers_task(work, row, case)
    may_finish(work, row, case)
    note = told(command.note, "note", Sentence("请写明要对方看什么、答什么。"))
    one = target(work, row, case, command.to)
    owner_id, owner_name = acting.sign(work, row, case)
    values = {"claimed_by": one.officer_id, "claimed_name": one.name, "owned_by": owner_id, "owned_name": owner_name, "seen_at": None}
    _changed(handover.give_task(work.tx, row.task_id, row.claimed_by, **values), row)
    handover.add_delegation(
        work.tx,
        delegation_id=work.draw_id(),
        case_id=case.case_id,
        division_code=case.division_code,
        task_id=row.task_id,
        owner_id=owner_id,
        owner_name=owner_name,
        delegate_id=one.officer_id,
        delegate_name=one.name,
        note_sealed=work.parts.seal.close(note),
        given_at=work.now,
    )
    facts = {"case_id": case.case_id, "element_id": row.element_id, "task_id": row.task_id, "step": row.name}
    work.emit(TaskDelegated(**facts, to_id=one.officer_id, to_name=one.name, details={"note": note}))
    return one.name


def answer_delegation(command: AnswerDelegation, work: Work) -> str:
    row, case = open_task(work, command.task_id)
    holder, _name = acting.sign(work, row, case)
    if row.owned_by is None or row.claimed_by != holder:
        raise Refused("“{step}”没有委派给您。", step=row.name)
    opinion = told(command.opinion, "opinion", Sentence("请写明您的意见。"))
    owner = row.owned_name
    facts = {"case_id": case.case_id, "element_id": row.element_id, "task_id": row.task_id, "step": row.name}
    work.emit(DelegationAnswered(**facts, to_id=row.owned_by, to_name=owner, details={"opinion": opinion}))
    end_delegation(work, row, case, "answered", opinion_sealed=work.parts.seal.close(opinion))
    return str(owner)


def recall_delegation(command: RecallDelegation, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    if row.owned_by is None or row.owned_by not in work.viewer.holders:
        raise Refused("“{step}”不是您委派出去的。", step=row.name)
    absent = next((one for one in work.viewer.stands_in if one.officer_id == row.owned_by), None)
    if absent is not None:
        work.viewer = work.viewer.signing_for(absent)
    facts = {"case_id": case.case_id, "element_id": row.element_id, "task_id": row.task_id, "step": row.name}
    work.emit(DelegationRecalled(**facts, to_id=row.claimed_by or "", to_name=row.claimed_name or ""))
    end_delegation(work, row, case, "recalled")


def end_delegation(work: Work, row: Any, case: Case, ending: str, **values: Any) -> None:
    """The owner holds it again."""
    given = handover.open_delegation(work.tx, case.case_id, row.task_id)
    if given is None:
        raise Missing("没有找到这次委派。")
    handover.end_delegation(work.tx, given.delegation_id, ending, work.now, **values)
    back = {"claimed_by": row.owned_by, "claimed_name": row.owned_name, "owned_by": None, "owned_name": None}
    _changed(handover.give_task(work.tx, row.task_id, row.claimed_by, **back), row)


def _changed(done: bool, row: Any) -> None:
    if not done:
        raise Refused("“{step}”刚刚换了办理人，请刷新后再看。", step=row.name)
