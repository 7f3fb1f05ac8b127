"""Sub-processes, event sub-processes, multi-instance steps and called processes."""

from __future__ import annotations

import pytest

from engine import runtime
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import (
    boundary,
    diagram,
    element,
    end,
    error,
    file,
    flows,
    gateway,
    many,
    message,
    process,
    script,
    service,
    start,
    subprocess,
    throw,
    timer,
    user,
)  # fmt: skip


def test_a_sub_process_ends_with_its_last_token_and_shares_the_variables():
    case = Case(
        diagram(
            start(),
            subprocess("check", start("in"), gateway("split", "parallel"), user("a"), user("b"), end("out"),
                       flows("in > split", "split > a > out", "split > b > out")),
            user("after"), end(), flows("start > check > after > end"),
        )
    )  # fmt: skip
    case.complete("b", note=1)
    assert case.open == ["a"]
    case.complete("a")
    assert case.open == ["after"]
    assert case.variables["b"]["note"] == 1
    assert case.passed.index("check") > case.passed.index("a")


def test_a_timer_on_a_sub_process_stops_everything_inside_it():
    case = Case(
        diagram(
            start(),
            subprocess("check", start("in"), gateway("split", "parallel"), user("a"), service("b"), end("out"),
                       flows("in > split", "split > a > out", "split > b > out")),
            boundary("late", "check", timer("P1D")), user("after"), end(), flows("start > check > end", "late > after > end"),
        )
    )  # fmt: skip
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.open == ["after"]
    assert case.cancelled == ["a", "b", "check"]
    assert runtime.CancelCall(case.calls()[0].call_id) in case.last.effects


def handled(*trigger: str, interrupting: str) -> Case:
    handler = subprocess("handle", start("event", *trigger, isInterrupting=interrupting), user("hear"), end("heard"),
                         flows("event > hear > heard"), by_event=True)  # fmt: skip
    return Case(diagram(start(), user("review"), handler, end(), flows("start > review > end")))


def test_a_non_interrupting_event_sub_process_runs_beside_and_again():
    case = handled(message("objection"), interrupting="false")
    case.do(runtime.Receive("objection", {"name": "周"}))
    case.do(runtime.Receive("objection", {"name": "吴"}))
    assert case.open == ["review", "hear", "hear"]
    case.complete("review")
    assert not case.last.ended
    case.complete("hear")
    case.complete("hear")
    assert case.last.ended
    assert case.waits() == []
    assert case.variables["event"] == {"name": "吴"}


def test_an_interrupting_event_sub_process_replaces_its_scope():
    case = handled(timer("P1D"), interrupting="true")
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.open == ["hear"]
    assert case.cancelled == ["review"]
    case.complete("hear")
    assert case.last.ended


def test_an_event_sub_process_that_never_happened_does_not_hold_the_case():
    case = handled(timer("P1D"), interrupting="true")
    case.complete("review")
    assert case.last.ended
    assert case.timers() == []


def test_an_event_sub_process_catches_an_error_from_inside():
    handler = subprocess("handle", start("event", error("unavailable")), user("by_hand"), end("done"), flows("event > by_hand > done"),
                         by_event=True)  # fmt: skip
    case = Case(diagram(start(), service("check"), handler, end(), flows("start > check > end")))
    case.do(runtime.Fail(case.calls()[0].call_id, "unavailable", "停机"))
    assert case.open == ["by_hand"]
    assert case.variables["event"] == {"code": "unavailable", "message": "停机"}


def test_an_event_sub_process_inside_a_sub_process_ends_only_that():
    handler = subprocess("handle", start("event", message("withdrawn"), isInterrupting="true"), user("hear"), end("heard"),
                         flows("event > hear > heard"), by_event=True)  # fmt: skip
    inner = subprocess("check", start("in"), user("a"), handler, end("out"), flows("in > a > out"))
    case = Case(diagram(start(), gateway("split", "parallel"), inner, user("b"), user("after"), end(),
                        flows("start > split", "split > check > after > end", "split > b > end")))  # fmt: skip
    case.do(runtime.Receive("withdrawn"))
    assert case.open == ["b", "hear"]
    case.complete("hear")
    assert case.open == ["b", "after"]


DEPARTMENTS = ["tax", "housing", "customs"]


def test_a_parallel_step_opens_a_task_for_each_and_collects_in_the_order_of_the_list():
    case = Case(diagram(start(), user("review", many("= answers.departments")), user("after"), end(), flows("start > review > after > end")),
                answers={"departments": DEPARTMENTS})  # fmt: skip
    assert [task.variables["department"] for task in case.last.open_tasks] == DEPARTMENTS
    for department in ("customs", "tax", "housing"):
        task = next(task for task in case.last.open_tasks if task.variables["department"] == department)
        case.do(runtime.Complete(task.task_id, None, {"opinion": department}))
    assert case.open == ["after"]
    assert [result["opinion"] for result in case.variables["review"]] == DEPARTMENTS
    assert "department" not in case.variables


def test_a_sequential_step_opens_one_after_the_other():
    case = Case(diagram(start(), user("sign", many("= answers.departments", sequential=True)), end(), flows("start > sign > end")),
                answers={"departments": DEPARTMENTS})  # fmt: skip
    seen = []
    while case.last.open_tasks:
        (task,) = case.last.open_tasks
        seen.append(task.variables["department"])
        assert task.opened_by_this_move
        case.complete("sign", note=len(seen))
    assert seen == DEPARTMENTS
    assert [result["note"] for result in case.variables["sign"]] == [1, 2, 3]


