"""Which way a case goes, and what waits for what."""

from __future__ import annotations

import pytest

from engine import runtime
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import diagram, element, end, flows, gateway, script, start, user


def choice(default: str = "") -> dict[str, bytes]:
    more = {"default": default} if default else {}
    return diagram(
        start(), gateway("choose", **more), user("small"), user("large"), end(),
        flows("start > choose", "choose > small | answers.amount < 100", "choose > large | answers.amount >= 100", "small > end", "large > end"),
    )  # fmt: skip


@pytest.mark.parametrize(("amount", "task"), [(99, "small"), (100, "large")])
def test_an_exclusive_gateway_takes_the_first_flow_that_holds(amount: int, task: str):
    case = Case(choice(), answers={"amount": amount})
    assert case.open == [task]
    assert f"choose_to_{task}" in case.took


def test_a_condition_that_is_null_is_an_incident_that_names_element_and_flow_and_can_be_retried():
    case = Case(choice())
    (incident,) = case.last.incidents
    assert incident.element_id == "choose"
    assert "choose_to_small" in incident.reason and "null" in incident.reason
    case.values["answers"] = {"amount": 5}
    case.do(runtime.Retry(incident.incident_id))
    assert case.open == ["small"]
    assert case.last.incidents == ()


def test_the_reason_of_an_incident_holds_no_personal_details():
    files = diagram(start(), gateway("choose"), end(), end("other"), flows("start > choose", "choose > end | answers.name", "choose > other | true"))
    case = Case(files, answers={"name": "王小明"})
    assert "文本" in case.reasons[0] and "王小明" not in case.reasons[0]


def test_no_flow_that_holds_and_no_default_is_an_incident_and_the_other_branches_go_on():
    case = Case(
        diagram(
            start(), gateway("split", "parallel"), gateway("choose"), user("a"), user("b"), end(),
            flows("start > split", "split > choose", "choose > a | false", "choose > end | 1 = 2", "split > b > end", "a > end"),
        )
    )  # fmt: skip
    assert "没有一条流" in case.reasons[0]
    case.complete("b")
    assert not case.last.ended
    assert [incident.element_id for incident in case.last.incidents] == ["choose"]
    case.do(runtime.Stop())
    assert case.last.ended


