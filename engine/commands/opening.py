"""Tasks that a move has opened: who gets each, by the diagram, by its rules, and by the word of whoever finished the step before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.commands import desk_tasks, holders, people_rules
from engine.commands.people_rules import Placed
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.errors import Invalid
from engine.domain.sentence import Sentence
from engine.domain.sight import Sight
from engine.domain.signing_events import NextChosen
from engine.runtime import Advance, OpenTask, Step

NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True)
class Passing:
    """A task that opened and passes by a rule."""

    task_id: str
    step: Step
    placed: Placed


def open_tasks(
    work: Work, case_id: str, process: Any, advance: Advance, values: Mapping[str, Any], chosen: Mapping[str, str]
) -> list[Passing]:
    """``chosen``: element id → officer id. Gives those that pass by themselves, in order."""
    passing = []
    for opened in advance.open_tasks:
        if not opened.opened_by_this_move:
            continue
        case, step = work.case(case_id), process.definition.steps[opened.element_id]
        seen = Sight(opened.variables, values)
        picked = _picked(work, case, step, opened, chosen)
        holder = picked if picked is not None else desk_tasks.assigned(work, case, step, opened, seen)
        placed = people_rules.place(work.tx, case, process, opened, holder)
        task_id = desk_tasks.task_id_of(case, opened)
        keeps = placed.groups == opened.who
        desk_tasks.open_task(work, case, step, opened, placed.groups, holder if keeps else None, seen)
        people_rules.tell(work, case, step, task_id, opened, placed)
        if picked is not None and keeps:
            named = {"task_id": task_id, "step": step.name, "officer": picked.name, "officer_id": picked.officer_id}
            work.emit(NextChosen(case_id=case_id, element_id=step.id, **named))
        if placed.passes:
            passing.append(Passing(task_id, step, placed))
    return passing


def is_chosen_for(step: Step, opened: OpenTask) -> bool:
    """Whether one officer can be named for it: not the applicant's, not signed by several, not settled by the diagram."""
    return not opened.mode and people_rules.APPLICANT not in opened.who and step.assignee is None


def _picked(work: Work, case: Case, step: Step, opened: OpenTask, chosen: Mapping[str, str]) -> Any:
    if step.id not in chosen or not is_chosen_for(step, opened):
        return None
    able = {each.officer_id: each for each in holders.able(work.tx, case, step, opened.who)}
    if chosen[step.id] not in able:
        raise Invalid("请从能办“{step}”的人里选一位。", {f"next.{step.id}": Sentence("请选择办理人。")}, step=step.name)
    return able[chosen[step.id]]


def require_choice(work: Work, case: Case, process: Any, advance: Advance, chosen: Mapping[str, str]) -> None:
    """``next="choose"``: whoever finished the step says who does the next, wherever there is somebody. Raises Invalid naming the steps."""
    missing = []
    for opened in advance.open_tasks:
        step = process.definition.steps[opened.element_id]
        wanted = opened.opened_by_this_move and is_chosen_for(step, opened) and step.id not in chosen
        if wanted and holders.able(work.tx, case, step, opened.who):
            missing.append(step)
    if missing:
        problems = {f"next.{step.id}": Sentence("请选择“{step}”的办理人。", step=step.name) for step in missing}
        raise Invalid("请选择下一环节的办理人：{steps}。", problems, steps="、".join(step.name for step in missing))


def holders_for(tx: Any, case: Any, process: Any) -> Any:
    """What the runtime asks of the office (``runtime.Context.holders``)."""

    def logins(element_id: str, group: str) -> list[str]:
        return [row.login for row in holders.able(tx, case, process.definition.steps[element_id], (group,))]

    return logins


__all__ = ["NOBODY", "Passing", "holders_for", "open_tasks", "require_choice"]
