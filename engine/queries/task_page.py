"""One task with its whole case: what I may do, what each outcome leads to, what can be named as a defect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from engine.commands import duty, holders
from engine.commands.signers import takes_signers
from engine.commands.task import WITHOUT_FINDINGS
from engine.domain.errors import Missing
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_file import Opened, asked_of, open_case, shown
from engine.queries.case_scope import alike, reachable_tasks
from engine.queries.case_shown import Asked, CaseFileShown
from engine.queries.earlier_round import EarlierRound, earlier_round
from engine.queries.hearing import hearing_days
from engine.queries.task_preview import NextStep, foresee
from engine.store import progress, signatures, signing
from engine.store.asked import OWN
from engine.store.reader import Reader
from engine.store.schema import task


@dataclass(frozen=True, kw_only=True)
class TaskPage:
    """``fields``: what is filled in so far; None = nothing yet, and a step with a form then foretells only what needs no findings."""

    task_id: str
    fields: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """A way to finish. ``foreseen`` empty: it depends on what is filled in. ``next``: steps whose officer the viewer names."""

    outcome: str | None
    label: str
    foreseen: tuple[Sentence, ...]
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FieldChoice:
    """A field of the application that can be named as wrong; ``path`` as CompleteTask.defects takes it after ``field:``."""

    path: str
    label: str


@dataclass(frozen=True, kw_only=True)
class TaskShown:
    """``acts`` is empty when the viewer may not finish the task now; ``why_not`` says why where he could not if it lay in his hands.

    ``takes_signers``: a colleague may be asked to sign; ``named``: it is the viewer's by name. ``may_return``: the designer lets this step
    send back; ``may_take_back``: the viewer did it; ``unseen``: nobody who may do it has looked.
    ``hearing_days``: where the step sets a hearing, the first and the last day it may be on (None: no request is known).
    ``officers`` must sign; ``signed_by`` have, and wrote ``signed_fields``, which the next one finds filled in.
    ``form`` is the step's own form id or "", ``visible`` what its conditions leave in for ``fields``; ``context`` what they read.
    """

    task_id: str
    element_id: str
    step: str
    department: str
    department_id: str
    act: str
    status: str
    due_at: datetime | None
    opened_at: datetime
    held_by_me: bool
    holder: str
    claimable: bool
    form: str
    visible: frozenset[str]
    context: Mapping[str, Any]
    acts: tuple[Act, ...]
    why_not: Sentence | None
    officers: int
    signed_by: tuple[str, ...]
    signed_fields: Mapping[str, Any] | None
    hearing_days: tuple[date, date | None] | None
    asks_supplement: bool
    takes_signers: bool
    named: bool
    may_return: bool
    may_take_back: bool
    unseen: bool
    earlier: EarlierRound | None
    asked: tuple[Asked, ...]
    field_choices: tuple[FieldChoice, ...]
    done_at: datetime | None
    done_by: str
    outcome: str
    file: CaseFileShown


@dataclass(frozen=True, kw_only=True)
class _Hold:
    """Whose hands the task is in."""

    mine: bool
    free: bool
    may_act: bool = field(default=False)


def task_page(query: TaskPage, reader: Reader, viewer: Viewer) -> TaskShown:
    """Raises Missing for a task that none of the viewer's posts may do."""
    row = reachable_task(query.task_id, reader, viewer)
    opened = open_case(row.case_id, reader, viewer)
    process, hold = opened.process, _hold(row, viewer)
    form = process.forms.get(row.form) if row.form and row.form != process.start_form else None
    signed = signatures.of_task(reader.connection, row.task_id) if process.definition.steps[row.element_id].officers > 1 else []
    why_not = _signed_himself(signed, viewer) or _why_not(opened, row, reader, viewer)
    acts = _acts(opened, row, query.fields, form is not None, reader, viewer) if hold.may_act and why_not is None else ()
    return TaskShown(
        task_id=row.task_id,
        element_id=row.element_id,
        step=row.name,
        department=reader.departments.get(row.department, row.department),
        department_id=row.department,
        act=row.act or "",
        status=row.status,
        due_at=row.due_at,
        opened_at=row.opened_at,
        held_by_me=hold.mine,
        holder=row.claimed_name or "",
        claimable=row.status == progress.OPEN and hold.free and why_not is None,
        form=form.id if form is not None else "",
        visible=form.visible(query.fields or form.defaults(), opened.context) if form is not None else frozenset(),
        context=opened.context,
        acts=acts,
        why_not=why_not,
        **_signers(row, process, bool(acts), hold.mine, reader),
        **_moves(row, opened, bool(acts), reader, viewer),
        officers=process.definition.steps[row.element_id].officers,
        signed_by=tuple(one.officer_name for one in signed),
        signed_fields=reader.open(signed[-1].fields_sealed) if signed else None,
        hearing_days=hearing_days(row, process, reader),
        asks_supplement=any(outcome == "supplement" for outcome, _label in row.outcomes),
        asked=asked_of(opened),
        field_choices=tuple(_field_choices(opened)),
        **_ended(row),
        file=shown(opened, reader, viewer),
    )


