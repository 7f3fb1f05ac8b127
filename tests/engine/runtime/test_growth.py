"""A case that goes round and round stays as small and as quick as it was."""

from __future__ import annotations

from engine import runtime
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import diagram, end, flows, gateway, many, start, user

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


def test_a_parallel_gateway_joins_rightly_in_each_of_400_rounds():
    """SpiffWorkflow's own tree of tasks ends in a RecursionError at about 390."""
    case = Case(ROUNDS)
    for number in range(400):
        order = ("tax", "housing") if number % 2 else ("housing", "tax")
        case.complete(order[0])
        assert case.open == [order[1]]
        case.complete(order[1])
        assert case.open == ["approve"]
        case.complete("approve", "again")
    assert case.passed.count("join") == 400
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
