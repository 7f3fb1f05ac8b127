"""A case that goes round and round stays as small and as quick as it was."""

from __future__ import annotations

from engine import runtime
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import boundary, diagram, end, flows, gateway, many, start, subprocess, timer, user

SUPPLEMENT = diagram(
    start(), gateway("again"), user("check", outcomes="accept 受理, supplement 补正"), gateway("choose", default="choose_to_end"),
    user("supplement", who="applicant"), end(),
    flows("start > again > check > choose > end", 'choose > supplement | check.outcome = "supplement"', "supplement > again"),
)  # fmt: skip

ROUNDS = diagram(
    start(), gateway("again"), gateway("split", "parallel"), user("tax"), user("housing"), gateway("join", "parallel"),
    user("approve", outcomes="again 再审, done 办结"), gateway("choose", default="choose_to_end"), end(),
    flows("start > again > split", "split > tax > join", "split > housing > join", "join > approve > choose > end",
          'choose > again | approve.outcome = "again"'),
)  # fmt: skip


def test_a_thousand_supplements_leave_the_state_as_small_as_two():
    case = Case(SUPPLEMENT)
    sizes = []
    for _ in range(1_000):
        case.complete("check", "supplement")
        case.complete("supplement")
        sizes.append(len(case.state))
    assert sizes[-1] - sizes[1] < 30  # longer numbers in the ids, nothing else
    case.complete("check", "accept")
    assert case.last.ended


def test_a_parallel_gateway_joins_rightly_in_each_of_a_thousand_rounds():
    """SpiffWorkflow's own tree of tasks ends in a RecursionError at about 390."""
    case = Case(ROUNDS)
    for number in range(1_000):
        order = ("tax", "housing") if number % 2 else ("housing", "tax")
        case.complete(order[0])
        assert case.open == [order[1]]
        case.complete(order[1])
        assert case.open == ["approve"]
        case.complete("approve", "again")
    assert case.passed.count("join") == 1_000
    assert len(case.state) < 700
    case.complete("tax")
    case.complete("housing")
    case.complete("approve", "done")
    assert case.last.ended


def test_three_hundred_departments_are_collected_one_by_one():
    case = Case(diagram(start(), user("review", many("= for i in 1..300 return i", "number")), user("after"), end(),
                        flows("start > review > after > end")))  # fmt: skip
    while case.open[0] == "review":
        case.complete("review", None, opinion="无意见")
    assert case.open == ["after"]
    assert len(case.variables["review"]) == 300


def test_the_same_moves_give_the_same_bytes():
    states = []
    for _ in range(2):
        case = Case(ROUNDS)
        case.complete("tax")
        case.complete("housing", note="x")
        case.do(runtime.Complete(case.task("approve").task_id, "again", {}))
        states.append(case.state)
    assert states[0] == states[1]


def test_a_thousand_departments_may_each_have_two_steps_with_a_limit_at_the_same_time():
    inside = (
        start("in"), gateway("split", "parallel"), user("law"), user("site"), boundary("late", "site", timer("P5D")), gateway("join", "parallel"),
        end("out"), end("missed"), flows("in > split > law > join > out", "split > site > join", "late > missed"),
    )  # fmt: skip
    each = many("= for i in 1..1000 return i", "number", until="nrOfCompletedInstances >= 3")
    case = Case(diagram(start(), subprocess("review", each, *inside), user("after"), end(), flows("start > review > after > end")))
    assert (case.open.count("law"), case.open.count("site")) == (1_000, 1_000)
    begun = len(case.state)
    assert begun < 1_000 * 300
    for done in range(1, 4):
        case.complete("law")
        case.complete("site")
        assert len(case.state) < begun, "what is done has left the state"
        assert case.passed.count("join") == done
    assert case.open == ["after"]
    assert len(case.state) < 10_000


def test_a_thousand_departments_one_after_another_leave_one_token_each_time():
    case = Case(diagram(start(), user("review", many("= for i in 1..1000 return i", "number", sequential=True)), user("after"), end(),
                        flows("start > review > after > end")))  # fmt: skip
    begun = len(case.state)
    for _ in range(200):
        case.complete("review")
    assert case.open == ["review"]
    assert len(case.state) < begun + 30 * 200  # their results, and nothing of how they came


def test_an_inclusive_gateway_joins_rightly_in_each_of_300_rounds_whichever_branches_were_taken():
    case = Case(diagram(
        start(), gateway("again"), user("check", outcomes="one 税务, both 都要, done 办结"), gateway("choose", default="choose_to_split"),
        gateway("split", "inclusive"), user("tax"), user("housing"), gateway("join", "inclusive"), end(),
        flows("start > again > check > choose", 'choose > end | check.outcome = "done"', "choose > split",
              'split > tax | check.outcome != "done"', "tax > join",
              'split > housing | check.outcome = "both"', "housing > join > again"),
    ))  # fmt: skip
    sizes = []
    for number in range(300):
        outcome = ("one", "both")[number % 2]
        case.complete("check", outcome)
        assert case.open == {"one": ["tax"], "both": ["tax", "housing"]}[outcome]
        for step in reversed(case.open):
            assert case.open != ["check"], "a branch is still under way"
            case.complete(step)
        assert case.open == ["check"]
        sizes.append(len(case.state))
    assert case.passed.count("join") == 300
    assert sizes[-1] - sizes[1] < 30
    case.complete("check", "done")
    assert case.last.ended


def test_sub_processes_within_sub_processes_in_a_loop_leave_nothing_behind():
    deepest = subprocess("inner", start("in3"), user("look"), end("out3"), flows("in3 > look > out3"))
    middle = subprocess("middle", start("in2"), deepest, user("sign"), end("out2"), flows("in2 > inner > sign > out2"))
    case = Case(diagram(
        start(), gateway("again"), subprocess("outer", start("in1"), middle, end("out1"), flows("in1 > middle > out1")),
        user("approve", outcomes="again 再审, done 办结"), gateway("choose", default="choose_to_end"), end(),
        flows("start > again > outer > approve > choose > end", 'choose > again | approve.outcome = "again"'),
    ))  # fmt: skip
    sizes = []
    for _ in range(500):
        case.complete("look")
        case.complete("sign")
        case.complete("approve", "again")
        sizes.append(len(case.state))
    assert sizes[-1] - sizes[1] < 60  # longer numbers in the ids of five tokens, nothing else
    assert case.open == ["look"]


def test_a_loop_that_splits_stops_where_a_case_has_no_more_room(monkeypatch):
    monkeypatch.setattr("engine.runtime.run.MOST_TOKENS", 300)
    case = Case(diagram(start(), gateway("again"), gateway("split", "parallel"), user("wait"), end(),
                        flows("start > again > split > wait > end", "split > again")))  # fmt: skip
    assert "不断分叉" in case.last.incidents[0].reason
    assert len(case.last.open_tasks) <= 300
