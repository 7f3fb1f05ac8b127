"""What officers, and applicants in their own tasks, do with a task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.commands import acting, cosign, desk_tasks, duty, hearing, holders, one_notice, opening, responsible
from engine.commands.applicant_task import hand_in_supplement
from engine.commands.context import feel_context
from engine.commands.letter import environment
from engine.commands.progress import move_on
from engine.commands.work import Work
from engine.domain.calendar import SHANGHAI
from engine.domain.case import Case
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.event import Event
from engine.domain.events import OpinionGiven, TaskClaimed, TaskCompleted, TaskReleased
from engine.domain.sentence import Sentence
from engine.runtime import Advance, Complete, Step
from engine.store import cases, desks, progress, signing

# These ask for no findings: the step's form may be left empty.
WITHOUT_FINDINGS = frozenset({"supplement", "not_required", "not_competent", "false_papers"})
MOST_OPINION = 1000  # GB/T 39046: 意见 ≤ 1000
_ENDED = {progress.DONE: "办理", progress.RETURNED: "退回"}


@dataclass(frozen=True, kw_only=True)
class CompleteTask:
    """Finish a task. ``defects``: material id or ``field:<path>`` → what is wrong, told to the applicant when the outcome asks for a
    supplement. ``next``: element id → officer id of who is to do that step. ``answers``: the applicant's corrected application, drawn from
    the saved answers with the mark ``based_on`` (as in SaveDraft). Raises Refused naming who was first, Overtaken, Invalid on the form."""

    command_id: str
    task_id: str
    outcome: str | None = None
    opinion: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    defects: dict[str, str] = field(default_factory=dict)
    next: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Any] | None = None
    based_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimTask:
    command_id: str
    task_id: str


@dataclass(frozen=True, kw_only=True)
class SeeTask:
    """Somebody who may do the task has opened it: from here what came before cannot be taken back. Looking again changes nothing."""

    command_id: str
    task_id: str


@dataclass(frozen=True, kw_only=True)
class ReleaseTask:
    command_id: str
    task_id: str


def open_task(work: Work, task_id: str) -> tuple[Any, Case]:
    """The task and its case, locked, if this viewer may act on it now. Raises Missing, Refused (who did it and when)."""
    row = progress.find_task(work.tx, task_id)
    if row is None:
        raise Missing("没有找到这个任务。")
    case = work.case(row.case_id)  # locks: from here nobody else moves this case, and what was read before it may be read again
    row = progress.find_task(work.tx, task_id)
    assert row is not None
    _require(work, row, case)
    if row.status == progress.HELD:
        raise Refused("“{step}”要等加签的意见回来才能办。", step=row.name)
    if row.status != progress.OPEN:
        when = row.done_at.astimezone(SHANGHAI).strftime("%m月%d日 %H:%M") if row.done_at else ""
        who = row.done_by_name or ("系统" if row.status == progress.DONE else "流程")
        word = _ENDED.get(row.status, "取消")
        raise Refused("“{step}”已由{who}于 {when} {word}。", step=row.name, who=who, when=when, word=word)
    case.require_awake()
    return row, case


def _require(work: Work, row: Any, case: Case) -> None:
    if work.viewer.kind == "system":
        return
    if desk_tasks.APPLICANT in row.groups:
        work.viewer.require_case(case.case_id, case.division_code)
    elif not work.viewer.held(row.groups, case.division_code):
        raise Missing("没有找到这个任务。")


def claim_task(command: ClaimTask, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    officer_id, name = acting.sign(work, row, case)
    if officer_id is None:
        raise Forbidden("只有工作人员可以认领任务。")
    if row.claimed_by == officer_id:
        return
    duty.require(work, case, acting_roles(work, row, case))
    holders.require(work, case, work.process(case).definition.steps[row.element_id])
    cosign.may_sign(work, row, work.process(case).definition.steps[row.element_id])
    if not progress.hold_task(work.tx, row.task_id, officer_id, name):
        raise Refused("“{step}”已由{who}认领。", step=row.name, who=row.claimed_name or "")
    progress.see_task(work.tx, row.task_id, work.now)
    work.emit(TaskClaimed(case_id=case.case_id, element_id=row.element_id, task_id=row.task_id, step=row.name))


def see_task(command: SeeTask, work: Work) -> None:
    row, _case = open_task(work, command.task_id)
    progress.see_task(work.tx, row.task_id, work.now)


def release_task(command: ReleaseTask, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    if signing.is_named(work.tx, row.case_id, row.task_id):
        raise Refused("“{step}”指定由您签署，不能放回部门。", step=row.name)
    officer_id, _name = acting.sign(work, row, case)
    if row.owned_by is not None and row.claimed_by == officer_id:
        acting.require_holder(work, row, case)
    if not progress.drop_task(work.tx, row.task_id, officer_id or ""):
        raise Refused("“{step}”不在您手上。", step=row.name)
    work.emit(TaskReleased(case_id=case.case_id, element_id=row.element_id, task_id=row.task_id, step=row.name))
    responsible.follow(work, row, to_id="", to_name=work.department_names.get(row.department, row.department), group=row.groups[0])


def complete_task(command: CompleteTask, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    step = may_finish(work, row, case)
    cosign.may_sign(work, row, step)
    _check_outcome(command, row, step)
    fields = _checked_fields(command, work, case, row)
    hearing.check(work, case, row, step, command.outcome, fields)
    if row.act == "supplement":
        hand_in_supplement(work, case, command.answers, command.based_on)
    if command.defects:
        one_notice.ask_for(work, case, row, command.defects)
    signers = cosign.signed(work, case, row, step, command.outcome, command.opinion.strip(), fields)
    if signers is None:
        return
    advance = finish(work, row, step, command.outcome, command.opinion.strip(), fields, chosen=command.next, signers=signers)
    if step.rules.next:
        opening.require_choice(work, work.case(case.case_id), work.process(case), advance, command.next)


def may_finish(work: Work, row: Any, case: Case) -> Step:
    """The task's step. Raises Refused if a colleague holds the task, Forbidden for one who has accepted or reviewed what he would approve."""
    step: Step = work.process(case).definition.steps[row.element_id]
    acting.require_holder(work, row, case)
    duty.require(work, case, acting_roles(work, row, case))
    holders.require(work, case, step)
    return step


