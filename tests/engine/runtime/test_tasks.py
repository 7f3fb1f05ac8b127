"""People's tasks, services, scripts: what goes in and what becomes a variable."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import runtime
from engine.domain.errors import Invalid, Refused
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import diagram, element, end, flows, inputs, many, outputs, script, service, start, user

REVIEW = diagram(start(), user("review", outcomes="agree 同意, disagree 不同意"), end(), flows("start > review > end"))


def test_a_completed_task_leaves_its_outcome_and_fields_under_its_id():
    case = Case(REVIEW)
    case.complete("review", "agree", opinion="材料齐全", amount=Decimal("12.50"))
    assert case.variables["review"] == {"outcome": "agree", "opinion": "材料齐全", "amount": Decimal("12.50")}
    assert case.last.ended
    assert runtime.Passed("review", "t3", "agree") in case.facts


def test_a_task_completed_twice_is_refused():
    case = Case(diagram(start(), user("review"), user("approve"), end(), flows("start > review > approve > end")))
    task_id = case.task("review").task_id
    case.complete("review")
    with pytest.raises(Refused, match="已经办结"):
        case.do(runtime.Complete(task_id))


def test_an_outcome_the_step_does_not_have_is_invalid():
    with pytest.raises(Invalid, match="agree、disagree"):
        Case(REVIEW).complete("review", "maybe")


def test_nothing_moves_an_ended_case_and_nothing_but_start_begins_one():
    case = Case(REVIEW)
    case.complete("review", "agree")
    with pytest.raises(Refused, match="已经结束"):
        case.do(runtime.Stop())
    with pytest.raises(Refused, match="还没有开始"):
        Case(REVIEW, begin=False).do(runtime.Stop())
    with pytest.raises(Refused, match="已经开始"):
        Case(REVIEW).do(runtime.Start())


def test_only_tasks_of_this_move_are_newly_opened():
    case = Case(
        diagram(
            start(), element("parallelGateway", "split"), user("tax"), user("housing"), user("approve"), end(),
            flows("start > split", "split > tax > approve > end", "split > housing > end"),
        )
    )  # fmt: skip
    assert {task.element_id: task.opened_by_this_move for task in case.last.open_tasks} == {"tax": True, "housing": True}
    case.complete("tax")
    assert {task.element_id: task.opened_by_this_move for task in case.last.open_tasks} == {"housing": False, "approve": True}


def test_a_service_gets_its_inputs_and_its_reply_becomes_a_variable():
    asked = inputs(name="= answers.name", kind="limited", people='= [{name: answers.name}]')
    case = Case(diagram(start(), service("check", "registry.company_status", asked), end(), flows("start > check > end")),
                answers={"name": "东阳木雕"})  # fmt: skip
    (call,) = case.calls()
    assert (call.element_id, call.topic) == ("check", "registry.company_status")
    assert call.inputs == {"name": "东阳木雕", "kind": "limited", "people": [{"name": "东阳木雕"}]}
    case.do(runtime.Reply(call.call_id, {"found": True, "debts": 1.5}))
    assert case.variables["check"] == {"found": True, "debts": Decimal("1.5")}
    with pytest.raises(Refused, match="已经结束"):
        case.do(runtime.Reply(call.call_id, {}))


def test_a_service_with_outputs_hands_over_only_those():
    case = Case(diagram(start(), service("check", "t", outputs(standing='= if arrears > 0 then "bad" else "good"')), end(),
                        flows("start > check > end")))  # fmt: skip
    case.do(runtime.Reply(case.calls()[0].call_id, {"arrears": 3, "secret": "x"}))
    assert case.variables == {"standing": "bad"}


def test_a_script_is_feel_with_a_result_variable():
    case = Case(diagram(start(), script("add", "= answers.a + 1", "sum"), user("look"), end(), flows("start > add > look > end")),
                answers={"a": 2})  # fmt: skip
    assert case.variables == {"sum": Decimal(3)}


def test_the_local_variables_of_a_task_are_its_inputs():
    case = Case(diagram(start(), user("look", inputs(limit="= 3 * 4")), end(), flows("start > look > end")))
    assert case.task("look").variables == {"limit": Decimal(12)}
    case.complete("look")
    assert "limit" not in case.variables


def test_a_task_of_no_type_goes_straight_on():
    case = Case(diagram(start(), element("task", "think"), end(), flows("start > think > end")))
    assert case.passed == ["start", "think", "end"]


def test_start_variables_cannot_forge_the_outcome_of_a_step_or_the_answers():
    case = Case(REVIEW, {"review": {"outcome": "agree"}, "answers": {}, "channel": "window"})
    assert case.variables == {"channel": "window"}


def test_stop_cancels_whatever_waits():
    parts = (start(), element("parallelGateway", "split"), user("tax"), service("check"), end())
    case = Case(diagram(*parts, flows("start > split", "split > tax > end", "split > check > end")))
    case.do(runtime.Stop())
    assert case.last.ended
    assert sorted(case.cancelled) == ["check", "tax"]
    assert runtime.CancelCall(case.calls()[0].call_id) in case.last.effects


def test_values_that_cannot_be_kept_are_invalid():
    case = Case(REVIEW)
    with pytest.raises(Invalid, match="不能用"):
        case.complete("review", "agree", **{"$n": 1})
    with pytest.raises(Invalid, match="不能存为变量"):
        case.complete("review", "agree", field=object())


def test_an_assignee_is_an_expression_for_others_to_evaluate():
    case = Case(diagram(start(), user("look", camunda_assignee="= case.clerk"), end(), flows("start > look > end")))
    assert case.definition.steps["look"].assignee.evaluate({"case": {"clerk": "li"}}) == "li"


def test_an_empty_collection_passes_at_once():
    case = Case(diagram(start(), user("review", many("= []")), end(), flows("start > review > end")))
    assert case.last.ended
    assert case.variables["review"] == []
