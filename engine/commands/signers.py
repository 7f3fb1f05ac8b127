"""加签 and 减签: an officer has a colleague sign beside him, and takes him off the list again. And the list itself, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import runtime
from engine.commands import duty, holders
from engine.commands.progress import move_on
from engine.commands.task import may_finish, open_task
from engine.commands.work import Work
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.sentence import Sentence
from engine.domain.signing_events import SignerAdded, SignerRemoved
from engine.runtime import Step
from engine.store import progress, signing

MODES = {"before": "前加签", "after": "后加签", "parallel": "并加签"}
SIGNING_ROLES = ("approver", "reviewer", "inspector", "hearing_chair")
MOST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class AddSigner:
    """``mode`` before: he gives his opinion first and it comes back; after: he signs after the viewer has agreed; parallel: both at once.
    ``officer_id`` one of ``colleagues``. Raises Refused if somebody holds or did the task, Invalid for a colleague who may not sign."""

    command_id: str
    task_id: str
    officer_id: str
    mode: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RemoveSigner:
    """For whoever added him, and whoever leads the step. Raises Refused if he has signed."""

    command_id: str
    case_id: str
    step_token: str
    position: int
    reason: str


@dataclass(frozen=True)
class Colleague:
    officer_id: str
    login: str
    name: str
    group: str


def add_signer(command: AddSigner, work: Work) -> None:
    row, case = open_task(work, command.task_id)
    step: Step = work.process(case).definition.steps[row.element_id]
    may_finish(work, row, case)
    if not takes_signers(row, step):
        raise Refused("“{step}”不能加签。", step=row.name)
    problems = {}
    if command.mode not in MODES:
        problems["mode"] = Sentence("请选择前加签、后加签或并加签。")
    if not command.reason.strip() or len(command.reason) > MOST_REASON:
        problems["reason"] = Sentence("请写明加签的理由，最多 {most} 字。", most=MOST_REASON)
    known = colleagues(work.tx, case, work.process(case), row, work.viewer.officer_id or "", needs_approver(step, command.mode))
    chosen = next((each for each in known if each.officer_id == command.officer_id), None)
    if chosen is None:
        problems["officer_id"] = Sentence("请选择一位能看到这个办件、可以签署的同事。")
    if problems or chosen is None:
        raise Invalid("请按提示完善加签。", problems)
    progress.hold_task(work.tx, row.task_id, work.viewer.officer_id or "", work.viewer.name)  # who asks a colleague has taken it up himself
    advance = move_on(work, case.case_id, runtime.AddSigner(row.runtime_id, chosen.group, chosen.login, command.mode))  # type: ignore[arg-type]
    roll = next(fact for fact in advance.facts if isinstance(fact, runtime.SignersChanged))
    position = max(each.position for each in roll.signers if each.officer == chosen.login)
    by = {"added_by": work.viewer.officer_id, "added_by_name": work.viewer.name, "added_at": work.now, "reason": command.reason.strip()}
    signing.change(work.tx, case.case_id, roll.step_id, position, **by)
    work.emit(
        SignerAdded(
            case_id=case.case_id, element_id=step.id, task_id=row.task_id, step=row.name, mode=command.mode,
            signer=chosen.name, signer_id=chosen.officer_id, details={"reason": command.reason.strip()},
        )
    )  # fmt: skip


def takes_signers(row: Any, step: Step) -> bool:
    """What is handed out, asked of the applicant, or signed by two officers on one record takes nobody else."""
    return row.act not in ("supplement", "deliver") and step.officers == 1 and "applicant" not in row.groups


def remove_signer(command: RemoveSigner, work: Work) -> None:
    if signing.find(work.tx, command.case_id, command.step_token, command.position) is None:
        raise Missing("没有找到这位签署人。")
    case = work.case(command.case_id)
    row = signing.find(work.tx, command.case_id, command.step_token, command.position)
    assert row is not None
    step: Step = work.process(case).definition.steps[row.element_id]
    if not may_remove(row, step, case, work.viewer):
        raise Missing("没有找到这位签署人。")
    if row.state not in signing.NOT_SIGNED:
        if row.state == "done":
            raise Refused("{who}已经签署，不能再减签。", who=_named(work, row))
        raise Refused("{who}已经不在签署人里。", who=_named(work, row))
    if not command.reason.strip() or len(command.reason) > MOST_REASON:
        said = Sentence("请写明减签的理由，最多 {most} 字。", most=MOST_REASON)
        raise Invalid(said.template, {"reason": said}, **said.facts)
    move_on(work, case.case_id, runtime.RemoveSigner(command.step_token, command.position))
    work.emit(
        SignerRemoved(
            case_id=case.case_id, element_id=step.id, step=step.name, signer=_named(work, row), signer_id=row.officer_id or "",
            details={"reason": command.reason.strip()},
        )
    )  # fmt: skip


def may_remove(row: Any, step: Step, case: Any, viewer: Any) -> bool:
    """Whoever added him; else the step's lead, who is of the first group that the diagram names. Those whom the diagram names stay."""
    return row.mode != "drawn" and viewer.officer_id is not None and (row.added_by == viewer.officer_id or viewer.may(step.who[0], case.division_code))


def needs_approver(step: Step, mode: str) -> bool:
    """Who signs a step of approvers as one of them is one (行政许可法 art. 34: 审查与决定分开); whoever only gives an opinion need not be."""
    return mode != "before" and all(group.partition(":")[2] == "approver" for group in step.who)


def colleagues(tx: Any, case: Any, process: Any, row: Any, own: str, approvers: bool) -> list[Colleague]:
    """Officers of the departments that may see the case, by name; each with the post in which he may sign, given what he did before."""
    step: Step = process.definition.steps[row.element_id]
    tasks = progress.tasks_of(tx, case.case_id)
    houses = {case.lead_department, *(task.department for task in tasks if task.department != "applicant")}
    roles = SIGNING_ROLES[:1] if approvers else SIGNING_ROLES
    groups = [f"{house}:{role}" for house in sorted(houses, key=lambda each: (each != row.department, each)) for role in roles]
    signs = {
        each.officer_id for each in signing.of_case(tx, case.case_id) if each.state in signing.NOT_SIGNED and each.element_id == step.id
    }
    found: dict[str, Colleague] = {}
    for group in groups:
        for each in holders.able(tx, case, step, [group]):
            other = each.officer_id not in {own, *signs, *found}
            if other and duty.is_free(tx, case, process, each, [group.partition(":")[2]]):
                found.setdefault(each.officer_id, Colleague(each.officer_id, each.login, each.name, group))
    return sorted(found.values(), key=lambda each: (each.group.partition(":")[0] != row.department, each.group, each.name))


def _named(work: Work, row: Any) -> str:
    department = row.groups[0].partition(":")[0] if row.groups else ""
    return row.officer_name or work.department_names.get(department, department)
