"""What a designer lets a step undo, and what the rows say has been done: which returns are offered, and why another is not.

Read by the commands that carry a move out and by the pages that show it before, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine import runtime
from engine.domain.errors import Refused
from engine.domain.sentence import Sentence
from engine.store import cases, progress

APPLICANT = ("applicant",)
# What a case has told the world cannot be unsaid by going back.
DECIDED = frozenset({"decide", "deliver", "close"})


@dataclass(frozen=True)
class Option:
    """A step to go back to. ``after``: rerun, resume or both, the designer's first choice first; ``done_by`` whoever did it last."""

    element_id: str
    step: str
    after: tuple[str, ...]
    done_by: str


def offered(tx: Any, case: Any, process: Any, row: Any) -> tuple[Option, ...]:
    """Where this open task may be sent back to, the step done last first."""
    definition = process.definition
    step = definition.steps.get(row.element_id)
    state = cases.state(tx, case.case_id) if step is not None and step.returns.to else None
    if state is None:
        return ()
    done = _last_done(tx, case.case_id)
    named = {"rerun": ("rerun",), "resume": ("resume",), "choose": ("rerun", "resume")}[step.returns.after]
    found = []
    for element_id, *can in runtime.targets(definition, state, row.runtime_id):
        ways = tuple(way for way, possible in zip(("rerun", "resume"), can, strict=True) if possible and way in named)
        ways = tuple(way for way in ways if _unsaid(case, definition, state, runtime.Return(row.runtime_id, element_id, way)))
        if ways and (element_id in done or definition.steps[element_id].who == APPLICANT):
            found.append((done.get(element_id), Option(element_id, definition.steps[element_id].name, ways, _who(done.get(element_id)))))
    found.sort(key=lambda each: _when(each[0]), reverse=True)
    return tuple(_named(step.returns.to, [option for _, option in found], done, definition))


def withheld(tx: Any, case: Any, process: Any, row: Any, options: Iterable[Option]) -> tuple[tuple[str, Sentence], ...]:
    """(name, why not now) of the steps the designer names and that are not offered."""
    definition, state = process.definition, cases.state(tx, case.case_id)
    step = definition.steps[row.element_id]
    offered_now, done = {option.element_id for option in options}, _last_done(tx, case.case_id)
    found = []
    for each in step.returns.to:
        if each not in definition.steps or each in offered_now or state is None:
            continue
        move = runtime.Return(row.runtime_id, each, "resume" if step.returns.after == "resume" else "rerun")
        preview = runtime.preview(definition, state, move)
        never = None if each in done else Sentence("还没有办过")
        why_not = never or preview.why_not or crosses_decision(case, definition, preview) or Sentence("现在不能退回到这一步")
        found.append((definition.steps[each].name, why_not))
    return tuple(found)


def _named(to: Iterable[str], options: list[Option], done: dict[str, Any], definition: Any) -> list[Option]:
    wanted: dict[str, Option] = {}
    for each in to:
        if each == "any":
            chosen = [option for option in options if option.element_id in done]
        elif each == "previous":
            chosen = [option for option in options if option.element_id in done][:1]
        elif each == "applicant":
            chosen = [option for option in options if definition.steps[option.element_id].who == APPLICANT][:1]
        else:
            chosen = [option for option in options if option.element_id == each]
        wanted |= {option.element_id: option for option in chosen}
    return [option for option in options if option.element_id in wanted]


def _last_done(tx: Any, case_id: str) -> dict[str, Any]:
    """Element → the row that was finished last and still counts."""
    rows = [row for row in progress.tasks_of(tx, case_id, status=progress.DONE) if row.voided_at is None]
    return {row.element_id: row for row in sorted(rows, key=_when)}


def _when(row: Any) -> tuple[Any, ...]:
    """By the instant; of the same one in the order the process opened them (t7 before t11). What was never done comes first."""
    return (0,) if row is None else (1, row.done_at, int(row.runtime_id[1:]))


def _who(row: Any) -> str:
    return "" if row is None else row.done_by_name or ""


def _unsaid(case: Any, definition: Any, state: bytes, move: Any) -> bool:
    return case.decided_at is None or crosses_decision(case, definition, runtime.preview(definition, state, move)) is None


def crosses_decision(case: Any, definition: Any, preview: runtime.Preview) -> Sentence | None:
    """Why a move may not be made although the process could: a decision that is made is changed by law, not by going back."""
    if case.decided_at is not None and any(definition.steps[each].act == "decide" for each in preview.undone):
        return Sentence("决定已经作出，不能退回到作出决定之前；要改变决定，请依法撤销或重新作出。")
    return None


def taken_back(tx: Any, case: Any, process: Any, row: Any) -> runtime.Preview:
    """What taking this finished task back would do. Raises Refused with the reason when it may not be."""
    definition = process.definition
    step = definition.steps.get(row.element_id)
    state = cases.state(tx, case.case_id)
    if step is None or not step.returns.take_back:
        raise Refused("“{step}”按流程规定不能拿回。", step=row.name)
    if row.status != progress.DONE or row.voided_at is not None or state is None or case.closed_at is not None:
        raise Refused("“{step}”现在不能拿回。", step=row.name)
    preview = runtime.preview(definition, state, runtime.TakeBack(row.runtime_id, row.element_id))
    begun = _opened(tx, case, row, preview) if preview.signature else _begun(tx, case, definition, row, preview)
    why_not = preview.why_not or crosses_decision(case, definition, preview) or begun
    if why_not is not None:
        raise Refused(why_not.template, **why_not.facts)
    return preview


def _begun(tx: Any, case: Any, definition: Any, row: Any, preview: runtime.Preview) -> Sentence | None:
    """Whether anybody has done, opened or been told anything since."""
    if row.act and (row.act != "accept" or row.outcome in ("accept", None)):
        return Sentence("“{step}”办完就已经生效，不能拿回。", step=row.name)
    opened = _opened(tx, case, row, preview)
    if opened is not None:
        return opened
    for other in progress.tasks_of(tx, case.case_id):
        since = other.status in (progress.DONE, progress.RETURNED) and other.done_at >= row.done_at and _is_later(other, row)
        if since and other.element_id in preview.undone:
            return Sentence("“{step}”之后的工作已经办完，拿不回来了", step=row.name)
    told = [definition.steps[each] for each in preview.undone if each != row.element_id and definition.steps[each].kind != "user"]
    passed = progress.calls_since(tx, case.case_id, row.done_at)
    if any(each.act or each.letter or (each.id in passed and not each.topic.startswith("registry.")) for each in told):
        return Sentence("“{step}”之后已经出具文书或者通知了别人，拿不回来了。", step=row.name)
    return None


def _opened(tx: Any, case: Any, row: Any, preview: runtime.Preview) -> Sentence | None:
    """Whether somebody has looked at what would be called off."""
    waiting = {f"{case.case_id}-{spot.task_id}" for spot in preview.cancelled if spot.task_id}
    for other in progress.tasks_of(tx, case.case_id):
        if other.task_id in waiting and (other.seen_at is not None or APPLICANT[0] in other.groups or other.opened_at < row.done_at):
            if preview.signature:
                return Sentence("“{step}”后面的签署人已经打开，拿不回来了。", step=other.name)
            return Sentence("下一环节“{step}”已经打开，拿不回来了。请联系对方退回。", step=other.name)
    return None


def _is_later(other: Any, row: Any) -> bool:
    return other.task_id != row.task_id and (other.done_at > row.done_at or int(other.runtime_id[1:]) > int(row.runtime_id[1:]))
