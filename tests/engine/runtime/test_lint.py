"""What the linter says before a service can be published: one small file for each rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import runtime
from tests.engine.runtime.desk import Case, rules_of
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    diagram,
    element,
    end,
    error,
    file,
    flows,
    gateway,
    inputs,
    many,
    message,
    process,
    script,
    service,
    signal,
    start,
    subprocess,
    throw,
    timer,
    user,
)  # fmt: skip

STRAIGHT = flows("start > a > end")
TRANSACTION = element("transaction", "a", start("in"), end("out"), flows("in > out"))
CHOICE = (start(), gateway("choose"), user("a"), user("b"), end())

ERRORS = {
    "no_who": (start(), user("a", who=""), end(), STRAIGHT),
    "bad_who": (start(), user("a", who="税务局"), end(), STRAIGHT),
    "bad_outcomes": (start(), user("a", outcomes="同意"), end(), STRAIGHT),
    "bad_limit": (start(), user("a", limit="2 天"), end(), STRAIGHT),
    "unknown_act": (start(), user("a", act="approve"), end(), STRAIGHT),
    "bad_decision": (start(), throw("a", properties={"act": "decide"}), end(), STRAIGHT),
    "bad_refusal": (start(), user("a"), end("end", properties={"act": "refuse", "refusal": "no"}), STRAIGHT),
    "no_start": (user("a"), end(), flows("a > end")),
    "several_starts": (start(), start("other"), user("a"), end(), flows("start > a > end", "other > a")),
    "start_trigger": (start("start", timer("P1D")), user("a"), end(), STRAIGHT),
    "dangling_flow": (start(), user("a"), end(), STRAIGHT, flows("a > nowhere")),
    "duplicate_id": (start(), user("a"), user("a"), end(), STRAIGHT),
    "bad_default": (start(), gateway("choose", default="elsewhere"), user("a"), end(), flows("start > choose > a > end")),
    "bad_flow": (start(), user("a"), end(), STRAIGHT, flows("end > a")),
    "dead_end": (start(), gateway("choose"), end(), flows("start > choose")),
    "missing_condition": (*CHOICE, flows("start > choose", "choose > a", "choose > b | true", "a > end", "b > end")),
    "bad_condition": (start(), gateway("split", "parallel"), user("a"), end(), flows("start > split", "split > a | true", "a > end")),
    "event_gateway": (start(), gateway("wait", "event"), user("a"), end(), flows("start > wait > a > end")),
    "boundary_without_host": (start(), user("a"), boundary("late", "b", timer("P1D")), end(), STRAIGHT, flows("late > end")),
    "error_not_interrupting": (start(), service("a"), boundary("x", "a", error(), interrupting=False), end(), STRAIGHT, flows("x > end")),
    "timer_without_time": (start(), catch("a", "<bpmn:timerEventDefinition/>"), end(), STRAIGHT),
    "bad_timer": (start(), catch("a", timer("两天")), end(), STRAIGHT),
    "cycle": (start(), catch("a", timer("R3/P1D", "Cycle")), end(), STRAIGHT),
    "bad_calendar": (start(), catch("a", timer("P1D"), properties={"calendar": "lunar"}), end(), STRAIGHT),
    "message_without_name": (start(), catch("a", "<bpmn:messageEventDefinition/>"), end(), STRAIGHT),
    "not_awaited": (start(), user("a", long_after="P3D"), end(), STRAIGHT),
    "bad_long_after": (start(), catch("a", message("paid"), properties={"from": "银行", "long_after": "三天"}), end(), STRAIGHT),
    "signal_without_name": (start(), throw("a", "<bpmn:signalEventDefinition/>"), end(), STRAIGHT),
    "signal_never_thrown": (start(), catch("a", signal("paid")), end(), STRAIGHT),
    "bad_link": (start(), throw("a", '<bpmn:linkEventDefinition name="x"/>'), end(), flows("start > a")),
    "multiple_triggers": (start(), catch("a", timer("P1D"), message("paid")), end(), STRAIGHT),
    "service_without_topic": (start(), element("serviceTask", "a"), end(), STRAIGHT),
    "missing_decision": (start(), element("businessRuleTask", "a", camunda_decisionRef="nothing"), end(), STRAIGHT),
    "missing_process": (start(), element("callActivity", "a", calledElement="nothing"), end(), STRAIGHT),
    "recursion": (start(), element("callActivity", "a", calledElement="review_case"), end(), STRAIGHT),
    "script_language": (start(), element("scriptTask", "a", "<bpmn:script>1+1</bpmn:script>", scriptFormat="python"), end(), STRAIGHT),
    "empty_script": (start(), element("scriptTask", "a"), end(), STRAIGHT),
    "many_without_collection": (start(), user("a", "<bpmn:multiInstanceLoopCharacteristics/>"), end(), STRAIGHT),
    "bad_parameter": (start(), service("a", "t", inputs(x="${loader.load(applicant)}")), end(), STRAIGHT),
    "feel_syntax": (*CHOICE, flows("start > choose", "choose > a | answers.x >", "choose > b | true", "a > end", "b > end")),
    "unknown_name": (*CHOICE, flows("start > choose", "choose > a | anwsers.x", "choose > b | true", "a > end", "b > end")),
    "reserved_name": (start(), script("a", "1", "answers"), end(), STRAIGHT),
    "unknown_element": (start(), user("a"), element("choreographyTask", "x"), end(), STRAIGHT),
}  # fmt: skip


@pytest.mark.parametrize("rule", ERRORS)
def test_this_cannot_be_published(rule: str):
    files = diagram(*ERRORS[rule])
    found = [problem for problem in runtime.lint(files, "process.bpmn") if problem.rule == rule]
    assert found and {problem.severity for problem in found} == {"error"}
    with pytest.raises(runtime.Unpublishable) as caught:
        runtime.compile_definition(files, "process.bpmn")
    assert found[0] in caught.value.problems
    # A sentence in Chinese that ends, and says what to do.
    assert any("\u4e00" <= letter <= "\u9fff" for letter in found[0].message)


UNSUPPORTED = {
    "a transaction": TRANSACTION,
    "an ad-hoc sub-process": element("adHocSubProcess", "a", user("in")),
    "a complex gateway": element("complexGateway", "a"),
    "a standard loop": user("a", "<bpmn:standardLoopCharacteristics/>"),
    "compensation": element("userTask", "a", isForCompensation="true", camunda_candidateGroups="tax:reviewer"),
    "a conditional event": catch("a", "<bpmn:conditionalEventDefinition/>"),
    "a cancel event": throw("a", "<bpmn:cancelEventDefinition/>"),
    "a compensation event": throw("a", "<bpmn:compensateEventDefinition/>"),
    "a catch event without trigger": catch("a"),
    "a Java class": element("serviceTask", "a", camunda_class="org.example.Delegate"),
    "a Java expression": element("serviceTask", "a", camunda_expression="${bean.go()}"),
    "a repeated receive task": element("receiveTask", "a", many("= [1]"), messageRef="message_paid"),
}


@pytest.mark.parametrize("what", UNSUPPORTED)
def test_what_is_not_executed_right_is_refused_and_never_run(what: str):
    assert "unsupported" in rules_of(diagram(start(), UNSUPPORTED[what], end(), STRAIGHT))


WARNINGS = {
    "id_name": (start(), user("Activity_0x1"), end(), flows("start > Activity_0x1 > end")),
    "no_end": (start(), user("a"), flows("start > a")),
    "unreachable": (start(), user("a"), user("b"), end(), STRAIGHT, flows("b > end")),
    "no_default": (*CHOICE, flows("start > choose", "choose > a | true", "choose > b | true", "a > end", "b > end")),
    "deadlock": (*CHOICE, gateway("join", "parallel"),
                 flows("start > choose", "choose > a | true", "choose > b | false", "a > join", "b > join", "join > end")),
    "uncaught": (start(), user("a"), end("end", error("late")), STRAIGHT),
    "no_type": (start(), element("task", "a"), end(), STRAIGHT),
    "literal": (start(), service("a", "t", inputs(x="answers.name")), end(), STRAIGHT),
    "ignored": (start(), user("a", camunda_dueDate="2026-01-01"), end(), STRAIGHT),
    "never_happens": (start(), script("a", "1", "x"), boundary("late", "a", timer("P1D")), end(), STRAIGHT, flows("late > end")),
    "unknown_sender": (start(), catch("a", message("paid")), end(), STRAIGHT),
    "many_without_item": (start(), user("a", many("= [1]", "")), end(), STRAIGHT),
}  # fmt: skip


@pytest.mark.parametrize("rule", WARNINGS)
def test_this_is_only_a_warning(rule: str):
    files = diagram(*WARNINGS[rule])
    assert rule in rules_of(files, "warning")
    assert rules_of(files) == set()
    assert rule in {problem.rule for problem in runtime.compile_definition(files, "process.bpmn").warnings}


def test_a_clean_diagram_has_no_problems():
    assert runtime.lint(diagram(start(), user("a"), end(), STRAIGHT), "process.bpmn") == []


def test_a_syntax_error_says_where_and_a_wrong_name_what_was_meant():
    problems = runtime.lint(diagram(*ERRORS["feel_syntax"]), "process.bpmn")
    assert "第 12 列" in next(problem.message for problem in problems if problem.rule == "feel_syntax")
    problems = runtime.lint(diagram(*ERRORS["unknown_name"]), "process.bpmn")
    assert "answers" in next(problem.message for problem in problems if problem.rule == "unknown_name")


def test_a_bare_diagram_needs_no_who():
    files = diagram(start(), user("a", who=""), end(), STRAIGHT)
    assert rules_of(files, bare=True) == set()
    assert "no_who" in rules_of(files, "warning", bare=True)


def test_lanes_say_who_and_the_task_itself_wins():
    lanes = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="税务局"><bpmn:extensionElements><camunda:properties>'
        '<camunda:property name="who" value="tax:reviewer, tax:approver"/></camunda:properties></bpmn:extensionElements>'
        "<bpmn:flowNodeRef>a</bpmn:flowNodeRef><bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    )
    files = diagram(lanes, start(), user("a", who=""), user("b", who="applicant"), end(), flows("start > a > b > end"))
    steps = runtime.compile_definition(files, "process.bpmn").steps
    assert (steps["a"].who, steps["a"].lane) == (("tax:reviewer", "tax:approver"), "税务局")
    assert steps["b"].who == ("applicant",)


def test_a_step_says_all_that_the_file_says_of_it():
    task = user("check", name="受理\n审查", outcomes="accept 受理, supplement 补正，并告知", limit="P5D", on_timeout="deem:accept", act="accept",
                letter="acceptance", stage="受理", pause="hearing", item="tax", sign="single", extra="1", camunda_formKey="check")  # fmt: skip
    step = runtime.compile_definition(diagram(start(), task, end(), flows("start > check > end")), "process.bpmn").steps["check"]
    assert (step.name, step.kind, step.process, step.form) == ("受理 审查", "user", "review_case", "check")
    assert step.outcomes == (runtime.Outcome("accept", "受理"), runtime.Outcome("supplement", "补正，并告知"))
    assert step.limit == runtime.Limit("P5D", "working", "deem:accept")
    assert (step.act, step.letter, step.stage, step.pause, step.item, step.sign) == ("accept", "acceptance", "受理", "hearing", "tax", "single")
    assert step.properties["extra"] == "1"


def test_a_definition_lists_flows_timers_and_expressions():
    files = diagram(start(), user("a"), boundary("late", "a", timer("= answers.limit")), end(), STRAIGHT, flows("late > end"))
    definition = runtime.compile_definition(files, "process.bpmn")
    assert definition.flows == ("start_to_a", "a_to_end", "late_to_end")
    assert definition.timers == ("late",)
    assert [formula.text for formula in definition.expressions("late")] == ["= answers.limit"]


def test_expressions_in_properties_are_read_too():
    assert "feel_syntax" in rules_of(diagram(start(), throw("a", properties={"reason": '= "因为 " +'}), end(), STRAIGHT))
    assert "unknown_name" in rules_of(diagram(start(), throw("a", properties={"reason": "= reveiw.opinion"}), end(), STRAIGHT))


def test_an_inner_lane_takes_who_from_the_lane_around_it():
    lane = (
        '<bpmn:laneSet id="lanes"><bpmn:lane id="outer" name="税务局"><bpmn:extensionElements><camunda:properties>'
        '<camunda:property name="who" value="tax:reviewer"/></camunda:properties></bpmn:extensionElements><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        '<bpmn:childLaneSet id="inner_set"><bpmn:lane id="inner" name="一科"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>'
        "</bpmn:lane></bpmn:laneSet>"
    )
    inner = subprocess("a", start("in"), user("b", who=""), end("out"), flows("in > b > out"))
    step = runtime.compile_definition(diagram(lane, start(), inner, end(), STRAIGHT), "process.bpmn").steps["b"]
    assert (step.who, step.lane) == (("tax:reviewer",), "一科")


def test_the_main_process_is_the_executable_one_that_nobody_calls():
    called = process(start("in"), user("visit"), end("out"), flows("in > visit > out"), id="inspect")
    main = process(start(), element("callActivity", "a", calledElement="inspect"), end(), STRAIGHT)
    assert runtime.compile_definition({"process.bpmn": file(called, main)}, "process.bpmn").process_id == "review_case"
    two = {"process.bpmn": file(process(start(), end(), flows("start > end")), called)}
    assert "several_processes" in rules_of(two)
    assert runtime.compile_definition(two, "process.bpmn", process="inspect").process_id == "inspect"
    assert "no_process" in rules_of(two, process="nothing")
    assert "no_main" in {problem.rule for problem in runtime.lint(two, "other.bpmn")}


def test_decisions_are_made_explained_and_counted():
    dmn = (Path(__file__).parent / "route.dmn").read_bytes()
    rule = element("businessRuleTask", "route", camunda_decisionRef="route", camunda_resultVariable="path", camunda_mapDecisionResult="singleEntry")
    files = {**diagram(start(), script("set", "answers.amount", "amount"), rule, user("look"), end(), flows("start > set > route > look > end")),
             "route.dmn": dmn}  # fmt: skip
    definition = runtime.compile_definition(files, "process.bpmn")
    assert definition.rules == ("route_table.small", "route_table.large")
    case = Case(files, answers={"amount": 200})
    (matched,) = [fact for fact in case.facts if isinstance(fact, runtime.Matched)]
    assert (matched.element_id, matched.decision_id, matched.rule_ids) == ("route", "route", ("route_table.large",))
    assert case.variables["path"] == "full"
    assert "unknown_name" in rules_of({**diagram(start(), rule, user("look"), end(), flows("start > route > look > end")), "route.dmn": dmn})


def test_a_decision_file_with_unreadable_feel_cannot_be_published():
    dmn = (Path(__file__).parent / "route.dmn").read_bytes().replace(b">= 100", b">= >= 100")
    assert "dmn_feel" in rules_of({**diagram(start(), subprocess("a", start("in"), end("out"), flows("in > out")), end(), STRAIGHT), "route.dmn": dmn})
