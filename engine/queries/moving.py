"""What going back, taking back or jumping would do, before it is pressed: in words, and as marks on the diagram."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from engine import runtime
from engine.commands import return_options, steering
from engine.domain.errors import Missing, Refused
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_scope import reachable_tasks, visible_case
from engine.queries.desk import holder
from engine.store import cases, progress
from engine.store.reader import Reader
from engine.store.schema import task


@dataclass(frozen=True, kw_only=True)
class SendBackPage:
    """``to`` and ``after`` "" = the first that is offered."""

    task_id: str
    to: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class TakeBackPage:
    task_id: str


@dataclass(frozen=True, kw_only=True)
class JumpPage:
    """``token_id`` and ``to`` "" = nothing chosen yet. For supervisors of the division."""

    case_id: str
    token_id: str = ""
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """``words``: who works on it, or whose opinion becomes void."""

    step: str
    words: Sentence


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """``undo``: what is called off; ``again``: what is done again; ``keep``: what goes on or stands. ``marks``: the same as element ids.
    ``signature``: only one signature of several is taken back."""

    undo: tuple[Line, ...] = ()
    again: tuple[Line, ...] = ()
    keep: tuple[Line, ...] = ()
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    why_not: Sentence | None = None
    signature: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something one can choose: ``id`` of a step or a token, ``words`` beside its name."""

    id: str
    step: str
    words: Sentence | str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MoveShown:
    """``places``: where to (``origins``: from where, of a jump); ``to``, ``after``, ``token_id``: what is chosen.
    ``withheld``: steps the designer names to which it cannot go back now, and why."""

    case_id: str
    case_no: str
    service: str
    edition_hash: str
    subject: str
    task_id: str
    step: str
    places: tuple[Place, ...]
    origins: tuple[Place, ...]
    to: str
    to_step: str
    after: str
    token_id: str
    foreseen: Foreseen | None
    withheld: tuple[Line, ...] = ()


def send_back_page(query: SendBackPage, reader: Reader, viewer: Viewer) -> MoveShown:
    """Raises Missing for a task that none of the viewer's posts may do, Refused for one that is not open or has nowhere to go back to."""
    row, case, process = _of_task(query.task_id, reader, viewer)
    if row.status != progress.OPEN:
        raise Refused("“{step}”已经不在办理，不能退回。", step=row.name)
    options = return_options.offered(reader.connection, case, process, row)
    chosen = next((each for each in options if each.element_id == query.to), options[0] if options else None)
    after = "" if chosen is None else query.after if query.after in chosen.after else chosen.after[0]
    move = None if chosen is None else runtime.Return(row.runtime_id, chosen.element_id, after)  # type: ignore[arg-type]  # one of the two
    places = tuple(Place(id=each.element_id, step=each.step, words=each.done_by, after=each.after) for each in options)
    to = (chosen.element_id, chosen.step) if chosen is not None else ("", "")
    shown = _shown(case, row, places, to, after, _foreseen(case, process, move, reader) if move else None)
    withheld = return_options.withheld(reader.connection, case, process, row, options)
    return replace(shown, withheld=tuple(Line(step=name, words=why_not) for name, why_not in withheld))


def take_back_page(query: TakeBackPage, reader: Reader, viewer: Viewer) -> MoveShown:
    """Raises Missing for a task the viewer has not done himself."""
    row, case, process = _of_task(query.task_id, reader, viewer)
    if row.done_by is None or row.done_by != viewer.officer_id:
        raise Missing("没有找到这个任务。")
    try:
        return_options.taken_back(reader.connection, case, process, row)
    except Refused as reason:
        foreseen = Foreseen(why_not=Sentence(reason.sentence, **reason.facts))
    else:
        foreseen = _foreseen(case, process, runtime.TakeBack(row.runtime_id, row.element_id), reader)
    return _shown(case, row, (), (row.element_id, row.name), "", foreseen)


def jump_page(query: JumpPage, reader: Reader, viewer: Viewer) -> MoveShown:
    """Raises Missing for a case the viewer does not supervise."""
    case = visible_case(reader.connection, query.case_id, viewer)
    state = cases.state(reader.connection, case.case_id)
    if not viewer.has(steering.RIGHT, case.division_code) or state is None:
        raise Missing("没有找到这个办件。")
    process = reader.process(case.edition_hash)
    definition = process.definition
    origins = tuple(Place(id=token, step=_name(definition, at)) for token, at in runtime.places(definition, state))
    places = tuple(Place(id=each, step=definition.steps[each].name) for each in runtime.landings(definition) if definition.steps[each].name)
    token = query.token_id if query.token_id in {each.id for each in origins} else origins[0].id if len(origins) == 1 else ""
    to = (query.to, definition.steps[query.to].name) if query.to in {each.id for each in places} else ("", "")
    foreseen = _foreseen(case, process, runtime.Jump(token, to[0]), reader) if token and to[0] else None
    missing = steering.left_out(case, definition, to[0]) if foreseen is not None else ""
    if missing:
        foreseen = Foreseen(why_not=Sentence("从“{step}”往下走不再经过“{act}”，办件到后面会走不下去。", step=to[1], act=missing))
    return _shown(case, None, places, to, "", foreseen, origins, token)


