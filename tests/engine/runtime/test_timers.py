"""Timers: when they are due, what they do when they fire, and when they go away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import runtime
from engine.domain.errors import Refused
from tests.engine.runtime.desk import MONDAY, Case
from tests.engine.runtime.drawing import boundary, catch, diagram, end, flows, start, timer, user


def waiting(*trigger: str, properties: dict[str, str] | None = None) -> dict[str, bytes]:
    return diagram(start(), catch("pause", *trigger, properties=properties), user("after"), end(), flows("start > pause > after > end"))


@pytest.mark.parametrize(
    ("text", "timing", "properties", "due"),
    [
        ("PT30M", "Duration", {}, datetime(2026, 11, 16, 1, 30, tzinfo=UTC)),
        ("P1D", "Duration", {"calendar": "working"}, datetime(2026, 11, 17, 9, 30, tzinfo=UTC)),
        ("P5D", "Duration", {"calendar": "working"}, datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-12-01T09:00:00+08:00", "Date", {}, datetime(2026, 12, 1, 1, 0, tzinfo=UTC)),
        ("2026-12-01T09:00:00", "Date", {}, datetime(2026, 12, 1, 1, 0, tzinfo=UTC)),
        ("= answers.until", "Date", {}, datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ('= duration("PT1H")', "Duration", {}, datetime(2026, 11, 16, 2, 0, tzinfo=UTC)),
        ('= "PT" + answers.hours + "H"', "Duration", {}, datetime(2026, 11, 16, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_timer_is_due_by_iso_text_or_feel(text: str, timing: str, properties: dict[str, str], due: datetime):
    case = Case(waiting(timer(text, timing), properties=properties), answers={"until": datetime(2026, 11, 20).date(), "hours": "3"})
    (effect,) = case.timers()
    assert (effect.element_id, effect.due_at, effect.repeat) == ("pause", due, 0)
    case.do(runtime.Fire(effect.timer_id))
    assert case.open == ["after"]


def test_a_timer_fires_once():
    case = Case(waiting(timer("PT30M")))
    timer_id = case.timers()[0].timer_id
    case.do(runtime.Fire(timer_id))
    with pytest.raises(Refused, match="已经触发"):
        case.do(runtime.Fire(timer_id))


@pytest.mark.parametrize("text", ["= answers.nothing", "= 5", '= "soon"', "= true"])
def test_a_timer_expression_without_a_time_is_an_incident(text: str):
    case = Case(waiting(timer(text)))
    assert [incident.element_id for incident in case.last.incidents] == ["pause"]
    assert case.timers() == []
    assert "soon" not in case.reasons[0].replace(text, "")
    case.values["answers"] = {"nothing": "PT1H"}
    if "nothing" in text:
        case.do(runtime.Retry(case.last.incidents[0].incident_id))
        assert len(case.timers()) == 1


def watched(interrupting: bool, *trigger: str) -> Case:
    return Case(
        diagram(
            start(), user("review"), boundary("late", "review", *trigger, interrupting=interrupting), user("urge"), user("after"), end(),
            flows("start > review > after > end", "late > urge > end"),
        )
    )  # fmt: skip


def test_an_interrupting_boundary_timer_takes_the_task_away():
    case = watched(True, timer("P1D"))
    task = case.task("review").task_id
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.open == ["urge"]
    assert runtime.Cancelled("review", task) in case.facts
    with pytest.raises(Refused):
        case.do(runtime.Complete(task))


def test_completing_the_task_calls_its_boundary_timer_off():
    case = watched(True, timer("P1D"))
    timer_id = case.timers()[0].timer_id
    case.complete("review")
    assert runtime.CancelTimer(timer_id) in case.last.effects
    assert case.open == ["after"]
    with pytest.raises(Refused):
        case.do(runtime.Fire(timer_id))


def test_a_non_interrupting_boundary_timer_leaves_the_task_open_and_fires_once():
    case = watched(False, timer("P1D"))
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.open == ["review", "urge"]
    case.complete("review")
    assert not any(isinstance(effect, runtime.CancelTimer) for effect in case.last.effects)


def test_a_cycle_rings_as_often_as_it_says():
    case = watched(False, timer("R3/PT1H", "Cycle"))
    rung = []
    while case.timers():
        effect = case.timers()[-1]
        rung.append((effect.due_at, effect.repeat))
        case.now = effect.due_at
        before = len(case.effects)
        case.do(runtime.Fire(effect.timer_id))
        if not any(isinstance(each, runtime.SetTimer) for each in case.effects[before:]):
            break
    assert [due.hour for due, _ in rung] == [2, 3, 4]
    assert [repeat for _, repeat in rung] == [3, 2, 1]
    assert case.open == ["review", "urge", "urge", "urge"]


def test_a_cycle_that_was_missed_is_not_made_up():
    case = watched(False, timer("R/PT1H", "Cycle"))
    case.wait(hours=10)
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.timers()[-1].due_at == datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
    assert case.timers()[-1].repeat is None


def test_a_cycle_with_a_beginning_waits_for_it():
    case = watched(False, timer("R2/2026-11-18T09:00:00+08:00/P1D", "Cycle"))
    assert case.timers()[0].due_at == datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    assert case.timers()[0].due_at > MONDAY
