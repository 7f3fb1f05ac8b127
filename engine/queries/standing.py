"""Where a case stands: stages begun and coming, each department's part, the elements a diagram marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from engine.domain.sentence import Sentence
from engine.domain.status import CaseStatus
from engine.store import rows
from engine.store.asked import OWN
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


def stages(reader: Reader, case: Row[Any], process: Any, here: Iterable[str]) -> tuple[Stage, ...]:
    """Stages begun, in the order they began, then those that may still come from where the case stands (none for a finished case)."""
    begun: dict[str, datetime] = {}
    if case.submitted_at is not None:
        begun["提交申请"] = case.submitted_at
    for row in reader.connection.ask(_stages, own=case.case_id):
        begun.setdefault(row.facts["stage"], row.at)
    final = CaseStatus(case.status).is_final
    drawn = [] if final else _ahead(process.definition, here)
    last = len(begun) - 1
    shown = [Stage(words, at, "current" if n == last and not final else "done") for n, (words, at) in enumerate(begun.items())]
    return (*shown, *(Stage(words, None, "coming") for words in drawn if words not in begun))


def _stages() -> Select[Any]:
    mine = journal.c.case_id == OWN
    first = select(func.min(journal.c.seq)).where(mine, journal.c.event == "StageBegun").group_by(journal.c.element_id)
    return select(journal.c.at, journal.c.facts).where(mine, journal.c.seq.in_(first)).order_by(journal.c.seq)


def departments(reader: Reader, case: Row[Any], process: Any) -> tuple[DepartmentStanding, ...]:
    """One line for each department that had a task, in that order, then for those of the item whose turn has not come."""
    in_order = [row.department for row in reader.connection.ask(_begun, own=case.case_id)]
    open_tasks = rows.every(reader.connection, task, "opened_at", "task_id", case_id=case.case_id, status="open")
    last = {row.department: row for row in reader.connection.ask(_last_done, own=case.case_id)}
    ended = CaseStatus(case.status).is_final
    return tuple(
        _standing(name, reader.departments.get(name, name), [row for row in open_tasks if row.department == name], last.get(name), ended)
        for name in dict.fromkeys([*in_order, *(part.id for part in process.item.departments)]) if name not in _NOT_REVIEWING
    )


def _begun() -> Select[Any]:
    begun = select(task.c.department).where(task.c.case_id == OWN, task.c.status != "cancelled").group_by(task.c.department)
    return begun.order_by(func.min(task.c.opened_at), func.min(task.c.task_id))


def _last_done() -> Select[Any]:
    """The last finished task of each department, however many there were."""
    turn = func.row_number().over(partition_by=task.c.department, order_by=(task.c.done_at.desc(), task.c.opened_at, task.c.task_id))
    ranked = select(task, turn.label("turn")).where(task.c.case_id == OWN, task.c.status == "done").subquery()
    return select(ranked).where(ranked.c.turn == 1)


def position(reader: Reader, case: Row[Any], process: Any) -> Position:
    """From rows alone: open tasks, and the calls, messages and timers waited for in the flow; everything the journal names as finished.

    What only watches a step from its border is not where the case is.
    """
    connection, own, steps = reader.connection, case.case_id, process.definition.steps
    open_tasks = rows.every(connection, task, "opened_at", "task_id", case_id=own, status="open")
    waiting = [
        *rows.every(connection, service_call, case_id=own, status="waiting"),
        *rows.every(connection, message_wait, case_id=own),
        *rows.every(connection, timer, case_id=own, status="pending", kind="bpmn"),
    ]
    awaited = [row.element_id for row in waiting if row.element_id in steps and steps[row.element_id].kind != "boundary"]
    here = tuple(dict.fromkeys([*(row.element_id for row in open_tasks), *awaited]))
    told = [row.element_id for row in connection.ask(_told, own=own)]
    around = _holders(process.definition, here)
    return Position(here, tuple(each for each in told if each and each not in here and each not in around))


def _told() -> Select[Any]:
    """Every element the journal names, in that order."""
    return select(journal.c.element_id).where(journal.c.case_id == OWN).group_by(journal.c.element_id).order_by(func.min(journal.c.seq))


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


def _standing(department: str, name: str, open_tasks: list[Row[Any]], last: Row[Any] | None, ended: bool) -> DepartmentStanding:
    if open_tasks:
        first = open_tasks[0]
        due = min((row.due_at for row in open_tasks if row.due_at is not None), default=None)
        return DepartmentStanding(department, name, "reviewing", first.name, first.opened_at, due, None, "")
    if last is not None:
        said = dict(last.outcomes).get(last.outcome, "")
        if said and last.done_by is None:
            said = Sentence("逾期未答复，视为{said}", said=said)
        return DepartmentStanding(department, name, "done", last.name, last.opened_at, None, last.done_at, said)
    return DepartmentStanding(department, name, "left" if ended else "waiting", "", None, None, None, "")


