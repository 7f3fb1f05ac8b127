"""A running case goes over to another edition of its diagram, or is told why not."""

from __future__ import annotations

from collections.abc import Mapping

from engine import runtime
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import boundary, catch, diagram, end, flows, gateway, message, service, start, subprocess, timer, user

JOIN = ("split > tax > join", "split > housing > join", "join > approve > end")


def edition(*more: str, ways: tuple[str, ...] = (), split: str = "start > split") -> dict[str, bytes]:
    parts = (start(), gateway("split", "parallel"), user("tax"), user("housing"), gateway("join", "parallel"), user("approve"), end())
    return diagram(*parts, *more, flows(split, *JOIN, *ways))


def over(case: Case, files: Mapping[str, bytes], places: Mapping[str, str] | None = None) -> runtime.Transfer:
    """Transfer ``case``; if it works the case goes on in the new edition."""
    new = runtime.compile_definition(files, "process.bpmn")
    done = runtime.transfer(case.definition, new, case.state, runtime.Context(case.values, case.now, CALENDAR), places)
    if done.advance is not None:
        case.definition, case.state, case.last = new, done.advance.state, done.advance
        case.effects += done.advance.effects
    return done


def test_a_case_with_a_token_at_a_join_goes_over_and_ends():
    case = Case(edition())
    case.complete("tax", note=1)
    first = user("first")
    done = over(case, edition(first, split="start > first > split"))
    assert done.problems == ()
    assert case.open == ["housing"]
    case.complete("housing")
    case.complete("approve")
    assert case.last.ended
    assert case.variables["tax"]["note"] == 1


def test_a_vanished_step_is_a_problem_and_nothing_changes():
    case = Case(edition())
    before = case.state
    done = over(case, diagram(start(), user("tax"), end(), flows("start > tax > end")))
    assert done.advance is None
    assert {problem.element for problem in done.problems} == {"housing"}
    assert case.state == before


def test_a_renamed_step_goes_over_with_its_result():
    case = Case(diagram(start(), user("a"), user("b"), end(), flows("start > a > b > end")))
    case.complete("a", note=1)
    files = diagram(start(), user("first"), user("second"), end(), flows("start > first > second > end"))
    assert over(case, files).advance is None
    done = over(case, files, {"a": "first", "b": "second"})
    assert [task.element_id for task in done.advance.open_tasks] == ["second"]
    assert case.variables == {"first": {"note": 1, "outcome": None}}


def test_running_timers_keep_their_time_new_ones_begin_and_dropped_ones_go():
    def with_timers(*watchers: str) -> dict[str, bytes]:
        ways = [f"{name} > end" for name in ("soon", "late") if any(f'id="{name}"' in each for each in watchers)]
        return diagram(start(), user("a"), *watchers, end(), flows("start > a > end", *ways))

    soon, late = boundary("soon", "a", timer("P1D"), interrupting=False), boundary("late", "a", timer("P9D"))
    case = Case(with_timers(soon))
    (first,) = case.timers()
    case.wait(hours=5)
    done = over(case, with_timers(soon, late))
    assert [type(effect) for effect in done.advance.effects] == [runtime.SetTimer]
    assert case.timers()[0] == first
    done = over(case, with_timers(late))
    assert done.advance.effects == (runtime.CancelTimer(first.timer_id),)
    case.do(runtime.Fire(case.timers()[-1].timer_id))
    assert case.last.ended


def test_a_watcher_that_has_fired_does_not_begin_again():
    watched = (start(), user("a"), boundary("soon", "a", timer("P1D"), interrupting=False), user("urge"), end())
    files = diagram(*watched, flows("start > a > end", "soon > urge > end"))
    case = Case(files)
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert over(case, files).advance.effects == ()
    assert case.open == ["a", "urge"]


def test_what_became_something_else_or_moved_into_a_sub_process_stays():
    case = Case(diagram(start(), user("a"), end(), flows("start > a > end")))
    assert "另一种元素" in over(case, diagram(start(), service("a"), end(), flows("start > a > end"))).problems[0].message
    inner = subprocess("sub", start("in"), user("a"), end("out"), flows("in > a > out"))
    assert "另一层" in over(case, diagram(start(), inner, end(), flows("start > sub > end"))).problems[0].message


def test_an_event_gateway_that_waits_goes_over_with_one_more_event():
    def waiting(*more: str) -> dict[str, bytes]:
        events = (catch("pay", message("paid")), catch("late", timer("P3D")), *more)
        ways = ["wait > pay > end", "wait > late > end"] + (["wait > stop > end"] if more else [])
        return diagram(start(), gateway("wait", "event"), *events, end(), flows("start > wait", *ways))

    case = Case(waiting())
    over(case, waiting(catch("stop", message("withdrawn"))))
    assert case.waits() == ["paid", "withdrawn"]
    case.do(runtime.Receive("withdrawn"))
    assert case.last.ended
    assert case.waits() == [] and case.timers() == []