def test_a_completion_condition_ends_the_step_early_and_cancels_the_rest():
    step = user("sign", many("= answers.departments", until='= sign.outcome = "disagree"'), outcomes="agree 同意, disagree 不同意")
    case = Case(diagram(start(), step, user("after"), end(), flows("start > sign > after > end")), answers={"departments": DEPARTMENTS})
    case.complete("sign", "agree")
    assert len(case.last.open_tasks) == 2
    case.complete("sign", "disagree")
    assert case.open == ["after"]
    assert [result and result["outcome"] for result in case.variables["sign"]] == ["agree", "disagree", None]
    assert case.cancelled == ["sign"]


def test_counting_completion_conditions_know_how_many():
    step = user("sign", many("= answers.departments", until="= nrOfCompletedInstances / nrOfInstances >= 0.6"))
    case = Case(diagram(start(), step, user("after"), end(), flows("start > sign > after > end")), answers={"departments": DEPARTMENTS})
    case.complete("sign")
    case.complete("sign")
    assert case.open == ["after"]


def test_a_boundary_timer_of_a_parallel_step_is_one_and_stops_all():
    case = Case(
        diagram(
            start(), user("review", many("= [1, 2]", "n")), boundary("late", "review", timer("P1D")), user("after"), end(),
            flows("start > review > end", "late > after > end"),
        )
    )  # fmt: skip
    assert len(case.timers()) == 1
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.open == ["after"]
    assert case.cancelled.count("review") == 2


def test_a_sub_process_for_each_keeps_its_variables_apart():
    inner = subprocess(
        "branch", many("= answers.departments"), start("in"), script("look", "upper case(department)", "upper"), user("review"), end("out"),
        flows("in > look > review > out"),
    )  # fmt: skip
    case = Case(diagram(start(), inner, user("after"), end(), flows("start > branch > after > end")), answers={"departments": DEPARTMENTS})
    assert [task.variables["upper"] for task in case.last.open_tasks] == ["TAX", "HOUSING", "CUSTOMS"]
    for _ in DEPARTMENTS:
        case.complete("review", "agree")
    assert [result["upper"] for result in case.variables["branch"]] == ["TAX", "HOUSING", "CUSTOMS"]
    assert all(result["review"]["outcome"] == "agree" for result in case.variables["branch"])
    assert "review" not in case.variables


@pytest.mark.parametrize("collection", ["= answers.nothing", "= 1.5", '= "abc"', "= 1001", "= for i in 1..1001 return i"])
def test_what_is_no_list_or_too_long_is_an_incident(collection: str):
    case = Case(diagram(start(), user("review", many(collection)), end(), flows("start > review > end")))
    assert len(case.last.incidents) == 1
    assert case.open == []


def calling(*mapping: str, more: str = "") -> dict[str, bytes]:
    call = element("callActivity", "call", *mapping, more, calledElement="inspect")
    called = process(start("in"), user("visit"), script("rate", "if visit.outcome = null then subject else 0", "rating"), end("out"),
                     flows("in > visit > rate > out"), id="inspect")  # fmt: skip
    main = process(start(), script("set", '"厨房"', "subject"), call, user("after"), end(), flows("start > set > call > after > end"))
    return {"process.bpmn": file(main), "inspect.bpmn": file(called)}


def test_a_called_process_shares_the_variables_of_the_case():
    case = Case(calling())
    assert case.open == ["visit"]
    case.complete("visit")
    assert case.open == ["after"]
    assert case.variables["rating"] == "厨房"
    assert case.definition.steps["visit"].process == "inspect"


def test_a_called_process_with_mappings_sees_and_gives_only_those():
    case = Case(calling('<camunda:in source="= upper case(subject)" target="topic"/>', '<camunda:out source="visit" target="found"/>'))
    case.complete("visit", note=1)
    assert case.open == ["after"]
    assert case.variables == {"subject": "厨房", "found": {"outcome": None, "note": 1}}


def test_a_called_process_for_each_of_a_list():
    case = Case(calling('<camunda:in source="place" target="subject"/>', '<camunda:out source="rating" target="grade"/>', more=many('= ["a", "b"]', "place")))
    assert case.open == ["visit", "visit"]
    case.complete("visit")
    case.complete("visit")
    assert case.open == ["after"]
    assert case.variables["call"] == [{"grade": "a"}, {"grade": "b"}]


def test_an_error_in_a_called_process_reaches_the_caller():
    call = element("callActivity", "call", calledElement="inspect")
    called = process(start("in"), user("visit"), end("bad", error("late")), flows("in > visit > bad"), id="inspect")
    main = process(start(), call, boundary("caught", "call", error()), user("after"), end(), flows("start > call > end", "caught > after > end"))
    case = Case({"process.bpmn": file(main), "inspect.bpmn": file(called)})
    case.complete("visit")
    assert case.open == ["after"]


def test_throw_events_only_mark_the_way():
    case = Case(diagram(start(), throw("accepted", properties={"act": "accept", "stage": "受理"}), user("a"), end(), flows("start > accepted > a > end")))
    assert case.passed == ["start", "accepted"]
    assert case.definition.steps["accepted"].act == "accept"
