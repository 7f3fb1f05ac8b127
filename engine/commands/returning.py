"""退回 and 拿回: moving a case back to a step that was done. What has been concluded since is void and stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import runtime
from engine.commands import desk_tasks, one_notice, return_options
from engine.commands.progress import move_on
from engine.commands.task import MOST_OPINION, may_finish, open_task
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.movement import TaskReturned, TaskTakenBack
from engine.domain.sentence import Sentence
from engine.store import cases, office, progress


@dataclass(frozen=True, kw_only=True)
class SendBack:
    """An open task goes back to the step ``to``. ``after`` rerun: everything since is undone and done again; resume: only that step is done
    again, then the task opens again with its sender. Raises Refused for a step that is not offered, Invalid without a reason."""

    command_id: str
    task_id: str
    to: str
    after: str = "rerun"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """Whoever finished a task takes it back while nobody has opened what came of it; of a step that others still sign, his signature.
    Raises Refused with what stands in the way."""

    command_id: str
    task_id: str


def told_reason(text: str) -> str:
    """Raises Invalid unless there is one, of at most 1 000 characters."""
    reason = text.strip()
    if not reason:
        raise Invalid("请写明原因。", {"reason": Sentence("请写明原因。")})
    if len(reason) > MOST_OPINION:
        raise Invalid("原因最多 {most} 字。", {"reason": Sentence("原因最多 {most} 字。", most=MOST_OPINION)}, most=MOST_OPINION)
    return reason


def send_back(command: SendBack, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    may_finish(work, row, case)
    process = work.process(case)
    options = {option.element_id: option for option in return_options.offered(work.tx, case, process, row)}
    option = options.get(command.to)
    if option is None or command.after not in option.after:
        raise Refused("“{step}”不能这样退回。", step=row.name)
    reason = told_reason(command.reason)
    move = runtime.Return(row.runtime_id, command.to, "resume" if command.after == "resume" else "rerun")
    before = _last(work, case, command.to)
    void(work, case, undone_by(work, case, move).undone)
    _end(work, row, reason)
    if process.definition.steps[command.to].act == "supplement":
        one_notice.require_anything_new(work, case, row)
        _ask(work, case, row, reason)
    work.emit(
        TaskReturned(
            case_id=case.case_id,
            element_id=row.element_id,
            task_id=row.task_id,
            step=row.name,
            to=command.to,
            to_step=option.step,
            after=command.after,
            details={"reason": reason},
        )
    )
    move_on(work, case.case_id, move)
    if before is not None:
        hand_to(work, case, command.to, before)


def _end(work: Work, row: Any, reason: str) -> None:
    absent = work.viewer.acts_for
    progress.end_task(
        work.tx,
        row.task_id,
        progress.RETURNED,
        done_at=work.now,
        done_by=work.viewer.officer_id,
        done_by_name=work.viewer.name,
        done_for=absent.officer_id if absent is not None else None,
        opinion=reason,
    )
    desk_tasks.settle(work, row.case_id, row.task_id)


def take_back(command: TakeBack, work: Work) -> None:
    row = progress.find_task(work.tx, command.task_id)
    if row is None or row.done_by is None or row.done_by != work.viewer.officer_id:
        raise Missing("没有找到这个任务。")
    case = work.case(row.case_id)
    row = progress.find_task(work.tx, command.task_id)
    assert row is not None
    if not work.viewer.held(row.groups, case.division_code):
        raise Forbidden("您已经不在这个岗位上，不能拿回。")
    case.require_awake()
    preview = return_options.taken_back(work.tx, case, work.process(case), row)
    if preview.signature:
        progress.void_task(work.tx, row.task_id, work.now)
    else:
        void(work, case, preview.undone)
    work.emit(TaskTakenBack(case_id=case.case_id, element_id=row.element_id, task_id=row.task_id, step=row.name))
    move_on(work, case.case_id, runtime.TakeBack(row.runtime_id, row.element_id))
    hand_to(work, case, row.element_id, row)


def undone_by(work: Work, case: Case, move: Any) -> runtime.Preview:
    """Raises Refused where the move cannot be made."""
    definition, state = work.process(case).definition, cases.state(work.tx, case.case_id)
    if state is None:
        raise Refused("办件现在不在流程里，不能退回或跳转。")
    preview = runtime.preview(definition, state, move)
    why_not = preview.why_not or return_options.crosses_decision(case, definition, preview)
    if why_not is not None:
        raise Refused(why_not.template, **why_not.facts)
    return preview


def void(work: Work, case: Case, elements: Any) -> None:
    for row in progress.tasks_of(work.tx, case.case_id, status=progress.DONE):
        if row.element_id in elements and row.voided_at is None:
            progress.void_task(work.tx, row.task_id, work.now)


def hand_to(work: Work, case: Case, element_id: str, before: Any) -> None:
    """The step opens with whoever did it before, if he still holds the post; else with all who may do it."""
    owner = before.done_for or before.done_by
    if owner is None:
        return
    officer = office.find_officer(work.tx, officer_id=owner)
    groups = {post.group for post in office.posts_of(work.tx, owner) if post.division == case.division_code}
    opened = progress.tasks_of(work.tx, case.case_id, status=progress.OPEN, element_id=element_id)
    for row in sorted(opened, key=lambda row: int(row.runtime_id[1:]), reverse=True):
        fits = officer is not None and officer.active and groups & set(row.groups)
        if fits and row.opened_at == work.now and row.claimed_by is None:
            progress.hold_task(work.tx, row.task_id, officer.officer_id, officer.name)
            return


def _last(work: Work, case: Case, element_id: str) -> Any:
    done = [row for row in progress.tasks_of(work.tx, case.case_id, status=progress.DONE) if row.element_id == element_id]
    return max(done, key=lambda row: (row.done_at, int(row.runtime_id[1:])), default=None)


def _ask(work: Work, case: Case, row: Any, reason: str) -> None:
    """The applicant reads the reason where he reads what else is asked of him."""
    request = cases.all_answers(work.tx, work.parts.seal, case.case_id).get("supplement_request") or {"defects": []}
    asked = [each for each in request["defects"] if each["key"] != f"step:{row.element_id}"]
    by = work.department_names.get(row.department, "")
    said = {row.department: reason[:500]}
    asked.append({"key": f"step:{row.element_id}", "what": row.name, "defect": reason[:500], "said": said, "by": by})
    content = {"defects": asked, "element": row.element_id, "asked_by": by}
    cases.save_answers(work.tx, work.parts.seal, case, "supplement_request", content, work.now)
