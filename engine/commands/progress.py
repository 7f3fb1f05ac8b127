"""Moving a case on: one move of the BPMN runtime, and everything it means to the rows that people and machines work from.

1. read state, answers and clock; 2. ``runtime.advance``; 3. save the state; 4. facts in their order → acts, stages, pauses, parts, letters;
5. new human tasks; 6. effects → timers, calls, messages; 7. incidents; 8. tasks that pass by a rule → the next move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine import runtime
from engine.commands import acts, desk_tasks, effects, letter, opening, people_rules, rests, roll, timing
from engine.commands.context import feel_context
from engine.commands.work import Work
from engine.domain.case import Case
from engine.domain.events import DecisionEvaluated, IncidentOpened, StageBegun
from engine.domain.sight import Sight
from engine.runtime import Advance, Step
from engine.store import cases, progress


def move_on(work: Work, case_id: str, move: Any, *, deemed: bool = False, chosen: Mapping[str, str] = opening.NOBODY) -> Advance:
    """Apply one move to the case and all that follows from it, within this work's transaction. ``chosen``: element id → the officer who is
    to do that step, if it opens."""
    case = work.case(case_id)
    process = work.process(case)
    context = runtime.Context(feel_context(work, case), work.now, work.calendar, opening.holders_for(work.tx, case, process))
    advance = runtime.advance(process.definition, cases.state(work.tx, case_id), move, context)
    if work.parts.trace is not None:
        work.parts.trace(case_id, advance)
    cases.save_state(work.tx, case, advance.state, advance.ended)
    values = Sight(context.values, advance.variables)
    for fact in advance.facts:
        step = process.definition.steps.get(fact.element_id) if type(fact) in FACTS else None
        if step is not None:
            FACTS[type(fact)](work, case_id, step, fact, values, deemed)
    passing = opening.open_tasks(work, case_id, process, advance, values, chosen)
    effects.carry_out(work, work.case(case_id), process, advance.effects)
    _incidents(work, work.case(case_id), process, advance)
    if advance.ended:
        _end(work, case_id, process.definition)
    for each in passing:
        going = people_rules.pass_by(work, case_id, each.task_id, each.step, each.placed)
        if going is not None:
            move_on(work, case_id, going)
    return advance


def _enter(work: Work, case_id: str, step: Step, fact: runtime.Entered, values: Any, deemed: bool) -> None:
    case = work.case(case_id)
    if step.stage and step.stage != case.stage:
        work.put(case.at_stage(step.stage))
        work.emit(StageBegun(case_id=case_id, element_id=step.id, stage=step.stage))
    if step.item:
        desk_tasks.open_item(work, case, step.item)
    if step.pause:
        rests.begin(work, work.case(case_id), step, values)


def _pass(work: Work, case_id: str, step: Step, fact: runtime.Passed, values: Any, deemed: bool) -> None:
    rests.end(work, case_id, step)
    if step.item:
        desk_tasks.close_item(work, case_id, step, fact.outcome, by_silence=deemed)
    if step.act and acts.stands(work.case(case_id), step.act):
        return
    moment = acts.Moment(step, fact.outcome, f"{case_id}-{fact.task_id}", values, deemed)
    if step.act and acts.holds(step, fact.outcome):
        acts.ACTS[step.act](work, case_id, moment)
    if step.letter and not step.letter_comes_first:
        letter.issue(work, work.case(case_id), step.letter, roll.with_minutes(work, step, moment), step.id)
    if step.properties.get("consult"):
        roll.consulted(work, case_id, step, fact.outcome, deemed)


def _match(work: Work, case_id: str, step: Step, fact: runtime.Matched, values: Any, deemed: bool) -> None:
    told = {"decision_id": fact.decision_id, "rules": fact.rule_ids, "details": {"explanation": fact.explanation}}
    work.emit(DecisionEvaluated(case_id=case_id, element_id=step.id, **told))


def _cancel(work: Work, case_id: str, step: Step, fact: runtime.Cancelled, values: Any, deemed: bool) -> None:
    rests.end(work, case_id, step)
    desk_tasks.call_off(work, case_id, f"{case_id}-{fact.task_id}", step)


def _hold(work: Work, case_id: str, step: Step, fact: runtime.Held, values: Any, deemed: bool) -> None:
    progress.turn_task(work.tx, f"{case_id}-{fact.task_id}", progress.OPEN, progress.HELD)


def _resume(work: Work, case_id: str, step: Step, fact: runtime.Resumed, values: Any, deemed: bool) -> None:
    progress.turn_task(work.tx, f"{case_id}-{fact.task_id}", progress.HELD, progress.OPEN)


def _roll(work: Work, case_id: str, step: Step, fact: runtime.SignersChanged, values: Any, deemed: bool) -> None:
    roll.record(work, work.case(case_id), step, fact)


FACTS: dict[type, Callable[[Work, str, Step, Any, Any, bool], None]] = {
    runtime.Entered: _enter,
    runtime.Passed: _pass,
    runtime.Matched: _match,
    runtime.Cancelled: _cancel,
    runtime.Held: _hold,
    runtime.Resumed: _resume,
    runtime.SignersChanged: _roll,
}


def _incidents(work: Work, case: Case, process: Any, advance: Advance) -> None:
    for incident in advance.incidents:
        if incident.opened_by_this_move:
            runtime_id = incident.incident_id
            incident_id = f"{case.case_id}-{runtime_id}"
            progress.add_incident(
                work.tx,
                incident_id=incident_id,
                case_id=case.case_id,
                division_code=case.division_code,
                runtime_id=runtime_id,
                element_id=incident.element_id,
                reason=incident.reason,
                opened_at=work.now,
            )
            work.emit(IncidentOpened(case_id=case.case_id, element_id=incident.element_id, incident_id=incident_id, reason=incident.reason))
    for runtime_id in advance.resolved:
        progress.resolve_incident(work.tx, f"{case.case_id}-{runtime_id}", work.now, work.viewer.name)


def _end(work: Work, case_id: str, definition: runtime.Definition) -> None:
    """Nothing of an ended process may still wait: clocks stop, timers and waits go, notices end. What its diagram never asks for is not there."""
    timing.stop_everything(work, case_id)
    progress.cancel_timers(work.tx, work.case(case_id))
    if definition.awaits_messages:
        progress.drop_waits(work.tx, case_id)
    if effects.NOTICES in definition.topics:
        progress.end_notices(work.tx, case_id, work.today)
