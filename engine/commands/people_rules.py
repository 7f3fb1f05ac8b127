"""What the engine does by itself with a step's people as its task opens: the properties ``empty``, ``self`` and ``dedupe``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.commands import desk_tasks, duty, holders
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.signing_events import PostFoundEmpty, TaskPassedByRule, TaskRedirected
from engine.runtime import Complete, OpenTask, Step, steps_before
from engine.store import progress

APPLICANT = "applicant"
_NOT_EXAMINED = frozenset({"window"})
NOBODY: Mapping[str, str] = {}
BY_RULE = {"dedupe": "系统（同一人已同意，自动通过）", "empty": "系统（岗位无人，按规则通过）"}


@dataclass(frozen=True)
class Placed:
    """Who gets a task that opens. ``groups`` as the diagram says, or as its rules lead; ``passes``: nobody does, it passes by this rule."""

    groups: tuple[str, ...]
    rule: str = ""
    passes: str = ""
    outcome: str | None = None
    officer: Any = None


def place(tx: Any, case: Any, process: Any, opened: OpenTask, holder: Any, agreeing: Mapping[str, str] = NOBODY) -> Placed:
    """``case``: its row or value; ``holder``: the officer to whom it goes anyway, if it goes to one. ``agreeing``: officer id → the step to
    which he is about to agree, for who looks ahead."""
    step: Step = process.definition.steps[opened.element_id]
    rules = step.rules
    if APPLICANT in opened.who or opened.mode not in ("", "drawn") or not (rules.empty or rules.bars or rules.dedupe):
        return Placed(opened.who)
    able = [holder] if holder is not None else holders.able(tx, case, step, opened.who)
    if not able:
        return _nobody(tx, case, step, opened)
    agreed = _who_agreed(tx, case, process, step, able, opened, agreeing) if rules.dedupe else None
    if agreed is not None:
        return Placed(opened.who, "dedupe", "dedupe", step.outcomes[0].id, agreed)
    return Placed(opened.who)


def _nobody(tx: Any, case: Any, step: Step, opened: OpenTask) -> Placed:
    barred = bool(holders.at_posts(tx, case, opened.who))
    to = step.rules.self.removeprefix("to:") if barred and step.rules.self.startswith("to:") else ""
    if to:
        return Placed((to,), "self")
    kind, _, what = step.rules.empty.partition(":")
    if kind == "to":
        return Placed((what,), "empty")
    if kind == "skip":
        return Placed(opened.who, "empty", "empty", what)
    return Placed(opened.who, "empty")


def _who_agreed(
    tx: Any, case: Any, process: Any, step: Step, able: Sequence[Any], opened: OpenTask, agreeing: Mapping[str, str]
) -> Any:
    """The first of them who has agreed in an earlier step, to what the applicant has not changed since, and may act here."""
    done = progress.tasks_of(tx, case.case_id, status=progress.DONE)
    changed = max((row.done_at for row in done if row.act == "supplement"), default=None)
    near = steps_before(process.definition, step.id) if step.rules.dedupe == "adjacent" else None
    agreed = {
        row.done_by
        for row in done
        if row.outcomes and row.outcome == row.outcomes[0][0] and row.role not in _NOT_EXAMINED
        and (changed is None or row.done_at > changed) and (near is None or row.element_id in near) and row.element_id != step.id and row.voided_at is None
    }  # fmt: skip
    agreed |= {officer_id for officer_id, at in agreeing.items() if near is None or at in near}
    roles = [group.partition(":")[2] for group in opened.who]
    return next((each for each in able if each.officer_id in agreed and duty.is_free(tx, case, process, each, roles)), None)


def tell(work: Work, case: Case, step: Step, task_id: str, opened: OpenTask, placed: Placed) -> None:
    """What the rule did, in the journal."""
    if placed.passes or not placed.rule:
        return
    department, _, role = placed.groups[0].partition(":")
    same = {"case_id": case.case_id, "element_id": step.id, "task_id": task_id, "step": step.name}
    if placed.groups == opened.who:
        work.emit(PostFoundEmpty(**same, department=department, role=role))
    else:
        work.emit(TaskRedirected(**same, was=opened.who[0].partition(":")[0], department=department, rule=placed.rule))


def pass_by(work: Work, case_id: str, task_id: str, step: Step, placed: Placed) -> Complete | None:
    """The task ends as the rule says; the move that takes the case on. None if it has been called off in between."""
    row = progress.find_task(work.tx, task_id)
    if row is None or row.status != progress.OPEN:
        return None
    officer = placed.officer
    name = BY_RULE[placed.passes] if officer is None else officer.name
    progress.end_task(
        work.tx,
        task_id,
        progress.DONE,
        done_at=work.now,
        done_by=None,  # nobody has acted: what one did and what a rule did stay apart
        done_by_name=name if officer is None else f"{name}（同一人已同意，自动通过）",
        outcome=placed.outcome,
        opinion="",
        fields_sealed=work.parts.seal.close(None),
    )
    if row.due_at is not None:
        desk_tasks.settle(work, case_id, task_id)
    label = next((each.label for each in step.outcomes if each.id == placed.outcome), "")
    work.emit(
        TaskPassedByRule(
            case_id=case_id, element_id=step.id, task_id=task_id, step=step.name, department=row.department,
            outcome=placed.outcome or "", outcome_label=label, rule=placed.passes, officer=officer.name if officer is not None else "",
            officer_id=officer.officer_id if officer is not None else "",
        )
    )  # fmt: skip
    return Complete(row.runtime_id, placed.outcome, {"opinion": "", "done_by": name, "by_rule": placed.passes})
