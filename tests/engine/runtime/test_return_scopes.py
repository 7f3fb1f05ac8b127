"""退回 out of, into and inside sub-processes, multi-instance steps and steps that several sign."""

from __future__ import annotations

from engine import runtime
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import boundary, diagram, end, flows, gateway, many, message, start, subprocess, timer, user
from tests.engine.runtime.test_returns import SIGN, finish, send_back, shown


def in_sub() -> dict[str, bytes]:
    return diagram(
        start(), user("a"),
        subprocess("sub", start("in"), gateway("split", "parallel"), user("b"), user("c"), gateway("join", "parallel"), user("d"), end("out"),
                   flows("in > split", "split > b > join", "split > c > join", "join > d > out")),
        boundary("late", "sub", timer("P5D"), interrupting=False), end("told"), user("e"), end(),
        flows("start > a > sub > e > end", "late > told"),
    )  # fmt: skip


def test_a_return_out_of_a_sub_process_takes_all_of_it_and_its_timer():
    case = Case(in_sub())
    case.complete("a")
    case.complete("b")
    send_back(case, "c", "a")
    assert (case.open, case.timers()) == (["a"], [])
    assert set(case.cancelled) == {"c", "sub"}
    assert finish(case) == ["a", "b", "c", "d", "e"]


def test_a_return_into_a_finished_sub_process_begins_it_at_that_step():
    case = Case(in_sub())
    for step in "abcd":
        case.complete(step)
    told = shown(case, "e", "b")
    assert (set(told.undone), told.why_not) == ({"sub", "b", "join", "d", "out", "e"}, None)
    send_back(case, "e", "b")
    assert case.open == ["b"]
    assert [each.element_id for each in case.timers()] == ["late"]
    assert finish(case) == ["b", "d", "e"]


def test_one_instance_returns_and_the_others_stay():
    files = diagram(
        start(), user("a"),
        subprocess("each", many("= [1, 2]", "n"), start("in"), user("b"), user("c"), end("out"), flows("in > b > c > out")),
        end(), flows("start > a > each > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    case.complete("b")
    case.complete("c")
    case.complete("b")
    send_back(case, "c", "b")
    assert case.open == ["b"]
    assert case.task("b").variables["n"] == 2
    case.complete("b")
    send_back(case, "c", "b", "resume")
    case.complete("b")
    assert case.task("c").variables["n"] == 2
    assert finish(case) == ["c"]


def test_a_signer_sends_back_and_comes_back_as_the_same_signer():
    files = diagram(start(), user("a"), user("sign", sign="all", **SIGN), end(), flows("start > a > sign > end"))
    case = Case(files)
    case.complete("a")
    tax = next(task for task in case.last.open_tasks if task.who == ("tax:approver",))
    case.do(runtime.Return(tax.task_id, "a", "resume"))
    assert len(case.last.open_tasks) == 3
    case.complete("a")
    assert sorted(task.who[0] for task in case.last.open_tasks) == ["customs:approver", "housing:approver", "tax:approver"]
    finish(case)
    assert [each["signer"] for each in case.variables["sign"]["signers"]] == ["tax:approver", "customs:approver", "housing:approver"]


def test_a_signer_who_returns_to_do_all_again_voids_the_signatures_so_far():
    files = diagram(start(), user("a"), user("sign", sign="all", **SIGN), end(), flows("start > a > sign > end"))
    case = Case(files)
    case.complete("a")
    case.complete("sign", "agree")
    send_back(case, "sign", "a")
    assert case.open == ["a"]
    case.complete("a")
    assert case.open == ["sign"] * 3


def test_a_step_of_several_instances_that_is_called_off_has_no_signers():
    """Found by the acts machine: its items were taken for groups that sign."""
    files = diagram(start(), user("a"), user("each", many("= [1, 2]", "n", sequential=True)), end(), flows("start > a > each > end"))
    case = Case(files)
    case.complete("a")
    send_back(case, "each", "a")
    assert [fact for fact in case.facts if isinstance(fact, runtime.SignersChanged)] == []


def test_a_handler_that_interrupted_may_return_to_the_main_flow_and_listens_again():
    files = diagram(
        start(), user("a"), user("b"),
        subprocess("stop", start("hear", message("objection"), isInterrupting="true"), user("look"), end("heard"), flows("hear > look > heard"), by_event=True),
        end(), flows("start > a > b > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    case.do(runtime.Receive("objection", {}))
    assert (case.open, case.waits()) == (["look"], [])
    send_back(case, "look", "b")
    assert (case.open, case.waits()) == (["b"], ["objection"])
    send_back(case, "b", "a")
    assert case.waits() == ["objection"]


def test_nothing_returns_into_the_middle_of_a_sub_process_whose_branches_do_not_meet_in_pairs():
    files = diagram(
        start(), user("a"),
        subprocess("sub", start("in"), gateway("split", "parallel"), user("b"), user("c"), gateway("merge"), user("d"), end("out"),
                   flows("in > split", "split > b > merge", "split > c > merge", "merge > d > out")),
        user("e"), end(), flows("start > a > sub > e > end"),
    )  # fmt: skip
    case = Case(files)
    for step in ("a", "b", "c", "d", "d"):
        case.complete(step)
    assert "没有成对的汇合" in str(shown(case, "e", "b").why_not)
    assert shown(case, "e", "a").why_not is None