def test_a_parallel_gateway_waits_for_every_branch():
    files = diagram(
        start(), gateway("split", "parallel"), user("tax"), user("housing"), gateway("join", "parallel"), user("approve"), end(),
        flows("start > split", "split > tax > join", "split > housing > join", "join > approve > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("housing")
    assert case.open == ["tax"]
    assert set(case.waiting) == {"tax", "join"}
    case.complete("tax")
    assert case.open == ["approve"]
    assert case.passed.count("join") == 1


def test_a_token_to_spare_waits_at_the_join_for_its_next_round():
    # Two tokens come by one flow, one by the other: the join fires once and keeps the second.
    case = Case(
        diagram(
            start(), gateway("split", "parallel"), user("a"), user("b"), user("c"), gateway("merge"), gateway("join", "parallel"),
            user("after"), end(),
            flows("start > split", "split > a > merge", "split > b > merge", "merge > join", "split > c > join", "join > after > end"),
        )
    )  # fmt: skip
    case.complete("a")
    case.complete("b")
    case.complete("c")
    assert case.open == ["after"]
    case.complete("after")
    assert not case.last.ended
    assert case.waiting == ("join",)


INCLUSIVE = diagram(
    start(), gateway("split", "inclusive", default="split_to_plain"), user("tax"), user("customs"), user("plain"),
    gateway("join", "inclusive"), user("approve"), end(),
    flows(
        "start > split", "split > tax | answers.tax", "split > customs | answers.customs", "split > plain",
        "tax > join", "customs > join", "plain > join", "join > approve > end",
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("tax", "customs", "tasks"),
    [(True, True, ["tax", "customs"]), (True, False, ["tax"]), (False, True, ["customs"]), (False, False, ["plain"])],
)
def test_an_inclusive_join_waits_for_exactly_the_branches_that_were_taken(tax: bool, customs: bool, tasks: list[str]):
    case = Case(INCLUSIVE, answers={"tax": tax, "customs": customs})
    assert case.open == tasks
    for task in tasks:
        assert case.open != ["approve"]
        case.complete(task)
    assert case.open == ["approve"]
    case.complete("approve")
    assert case.last.ended


def test_an_inclusive_join_inside_a_loop_does_not_wait_for_its_own_future():
    case = Case(
        diagram(
            start(), gateway("again"), gateway("split", "inclusive"), user("a"), user("b"), gateway("join", "inclusive"),
            user("check", outcomes="once 再来, done 完成"), gateway("loop", default="loop_to_end"), end(),
            flows(
                "start > again > split", "split > a | true", "split > b | answers.both", "a > join", "b > join", "join > check > loop > end",
                'loop > again | check.outcome = "once"',
            ),
        ),
        answers={"both": True},
    )  # fmt: skip
    for _ in range(3):
        case.complete("a")
        assert case.open == ["b"]
        case.complete("b")
        case.complete("check", "once")
    case.complete("b")
    case.complete("a")
    case.complete("check", "done")
    assert case.last.ended


def test_a_dead_branch_lets_the_inclusive_join_go_on():
    """A branch that ends elsewhere was expected at the join until it ended."""
    case = Case(
        diagram(
            start(), gateway("split", "inclusive"), user("a"), user("b", outcomes="join 汇合, leave 离开"), gateway("turn"),
            gateway("join", "inclusive"), user("after"), end(), end("gone"),
            flows(
                "start > split", "split > a | true", "split > b | true", "a > join", "b > turn", 'turn > join | b.outcome = "join"',
                'turn > gone | b.outcome = "leave"', "join > after > end",
            ),
        )
    )  # fmt: skip
    case.complete("a")
    assert case.open == ["b"]
    case.complete("b", "leave")
    assert case.open == ["after"]


def test_several_flows_leave_a_task_side_by_side():
    case = Case(diagram(start(), user("file"), user("a"), user("b"), end(), flows("start > file", "file > a > end", "file > b > end")))
    case.complete("file")
    assert case.open == ["a", "b"]


def test_conditions_on_flows_leaving_a_task_are_obeyed():
    files = diagram(
        start(), element("userTask", "file", default="file_to_c", camunda_candidateGroups="tax:reviewer"), user("a"), user("b"), user("c"),
        end(), flows("start > file", "file > a | file.amount > 1", "file > b | file.amount > 2", "file > c", "a > end", "b > end", "c > end"),
    )  # fmt: skip
    for amount, tasks in ((0, ["c"]), (2, ["a"]), (3, ["a", "b"])):
        case = Case(files)
        case.complete("file", amount=amount)
        assert case.open == tasks


def test_a_task_whose_way_on_fails_is_not_opened_again_by_the_retry():
    files = diagram(start(), user("file"), user("a"), end(), flows("start > file", "file > a | answers.go", "a > end"))
    case = Case(files)
    case.complete("file", note="x")
    assert case.open == []
    case.values["answers"] = {"go": True}
    case.do(runtime.Retry(case.last.incidents[0].incident_id))
    assert case.open == ["a"]
    assert case.variables["file"]["note"] == "x"


def test_a_loop_without_a_stop_becomes_an_incident_and_not_a_hang():
    case = Case(diagram(start(), gateway("round"), script("count", "1", "n"), user("never"), gateway("turn", default="turn_to_round"), end(),
                        flows("start > round > count > turn > round", "turn > never | false", "never > end")))  # fmt: skip
    assert "步数超过上限" in case.reasons[0]
    case.do(runtime.Retry(case.last.incidents[0].incident_id), budget=50)
    assert "步数超过上限" in case.reasons[0]


def test_parallel_branches_never_share_a_value():
    case = Case(
        diagram(
            start(), script("make", "{seen: [1]}", "shared"), gateway("split", "parallel"), script("a", "append(shared.seen, 2)", "left"),
            script("b", "append(shared.seen, 3)", "right"), user("look"), gateway("join", "parallel"), end(),
            flows("start > make > split", "split > a > join", "split > b > join", "join > look > end"),
        )
    )  # fmt: skip
    assert case.variables["shared"] == {"seen": [1]}
    assert (case.variables["left"], case.variables["right"]) == ([1, 2], [1, 3])