def acting_roles(work: Work, row: Any, case: Case) -> tuple[str, ...]:
    """The roles in which this officer may do the task; none for the applicant and the system."""
    return tuple([group.partition(":")[2] for group in work.viewer.held(row.groups, case.division_code)])


def _check_outcome(command: CompleteTask, row: Any, step: Step) -> None:
    known = {outcome for outcome, _label in row.outcomes}
    only_heard = bool(step.outcomes) and not known
    if not command.opinion.strip() and (only_heard or step.properties.get("consult")):
        said = Sentence("请写明意见。") if only_heard else Sentence("会商要写明意见和理由。")
        raise Invalid(said.template, {"opinion": said})
    if (known and command.outcome not in known) or (not known and command.outcome):
        raise Invalid("请选择办理结果。", {"outcome": Sentence("请选择办理结果。")})
    if len(command.opinion) > MOST_OPINION:
        raise Invalid("意见最多 {most} 字。", {"opinion": Sentence("意见最多 {most} 字。", most=MOST_OPINION)}, most=MOST_OPINION)
    if command.outcome == "supplement" and not command.defects:
        raise Invalid("请列明需要补正的材料或内容。", {"defects": Sentence("请至少列明一处需要补正的材料或内容。")})


def _checked_fields(command: CompleteTask, work: Work, case: Case, row: Any) -> dict[str, Any]:
    """The step's form, if it has one that is not the application itself: of what was sent, what it asks for. A supplement or refusal need not
    fill in findings."""
    if not row.form:
        return {}
    process = work.process(case)
    form = process.forms.get(row.form) if row.form != process.start_form else None
    if form is None:
        return {}
    context, around = feel_context(work, case), environment(work)
    fields = form.take(command.fields, context, None, around)  # another system may send anything, and what is kept is read by expressions
    if command.outcome in WITHOUT_FINDINGS:
        return fields
    problems = form.validate(fields, context, around)
    if problems:
        raise Invalid("请按提示完善表单。", problems)
    return fields


def finish(
    work: Work,
    row: Any,
    step: Step,
    outcome: str | None,
    opinion: str,
    fields: dict[str, Any],
    *,
    deemed: bool = False,
    silence: str = "",
    signers: tuple[str, ...] = (),
    chosen: Any = None,
) -> Advance:
    """The task is done; the process goes on. ``silence``: what lets a department's silence count; ``signers``: all who signed, if several;
    ``chosen``: element id → officer id of who does what comes next."""
    name = "系统（逾期视为）" if deemed else "、".join(signers) or work.viewer.name
    _end(work, row, outcome, opinion, fields, None if deemed else work.viewer.officer_id, name)
    work.emit(_done(work, row, step, outcome, silence, {"opinion": opinion} if opinion else {}))
    said = {**fields, "opinion": opinion, "done_by": name} | ({"signers": list(signers)} if signers else {})
    move = Complete(row.runtime_id, outcome, said, forced=deemed)
    return move_on(work, row.case_id, move, deemed=deemed, chosen=chosen or opening.NOBODY)


def _done(work: Work, row: Any, step: Step, outcome: str | None, silence: str, details: dict[str, Any]) -> Event:
    label = dict(row.outcomes).get(outcome, "")
    same = {"case_id": row.case_id, "element_id": row.element_id, "task_id": row.task_id, "step": row.name, "department": row.department}
    if is_heard(work, row, step):
        return OpinionGiven(**same, outcome=outcome or "", outcome_label=label, details=details)
    return TaskCompleted(**same, outcome=outcome or "", outcome_label=label or "完成", silence=silence, details=details)


def is_heard(work: Work, row: Any, step: Step) -> bool:
    """Whether he gives an opinion and decides nothing: one whom a signer hears first, or a department consulted."""
    if step.outcomes and not row.outcomes:
        return True
    own = signing.of_task(work.tx, row.case_id, row.task_id) if step.properties.get("consult") else None
    return own is not None and own.mode == "consulted"


def _end(work: Work, row: Any, outcome: str | None, opinion: str, fields: dict[str, Any], officer_id: str | None, name: str) -> None:
    """Its row, its clock, and what was found in it as answers of the department."""
    progress.end_task(
        work.tx,
        row.task_id,
        progress.DONE,
        done_at=work.now,
        done_by=officer_id,
        done_by_name=name,
        done_for=work.viewer.acts_for.officer_id if officer_id and work.viewer.acts_for else None,
        outcome=outcome,
        opinion=opinion,
        fields_sealed=work.parts.seal.close(fields or None),
    )
    desks.drop_drafts(work.tx, row.task_id)
    if row.due_at is not None:
        desk_tasks.settle(work, row.case_id, row.task_id)
    if fields:
        section = f"{row.department}.{row.form or row.element_id}"
        cases.save_answers(work.tx, work.parts.seal, work.case(row.case_id), section, fields, work.now)
