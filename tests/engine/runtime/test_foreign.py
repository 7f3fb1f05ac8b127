"""Diagrams drawn for other engines: what is translated works, what is not is said."""

from __future__ import annotations

import pytest

from engine import runtime
from engine.runtime.diagram.juel import to_feel
from tests.engine.runtime.desk import Case, rules_of
from tests.engine.runtime.drawing import HEAD, diagram, element, end, file, flows, gateway, process, start, user

ZEEBE = f"""{HEAD}<bpmn:process id="loan" isExecutable="true"><bpmn:startEvent id="start"/>
<bpmn:serviceTask id="score"><bpmn:extensionElements><zeebe:taskDefinition type="credit.score" retries="3"/>
<zeebe:ioMapping><zeebe:input source="= 1 + 1" target="factor"/><zeebe:output source="= points * 2" target="rating"/></zeebe:ioMapping>
<zeebe:taskHeaders><zeebe:header key="a" value="b"/></zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:userTask id="review"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition candidateGroups="tax:reviewer"/>
<zeebe:formDefinition formId="review_form"/><zeebe:properties><zeebe:property name="stage" value="审查"/></zeebe:properties>
</bpmn:extensionElements></bpmn:userTask><bpmn:exclusiveGateway id="choose" default="choose_to_no"/>
<bpmn:scriptTask id="count"><bpmn:extensionElements><zeebe:script expression="= rating + 1" resultVariable="more"/></bpmn:extensionElements>
</bpmn:scriptTask><bpmn:userTask id="sign"><bpmn:extensionElements><zeebe:assignmentDefinition candidateGroups="tax:approver"/>
</bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
<zeebe:loopCharacteristics inputCollection="= [1, 2]" inputElement="round"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>
</bpmn:userTask><bpmn:endEvent id="no"/><bpmn:endEvent id="yes"/>
{flows("start > score > review > choose > no", "choose > count | = approved and rating > 3", "count > sign > yes")}
</bpmn:process></bpmn:definitions>""".encode()


def test_a_diagram_of_camunda_8_runs_and_says_what_was_translated():
    files = {"process.bpmn": ZEEBE}
    assert rules_of(files) == set()
    problems = runtime.lint(files, "process.bpmn")
    assert any(problem.rule == "translated" and "zeebe:taskDefinition" in problem.message for problem in problems)
    assert any(problem.rule == "ignored" and "taskHeaders" in problem.message for problem in problems)
    case = Case(files)
    (call,) = case.calls()
    assert (call.topic, call.inputs) == ("credit.score", {"factor": 2})
    case.do(runtime.Reply(call.call_id, {"points": 2}))
    step = case.definition.steps["review"]
    assert (step.who, step.form, step.stage) == (("tax:reviewer",), "review_form", "审查")
    case.complete("review", None, approved=True)
    assert case.variables["more"] == 5
    assert [task.variables["round"] for task in case.last.open_tasks] == [1, 2]


FLOWABLE = (
    HEAD.replace('targetNamespace', 'xmlns:activiti="http://activiti.org/bpmn" targetNamespace')
    + """<bpmn:process id="leave" isExecutable="true"><bpmn:startEvent id="start"/>
<bpmn:userTask id="review" flowable:candidateGroups="tax:reviewer" flowable:formKey="leave" flowable:assignee="li"/><bpmn:exclusiveGateway id="choose"/>
<bpmn:serviceTask id="tell" activiti:class="org.example.Tell" flowable:async="true"/><bpmn:endEvent id="yes"/><bpmn:endEvent id="no"/>"""
    + flows("start > review > choose", "choose > tell | ${approved && days <= 3}", "choose > no | ${!(approved && days <= 3)}", "tell > yes")
    + "</bpmn:process></bpmn:definitions>"
).encode()


def test_a_diagram_of_flowable_is_tried_out_with_its_java_answered():
    files = {"process.bpmn": FLOWABLE}
    assert "unsupported" in rules_of(files)
    step = runtime.compile_definition(files, "process.bpmn", bare=True).steps["review"]
    assert (step.who, step.form, step.assignee.evaluate({})) == (("tax:reviewer",), "leave", "li")
    assert rules_of(files, bare=True) == set()
    told = runtime.play(files, answers={"review": {"approved": True, "days": 2}})
    assert (told["path"], told["end"]) == (["start", "review", "choose", "tell", "yes"], "completed")
    assert runtime.play(files, answers={"review": {"approved": False, "days": 2}})["path"][-1] == "no"


def test_fields_of_a_foreign_form_cannot_forge_the_outcome_of_another_step():
    case = Case({"process.bpmn": ZEEBE})
    case.do(runtime.Reply(case.calls()[0].call_id, {"points": 2}))
    case.complete("review", None, approved=True, sign="forged", answers="forged")
    assert "sign" not in case.variables and "answers" not in case.variables


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${approved}", "approved"),
        ("${!approved}", "not(approved)"),
        ("${amount >= 100 && kind == 'large'}", 'amount >= 100 and kind = "large"'),
        ("${a eq 1 or b ne 2}", "a = 1 or b != 2"),
        ("${empty name}", "(name = null)"),
        ("#{order.total}", "order.total"),
        ("${execution.getVariable('x') > 1}", "x > 1"),
        ("${!(a && b)}", "not(( a and b ))"),
        ("${nrOfCompletedInstances/nrOfInstances >= 0.6}", "nrOfCompletedInstances / nrOfInstances >= 0.6"),
        ("${service.check(order)}", None),
        ("${a ? b : c}", None),
        ("${now()}", None),
        ("a ${b} c", None),
        ("${a; System.exit(1)}", None),
    ],
)
def test_juel_becomes_feel_where_it_says_the_same(juel: str, feel: str | None):
    assert to_feel(juel) == feel


def test_juel_that_cannot_be_translated_is_an_error_with_a_hint():
    parts = (start(), gateway("choose"), user("a"), end(), end("other"))
    files = diagram(*parts, flows("start > choose", "choose > a | ${bean.check()}", "choose > other | true", "a > end"))
    assert any("JUEL" in problem.message for problem in runtime.lint(files, "process.bpmn") if problem.rule == "feel_syntax")


def test_a_bare_drawing_without_details_can_be_tried_out():
    """What somebody draws in a browser first: tasks of all kinds, nothing filled in."""
    kinds = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity", "userTask", "manualTask", "task")
    body = process(start(), *(element(kind, kind) for kind in kinds), end(), flows(" > ".join(["start", *kinds, "end"])), executable="false")
    files = {"drawing.bpmn": file(body)}
    assert runtime.play(files)["path"] == ["start", *kinds, "end"]
    with pytest.raises(runtime.Unpublishable):
        runtime.compile_definition(files, "drawing.bpmn")