def _ended(row: Any) -> dict[str, Any]:
    return {"done_at": row.done_at, "done_by": row.done_by_name or "", "outcome": dict(row.outcomes).get(row.outcome, row.outcome or "")}


def _signers(row: Any, process: Any, may_act: bool, mine: bool, reader: Reader) -> dict[str, bool]:
    step = process.definition.steps.get(row.element_id)
    takes = may_act and step is not None and takes_signers(row, step)
    return {"takes_signers": takes, "named": mine and signing.is_named(reader.connection, row.case_id, row.task_id)}


def reachable_task(task_id: str, reader: Reader, viewer: Viewer) -> Any:
    """The row; raises Missing alike for what is not there and what is not his."""
    rows = reader.connection.ask(_reachable, alike(viewer), own=task_id)
    if not rows:
        raise Missing("没有找到这个任务。")
    return rows[0]


def _reachable(viewer: Viewer) -> Select[Any]:
    return select(task).where(task.c.task_id == OWN, reachable_tasks(viewer))


def _hold(row: Any, viewer: Viewer) -> _Hold:
    one = viewer.stands_for(row.groups, row.division_code, row.claimed_by)
    mine, free = row.claimed_by == (one.officer_id if one else viewer.officer_id), row.claimed_by is None
    return _Hold(mine=mine, free=free, may_act=row.status == progress.OPEN and (mine or free) and row.owned_by is None)


def _moves(row: Any, opened: Opened, may_act: bool, reader: Reader, viewer: Viewer) -> dict[str, Any]:
    """How the case may go back from here, and how it came back to here."""
    return {
        "may_return": may_act and bool(opened.process.definition.steps[row.element_id].returns.to),
        "may_take_back": _mine_to_take_back(row, opened, viewer),
        "unseen": may_act and row.seen_at is None,
        "earlier": earlier_round(row, reader, viewer),
    }


def _mine_to_take_back(row: Any, opened: Opened, viewer: Viewer) -> bool:
    """Whether it is worth asking; the page of taking back says what stands in the way."""
    counts = row.status == progress.DONE and row.voided_at is None and opened.row.closed_at is None
    return counts and row.done_by is not None and row.done_by == viewer.officer_id


def _signed_himself(signed: list[Any], viewer: Viewer) -> Sentence | None:
    mine = any(one.officer_id == viewer.officer_id for one in signed)
    return Sentence("您已签署，等另一名工作人员用自己的账号签署。") if mine else None


def _why_not(opened: Opened, row: Any, reader: Reader, viewer: Viewer) -> Sentence | None:
    """A rule of separation of duties that keeps him from this task."""
    if row.status != progress.OPEN:
        return None
    if opened.row.suspended_at is not None:
        return Sentence("办件已经挂起，唤醒以后才能办理。")
    roles = [group.partition(":")[2] for group in row.groups if viewer.may(group, row.division_code)]
    step = opened.process.definition.steps.get(row.element_id)
    if step is not None and holders.is_barred(reader.connection, opened.row, step, viewer.officer_id or "", viewer.identity_lookup):
        return Sentence(holders.BARRED)
    return duty.standing(reader.connection, opened.row, roles, opened.process, viewer)


def _acts(opened: Opened, row: Any, fields: Mapping[str, Any] | None, has_form: bool, reader: Reader, viewer: Viewer) -> tuple[Act, ...]:
    def one(outcome: str | None, label: str) -> Act:
        known = not has_form or fields is not None or outcome in WITHOUT_FINDINGS
        if not known:
            return Act(outcome=outcome, label=label, foreseen=())
        ahead = foresee(opened, row, outcome, fields or {}, reader, viewer)
        return Act(outcome=outcome, label=label, foreseen=ahead.words, next=ahead.next)

    return tuple(one(outcome, label) for outcome, label in row.outcomes) or (one(None, "办理完成"),)


def _field_choices(opened: Opened) -> Iterator[FieldChoice]:
    """Every visible field of the application, in the order of the page; rows are counted from 1."""
    form = opened.process.application
    if form is None:
        return
    answers = opened.sections.get("application") or {}
    for placed in form.placed(answers, opened.context):
        if placed.component.is_field and placed.component.type != "dynamiclist":
            yield FieldChoice(path=placed.address, label=_label(placed))


def _label(placed: Any) -> str:
    numbers = [str(int(part) + 1) for part in placed.address.split(".") if part.isdecimal()]
    return f"{placed.component.label}（第 {'、'.join(numbers)} 行）" if numbers else placed.component.label


QUERIES = {TaskPage: task_page}
