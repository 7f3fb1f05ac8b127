"""What a move against the arrows would do, before anybody presses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.domain.errors import Refused
from engine.domain.sentence import Sentence
from engine.runtime import codec, returns, unsign
from engine.runtime.definition import Definition
from engine.runtime.moves import Context, Jump, Return, TakeBack
from engine.runtime.run import Run
from engine.runtime.specs.activity import Activity, Work
from engine.runtime.token import READY, Token


@dataclass(frozen=True)
class Spot:
    """Where something waits: ``task_id`` of an open task, "" of anything else."""

    element_id: str
    task_id: str = ""


@dataclass(frozen=True)
class Preview:
    """``cancelled``: what waits now and will be taken out, ``kept``: what goes on; ``undone``: the elements that will be passed again,
    in the order of the file; ``why_not``: the reason if the move cannot be made, all else then empty. ``signature``: only one signature
    is taken back, and the step that others sign goes on."""

    cancelled: tuple[Spot, ...] = ()
    kept: tuple[Spot, ...] = ()
    undone: tuple[str, ...] = ()
    why_not: Sentence | None = field(default=None)
    signature: bool = False


def preview(definition: Definition, state: bytes, move: Return | TakeBack | Jump) -> Preview:
    """Pure, and exactly what ``advance`` would do with the same move."""
    run = _opened(definition, state)
    try:
        unsigned = unsign.of_task(run, move.task_id) if isinstance(move, TakeBack) else None
        if unsigned is not None:
            return _divided(run, unsigned.gone, signature=True)
        planned = _plan(run, move)
    except Refused as reason:
        return Preview(why_not=Sentence(reason.sentence, **reason.facts))
    gone = {planned.origin.id} if planned.errand else {token.id for token in planned.gone}
    return _divided(run, gone, undone=tuple(each for each in definition.steps if each in planned.undone))


def _divided(run: Run, gone: set[str], *, undone: tuple[str, ...] = (), signature: bool = False) -> Preview:
    spots = [(spot, any(at in gone for at in line)) for spot, line in _spots(run)]
    cancelled, kept = tuple(spot for spot, goes in spots if goes), tuple(spot for spot, goes in spots if not goes)
    return Preview(cancelled=cancelled, kept=kept, undone=undone, signature=signature)


def targets(definition: Definition, state: bytes, task_id: str) -> tuple[tuple[str, bool, bool], ...]:
    """(step for people, whether a rerun, whether a resume from it could be made), of every one to which the task could go back."""
    run = _opened(definition, state)
    token = run.tasks.get(task_id)
    if token is None:
        return ()
    found = []
    for element_id in definition.steps:
        if isinstance(definition.nodes[element_id], Work):
            can = [_can(run, token, element_id, errand) for errand in (False, True)]
            if any(can):
                found.append((element_id, *can))
    return tuple(found)  # type: ignore[arg-type]  # one text and two truths each


def places(definition: Definition, state: bytes) -> tuple[tuple[str, str], ...]:
    """(token id, element id) of everything that waits, for a jump to begin from."""
    return tuple((token.id, token.task_spec.name) for token in _waiting(_opened(definition, state)))


def waiting(definition: Definition, state: bytes) -> tuple[str, ...]:
    """The elements where something waits, oldest first; not where somebody waits for an earlier step to be done again."""
    return tuple(dict.fromkeys(token.task_spec.name for token in _waiting(_opened(definition, state)) if not token.is_parked))


def landings(definition: Definition) -> tuple[str, ...]:
    """The activities to which a jump may lead, as far as the drawing alone can say."""
    handlers = {each for node in definition.nodes.values() for each in node.scope.regions.handlers}
    return tuple(each for each in definition.steps if isinstance(definition.nodes[each], Activity) and each not in handlers)


def _can(run: Run, token: Token, to: str, errand: bool) -> bool:
    try:
        returns.plan(run, token, to, errand=errand)
    except Refused:
        return False
    return True


def _plan(run: Run, move: Return | TakeBack | Jump) -> returns.Plan:
    if isinstance(move, Return):
        return returns.plan(run, returns.origin_of(run, move.task_id), move.to, errand=move.after == "resume")
    if isinstance(move, TakeBack):
        return returns.came_of(run, move.task_id, move.element_id)
    return returns.plan(run, returns.waiting(run, move.token_id), move.to, forwards=True)


def _opened(definition: Definition, state: bytes) -> Run:
    run = Run(definition, Context({}, None, None), 0)  # type: ignore[arg-type]  # nothing is evaluated
    codec.load(run, state)
    return run


def _waiting(run: Run) -> Iterable[Token]:
    return [token for token in run.tasks.values() if token._parent and not token.is_watcher and not token.live_children()]


def _spots(run: Run) -> Iterator[tuple[Spot, list[str]]]:
    """Each with the tokens it lies in, and those that are out for one of them."""
    for token in _waiting(run):
        if not token.is_parked:
            is_task = token.has_state(READY) and token.task_spec.manual
            yield Spot(token.task_spec.name, token.id if is_task else ""), list(_line(run, token))


def _line(run: Run, token: Token) -> Iterator[str]:
    at: Token | None = token
    while at is not None:
        yield at.id
        if at.is_errand:
            yield from _line(run, run.tasks[at.internal_data["back"]])
        at = at.parent
