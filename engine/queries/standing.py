"""Where a case stands: stages begun and coming, each department's part, the elements a diagram marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine.domain.status import CaseStatus
from engine.store.reader import Reader
from engine.store.schema import journal, message_wait, service_call, task, timer

# Kept out of the departments' list: it takes in and hands out for all of them, and the applicant is no department.
_NOT_REVIEWING = frozenset({"", "applicant"})


@dataclass(frozen=True)
class Stage:
    """``state``: done, current or coming; ``begun_at`` None while it is coming."""

    words: str
    begun_at: datetime | None
    state: str


@dataclass(frozen=True)
class DepartmentStanding:
    """``state``: waiting (its turn has not come), reviewing (``since``), done (``done_at``, ``outcome``) or left (the case ended first).

    ``step`` is what it does or did last, ``due_at`` the earliest limit of its open tasks.
    """

    department: str
    name: str
    state: str
    step: str
    since: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class Position:
    """Element ids: where the case is now, and what it has passed."""

    here: tuple[str, ...]
    passed: tuple[str, ...]


def stages(reader: Reader, case: Row[Any], process: Any) -> tuple[Stage, ...]:
    """Stages begun, in the order they began, then those that may still come from where the case stands (none for a finished case)."""
    begun: dict[str, datetime] = {}
    if case.submitted_at is not None:
        begun["提交申请"] = case.submitted_at
    told = reader.connection.execute(
        select(journal.c.at, journal.c.facts).where(journal.c.case_id == case.case_id, journal.c.event == "StageBegun").order_by(journal.c.seq)
    )
    for row in told:
        begun.setdefault(row.facts["stage"], row.at)
    final = CaseStatus(case.status).is_final
    drawn = [] if final else _ahead(process.definition, position(reader, case, process).here)
    last = len(begun) - 1
    shown = [Stage(words, at, "current" if n == last and not final else "done") for n, (words, at) in enumerate(begun.items())]
    return (*shown, *(Stage(words, None, "coming") for words in drawn if words not in begun))


def departments(reader: Reader, case: Row[Any], process: Any) -> tuple[DepartmentStanding, ...]:
    """One line for each department that had a task, in that order, then for those of the item whose turn has not come."""
    tasks = reader.connection.execute(
        select(task).where(task.c.case_id == case.case_id, task.c.status != "cancelled").order_by(task.c.opened_at, task.c.task_id)
    ).all()
    of_item = [part.id for part in process.item.departments]
    known = [*dict.fromkeys([*(row.department for row in tasks), *of_item])]
    ended = CaseStatus(case.status).is_final
    return tuple(
        _standing(name, reader.departments.get(name, name), [row for row in tasks if row.department == name], ended)
        for name in known if name not in _NOT_REVIEWING
    )


def position(reader: Reader, case: Row[Any], process: Any) -> Position:
    """From rows alone: open tasks, and the calls, messages and timers waited for in the flow; everything the journal names as finished.

    What only watches a step from its border is not where the case is.
    """
    connection, own, steps = reader.connection, case.case_id, process.definition.steps
    waiting = [
        *connection.execute(select(service_call.c.element_id).where(service_call.c.case_id == own, service_call.c.status == "waiting")).scalars(),
        *connection.execute(select(message_wait.c.element_id).where(message_wait.c.case_id == own)).scalars(),
        *connection.execute(
            select(timer.c.element_id).where(timer.c.case_id == own, timer.c.status == "pending", timer.c.kind == "bpmn")
        ).scalars(),
    ]
    tasks = connection.execute(select(task.c.element_id).where(task.c.case_id == own, task.c.status == "open")).scalars().all()
    here = tuple(dict.fromkeys([*tasks, *(each for each in waiting if each in steps and steps[each].kind != "boundary")]))
    told = connection.execute(select(journal.c.element_id).where(journal.c.case_id == own).order_by(journal.c.seq)).scalars()
    around = _holders(process.definition, here)
    return Position(here, tuple(dict.fromkeys(each for each in told if each and each not in here and each not in around)))


def _holders(definition: Any, here: Iterable[str]) -> frozenset[str]:
    """Sub-processes that are still going on, because the case stands inside them."""
    scopes = [definition.nodes[element].scope for element in here if element in definition.nodes]
    found: set[str] = set()
    while scopes:
        holders = [node for node in definition.nodes.values() if getattr(node, "inner", None) in scopes and node.name not in found]
        found.update(node.name for node in holders)
        scopes = [node.scope for node in holders]
    return frozenset(found)


def _ahead(definition: Any, here: Iterable[str]) -> dict[str, None]:
    """Words of the stages reached by sequence flows from these elements, nearest first."""
    line = [definition.nodes[element] for element in here if element in definition.nodes]
    met = {node.name for node in line}
    words: dict[str, None] = {}
    for node in line:  # grows while it is walked
        holders = [each for each in definition.nodes.values() if getattr(each, "inner", None) is node.scope]
        inner = getattr(node, "inner", None)
        onward = [branch.target for each in (node, *holders) for branch in each.branches] + ([inner.begin] if inner is not None else [])
        for target in onward:
            if target.name not in met:
                met.add(target.name)
                line.append(target)
                if (step := definition.steps.get(target.name)) is not None and step.stage:
                    words.setdefault(step.stage)
    return words


def _standing(department: str, name: str, tasks: list[Row[Any]], ended: bool) -> DepartmentStanding:
    open_tasks = [row for row in tasks if row.status == "open"]
    if open_tasks:
        first = open_tasks[0]
        due = min((row.due_at for row in open_tasks if row.due_at is not None), default=None)
        return DepartmentStanding(department, name, "reviewing", first.name, first.opened_at, due, None, "")
    if tasks:
        last = max(tasks, key=lambda row: (row.done_at is not None, row.done_at))
        labels = dict(last.outcomes)
        return DepartmentStanding(department, name, "done", last.name, last.opened_at, None, last.done_at, labels.get(last.outcome, ""))
    return DepartmentStanding(department, name, "left" if ended else "waiting", "", None, None, None, "")


