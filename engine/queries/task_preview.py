"""What would happen next if a task were finished in a certain way, in words: the real process is moved on a copy that nobody keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import runtime
from engine.commands import holders, opening, people_rules
from engine.domain.errors import EngineError
from engine.domain.sentence import Sentence
from engine.domain.viewer import Viewer
from engine.queries.case_file import Opened
from engine.store import cases, office, progress
from engine.store.reader import Reader

_ACTS = {
    "accept": Sentence("正式受理，开始计算办理时限"),
    "close": Sentence("办结"),
    "deliver": Sentence("登记送达"),
    "terminate": Sentence("终止办理"),
}
_DECISIONS = {"grant": Sentence("作出准予决定"), "deny": Sentence("作出不予决定")}
_REFUSALS = {"not_required": Sentence("不受理"), "not_competent": Sentence("不予受理"), "false_papers": Sentence("不予受理，给予警告")}


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """A step whose officer is named by whoever finishes the one before; ``people``: (officer id, name) of those who may do it."""

    element_id: str
    step: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """``words``: consequences in their order; none when they cannot be told before (an expression needs what is not filled in yet)."""

    words: tuple[Sentence, ...] = ()
    next: tuple[NextStep, ...] = ()


def foresee(opened: Opened, task: Any, outcome: str | None, fields: Mapping[str, Any], reader: Reader, viewer: Viewer) -> Ahead:
    process, state = opened.process, cases.state(reader.connection, opened.row.case_id)
    if state is None:
        return Ahead()
    posts = opening.holders_for(reader.connection, opened.row, process)
    context = runtime.Context(opened.context, reader.now, reader.calendar, posts)
    try:
        advance = runtime.advance(process.definition, state, runtime.Complete(task.runtime_id, outcome, {**fields}), context)
    except EngineError:
        return Ahead()
    opening_now = _tasks(advance, opened, _agreeing(task, outcome, viewer), reader)
    said = (*_facts(advance, process), *_signers(advance, reader), *opening_now, *_calls(advance, process))
    chooses = process.definition.steps[task.element_id].rules.next
    choices = tuple(_choices(advance, opened, reader)) if chooses else ()
    return Ahead(words=tuple(dict.fromkeys((*said, *_end(advance, opened, reader)))), next=choices)


def _agreeing(task: Any, outcome: str | None, viewer: Viewer) -> Mapping[str, str]:
    agrees = viewer.officer_id is not None and bool(task.outcomes) and outcome == task.outcomes[0][0]
    return {str(viewer.officer_id): task.element_id} if agrees else {}


def _choices(advance: Any, opened: Opened, reader: Reader) -> Iterator[NextStep]:
    for one in advance.open_tasks:
        step = opened.process.definition.steps[one.element_id]
        if one.opened_by_this_move and opening.is_chosen_for(step, one):
            able = holders.able(reader.connection, opened.row, step, one.who)
            if able:
                yield NextStep(element_id=step.id, step=step.name, people=tuple((each.officer_id, each.name) for each in able))


def _signers(advance: Any, reader: Reader) -> Iterator[Sentence]:
    """Who else has to sign before the step is done."""
    for fact in advance.facts:
        if isinstance(fact, runtime.SignersChanged) and not fact.ended:
            waiting = [each for each in fact.signers if each.state in ("open", "held")]
            names = [_signer(each, reader) for each in waiting]
            if names:
                yield Sentence("还要{who}签署", who="、".join(dict.fromkeys(names)))


def _signer(signer: Any, reader: Reader) -> str:
    officer = office.find_officer(reader.connection, login=signer.officer) if signer.officer else None
    department = signer.groups[0].partition(":")[0] if signer.groups else ""
    return str(officer.name) if officer is not None else reader.departments.get(department, department)


def _facts(advance: Any, process: Any) -> Iterator[Sentence]:
    steps = process.definition.steps
    for fact in advance.facts:
        step = steps.get(getattr(fact, "element_id", ""))
        if step is None or not isinstance(fact, runtime.Passed):
            continue
        said = _act(step, fact.outcome)
        if said:
            yield said
        if step.letter and not step.letter_comes_first and step.letter in process.letters:
            yield Sentence("出具《{letter}》", letter=process.letters[step.letter].name)


def _act(step: Any, outcome: str | None) -> Sentence | None:
    if step.act == "decide":
        warned = step.properties.get("denial") == "false_papers"
        return Sentence("作出不予决定，给予警告") if warned else _DECISIONS.get(step.properties.get("decision", outcome or ""))
    if step.act == "refuse":
        return _REFUSALS.get(step.properties.get("refusal", outcome or ""))
    return _ACTS.get(step.act)


def _tasks(advance: Any, opened: Opened, agreeing: Mapping[str, str], reader: Reader) -> Iterator[Sentence]:
    process = opened.process
    for one in advance.open_tasks:
        step = process.definition.steps[one.element_id]
        if not one.opened_by_this_move or one.mode in ("before", "after", "parallel"):
            continue
        if step.who[:1] == ("applicant",):
            yield Sentence("请申请人：{step}", step=step.name)
            if step.letter_comes_first and step.letter in process.letters:
                yield Sentence("出具《{letter}》", letter=process.letters[step.letter].name)
        else:
            placed = people_rules.place(reader.connection, opened.row, process, one, None, agreeing)
            if placed.passes:
                yield Sentence("“{step}”会按规则自动通过", step=step.name)
                continue
            department = placed.groups[0].partition(":")[0] if placed.groups else ""
            yield Sentence("转到{department}：{step}", department=reader.departments.get(department, department), step=step.name)


def _calls(advance: Any, process: Any) -> Iterator[Sentence]:
    words = {"notice": Sentence("发布公示：{step}"), "share": Sentence("推送结果：{step}")}
    for effect in advance.effects:
        if isinstance(effect, runtime.CallService):
            sentence = words.get(effect.topic.partition(".")[0], Sentence("自动查询：{step}"))
            yield Sentence(sentence, step=process.definition.steps[effect.element_id].name)


def _end(advance: Any, opened: Opened, reader: Reader) -> Iterator[Sentence]:
    known = {row.runtime_id for row in progress.open_incidents(reader.connection, opened.row.case_id)}
    for incident in advance.incidents:
        if incident.incident_id not in known:
            yield Sentence("流程会停住：{reason}", reason=incident.reason)
    if advance.ended:
        yield Sentence("办件结束")
        return
    moved_on = any(one.opened_by_this_move for one in advance.open_tasks) or any(
        isinstance(e, runtime.CallService) for e in advance.effects
    )
    signed = {fact.element_id for fact in advance.facts if isinstance(fact, runtime.SignersChanged)}
    waiting = [one.element_id for one in advance.open_tasks if not one.opened_by_this_move and one.element_id not in signed]
    others = [opened.process.definition.steps[each].name for each in waiting]
    if others and not moved_on:
        yield Sentence("等其他环节办完：{steps}", steps="、".join(dict.fromkeys(others)))