def _of_task(task_id: str, reader: Reader, viewer: Viewer) -> tuple[Any, Any, Any]:
    row = reader.connection.execute(select(task).where(task.c.task_id == task_id, reachable_tasks(viewer))).one_or_none()
    if row is None:
        raise Missing("没有找到这个任务。")
    case = visible_case(reader.connection, row.case_id, viewer)
    return row, case, reader.process(case.edition_hash)


def _shown(
    case: Any, row: Any, places: tuple[Place, ...], to: tuple[str, str], after: str, foreseen: Foreseen | None,
    origins: tuple[Place, ...] = (), token_id: str = "",
) -> MoveShown:  # fmt: skip
    return MoveShown(
        case_id=case.case_id, case_no=case.case_no, service=case.process_name, edition_hash=case.edition_hash,
        subject=case.subject_name or case.applicant_mask, task_id="" if row is None else row.task_id, step="" if row is None else row.name,
        places=places, origins=origins, to=to[0], to_step=to[1], after=after, token_id=token_id, foreseen=foreseen,
    )  # fmt: skip


def _foreseen(case: Any, process: Any, move: Any, reader: Reader) -> Foreseen:
    definition = process.definition
    state = cases.state(reader.connection, case.case_id)
    preview = runtime.preview(definition, state, move) if state is not None else runtime.Preview()
    why_not = preview.why_not or return_options.crosses_decision(case, definition, preview)
    if why_not is not None:
        return Foreseen(why_not=why_not)
    rows = {row.task_id: row for row in progress.tasks_of(reader.connection, case.case_id)}
    standing = [row for row in rows.values() if row.status == progress.DONE and row.voided_at is None]
    void = [row for row in standing if (row.runtime_id == move.task_id if preview.signature else row.element_id in preview.undone)]
    kept = [row for row in standing if row not in void and void and _when(row) > min(map(_when, void))]
    undo = {spot.element_id for spot in preview.cancelled}
    waiting = _waiting(preview.cancelled, case, definition, rows, reader)
    return Foreseen(
        undo=_parked(row_name, move, definition) if (row_name := _sender(move, case, rows)) else _unique(waiting),
        again=_unique((*_void(void, reader), *_untold(void, preview, definition))),
        keep=_unique((*_waiting(preview.kept, case, definition, rows, reader), *_stands(kept, reader))),
        signature=preview.signature,
        marks={
            "undo": tuple(undo),
            "again": tuple(each for each in ((move.element_id,) if preview.signature else preview.undone) if each not in undo),
            "keep": tuple(dict.fromkeys([*(spot.element_id for spot in preview.kept), *(row.element_id for row in kept)])),
        },
    )


def _when(row: Any) -> tuple[Any, int]:
    return row.done_at, int(row.runtime_id[1:])


def _unique(lines: Any) -> tuple[Line, ...]:
    return tuple({(line.step, str(line.words)): line for line in lines}.values())


def _waiting(spots: Any, case: Any, definition: Any, rows: dict[str, Any], reader: Reader) -> Iterator[Line]:
    for spot in spots:
        row = rows.get(f"{case.case_id}-{spot.task_id}") if spot.task_id else None
        if row is not None:
            yield Line(step=row.name, words=Sentence("正在{holder}手上", holder=holder(row, reader)))
        elif definition.steps[spot.element_id].kind != "gateway":
            yield Line(step=_name(definition, spot.element_id), words=Sentence("正在等待结果"))


def _sender(move: Any, case: Any, rows: dict[str, Any]) -> str:
    """The step that only waits while another is done again; "" where nothing comes back."""
    row = rows.get(f"{case.case_id}-{move.task_id}") if isinstance(move, runtime.Return) and move.after == "resume" else None
    return "" if row is None else str(row.name)


def _parked(step: str, move: Any, definition: Any) -> tuple[Line, ...]:
    return (Line(step=step, words=Sentence("先停下，等“{to}”重办完再继续", to=_name(definition, move.to))),)


def _void(rows: Any, reader: Reader) -> Iterator[Line]:
    for row in rows:
        outcome = dict(row.outcomes).get(row.outcome, row.outcome or "")
        facts = {"who": row.done_by_name or holder(row, reader), "outcome": outcome or Sentence("办完")}
        yield Line(step=row.name, words=Sentence("{who}办过（{outcome}），意见作废，重新办理", **facts))


def _untold(void: Any, preview: Any, definition: Any) -> Iterator[Line]:
    """The target, where it was never done before."""
    known = {row.element_id for row in void} | {spot.element_id for spot in preview.cancelled}
    for each in preview.undone:
        step = definition.steps[each]
        if each not in known and step.who == return_options.APPLICANT:
            yield Line(step=step.name, words=Sentence("由申请人办理"))


def _stands(rows: Any, reader: Reader) -> Iterator[Line]:
    for row in rows:
        yield Line(step=row.name, words=Sentence("{who}已办完，意见保留", who=row.done_by_name or holder(row, reader)))


def _name(definition: Any, element_id: str) -> str:
    return definition.steps[element_id].name or element_id


QUERIES = {SendBackPage: send_back_page, TakeBackPage: take_back_page, JumpPage: jump_page}
