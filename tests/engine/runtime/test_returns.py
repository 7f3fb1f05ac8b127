"""退回、拿回、跳转: what is undone, what stays, and that joins still join."""

from __future__ import annotations

import pytest

from engine import runtime
from engine.domain.errors import Refused
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import boundary, diagram, end, flows, gateway, service, start, timer, user

SIGN = {"who": "tax:approver, customs:approver, housing:approver", "outcomes": "agree 同意, disagree 不同意"}


def send_back(case: Case, element: str, to: str, after: str = "rerun") -> runtime.Advance:
    return case.do(runtime.Return(case.task(element).task_id, to, after))


def shown(case: Case, element: str, to: str, after: str = "rerun") -> runtime.Preview:
    return runtime.preview(case.definition, case.state, runtime.Return(case.task(element).task_id, to, after))


def three_departments() -> dict[str, bytes]:
    return diagram(
        start(), user("intake"), gateway("split", "parallel"), user("tax"), user("tax_lead"), user("fire"), user("land"), gateway("join", "parallel"),
        user("decide"), end(),
        flows("start > intake > split", "split > tax > tax_lead > join", "split > fire > join", "split > land > join", "join > decide > end"),
    )  # fmt: skip


def finish(case: Case) -> list[str]:
    """Complete whatever is open until the end; the order in which it came."""
    done = []
    while not case.last.ended:
        assert case.open, case.last
        done.append(case.open[0])
        assert len(done) < 60
        case.complete(case.open[0], "agree" if case.definition.steps[case.open[0]].outcomes else None)
    return done


def test_a_return_inside_one_branch_leaves_the_others_alone_open_or_waiting_at_the_join():
    """Complaint: a return in or into parallel branches breaks joins."""
    case = Case(three_departments())
    for step in ("intake", "tax", "land"):
        case.complete(step)
    told = shown(case, "tax_lead", "tax")
    assert [spot.element_id for spot in told.cancelled] == ["tax_lead"]
    assert [spot.element_id for spot in told.kept] == ["fire", "join"]
    assert told.undone == ("tax", "tax_lead")
    send_back(case, "tax_lead", "tax")
    assert case.open == ["fire", "tax"]
    assert case.cancelled == ["tax_lead"]
    assert finish(case) == ["fire", "tax", "tax_lead", "decide"]


def test_a_return_to_before_the_split_takes_every_branch_with_it():
    case = Case(three_departments())
    for step in ("intake", "tax", "land"):
        case.complete(step)
    send_back(case, "fire", "intake")
    assert (case.open, case.waiting) == (["intake"], ("intake",))
    assert finish(case) == ["intake", "tax", "fire", "land", "tax_lead", "decide"]


def test_a_return_into_a_branch_that_is_done_asks_only_that_branch_again():
    case = Case(three_departments())
    for step in ("intake", "tax", "tax_lead", "fire", "land"):
        case.complete(step)
    send_back(case, "decide", "tax_lead")
    assert case.open == ["tax_lead"]
    assert finish(case) == ["tax_lead", "decide"]


def test_nobody_returns_the_work_of_another_branch():
    case = Case(three_departments())
    case.complete("intake")
    assert str(shown(case, "fire", "tax").why_not) == "“tax”在并行的另一个分支上，由那边的人退回"
    with pytest.raises(Refused):
        send_back(case, "fire", "tax")


def test_a_step_further_on_is_no_place_to_return_to():
    case = Case(three_departments())
    with pytest.raises(Refused, match="不在本环节之前"):
        send_back(case, "intake", "decide")


def test_resume_does_the_step_again_and_comes_straight_back_while_the_others_keep_working():
    case = Case(three_departments())
    for step in ("intake", "tax"):
        case.complete(step)
    told = shown(case, "tax_lead", "intake", "resume")
    assert ([spot.element_id for spot in told.cancelled], told.undone) == (["tax_lead"], ("intake",))
    send_back(case, "tax_lead", "intake", "resume")
    assert case.open == ["fire", "land", "intake"]
    case.complete("fire")
    case.complete("land")
    assert case.open == ["intake"]
    case.complete("intake")
    assert case.open == ["tax_lead"]
    assert finish(case) == ["tax_lead", "decide"]


def test_a_return_from_an_errand_to_an_earlier_step_nests_or_starts_over():
    again = diagram(start(), user("a"), user("b"), user("c"), end(), flows("start > a > b > c > end"))
    case = Case(again)
    case.complete("a")
    case.complete("b")
    send_back(case, "c", "b", "resume")
    send_back(case, "b", "a", "resume")
    assert case.open == ["a"]
    assert finish(case) == ["a", "b", "c"]
    case = Case(again)
    case.complete("a")
    case.complete("b")
    send_back(case, "c", "b", "resume")
    send_back(case, "b", "a")
    assert finish(case) == ["a", "b", "c"]


def test_timers_on_the_step_arm_again_after_a_return_once():
    """Complaint: reminders do not re-arm after a return."""
    files = diagram(
        start(), user("a"), boundary("urge", "a", timer("R/P1D", "Cycle"), interrupting=False), end("urged"),
        user("b"), boundary("late", "b", timer("P3D")), user("end_late"), end(), flows("start > a > b > end", "urge > urged", "late > end_late > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    assert [each.element_id for each in case.timers()] == ["late"]
    send_back(case, "b", "a")
    assert [each.element_id for each in case.timers()] == ["urge"]
    case.complete("a")
    assert [each.element_id for each in case.timers()] == ["late"]
    send_back(case, "b", "a", "resume")
    assert [each.element_id for each in case.timers()] == ["urge"]
    case.complete("a")
    assert [each.element_id for each in case.timers()] == ["late"]
    assert finish(case) == ["b"]


def test_a_service_that_was_asked_is_called_off_and_asked_again():
    files = diagram(
        start(), user("a"), gateway("split", "parallel"), user("b"), service("c"), gateway("join", "parallel"), end(),
        flows("start > a > split", "split > b > join", "split > c > join", "join > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    send_back(case, "b", "a")
    assert runtime.CancelCall(case.calls()[0].call_id) in case.last.effects
    case.complete("a")
    assert len(case.calls()) == 2


def nested() -> dict[str, bytes]:
    return diagram(
        start(), user("a"), gateway("f1", "parallel"),
        user("b"), gateway("f2", "inclusive", default="f2_to_j2"), user("c"), user("d"), gateway("j2", "inclusive"), user("e"),
        user("g"), gateway("j1", "parallel"), user("h"), gateway("ok", default="ok_to_end"), end(),
        flows("start > a > f1", "f1 > b > f2", "f2 > c > j2 | true", "f2 > d > j2 | true", "f2 > j2", "j2 > e > j1", "f1 > g > j1",
              "j1 > h > ok", 'ok > a | h.outcome = "again"', "ok > end"),
    )  # fmt: skip


def test_nested_parallel_and_inclusive_regions_in_a_loop():
    case = Case(nested())
    case.complete("a")
    case.complete("b")
    case.complete("d")
    send_back(case, "c", "b")
    assert (case.open, case.waiting) == (["g", "b"], ("g", "b"))
    case.complete("b")
    case.complete("c")
    case.complete("g")
    case.complete("d")
    send_back(case, "e", "c")
    assert case.open == ["c"]
    case.complete("c")
    assert case.open == ["e"]
    case.complete("e")
    send_back(case, "h", "d")
    assert case.open == ["d"]
    assert finish(case) == ["d", "e", "h"]


def test_a_conclusion_undone_is_not_taken_for_content_by_the_conditions_after_it():
    files = diagram(
        start(), user("a"), gateway("x", default="x_to_c"), user("b", outcomes="agree 同意"), gateway("y"), user("c"), end(),
        flows("start > a > x", 'x > b | b = null or b.outcome != "agree"', "b > y", "x > c", "y > c > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    case.complete("b", "agree")
    send_back(case, "c", "a")
    case.complete("a")
    assert case.open == ["b"]


def test_an_errand_ends_with_the_step_that_waits_for_it():
    files = diagram(
        start(), user("a"), gateway("split", "parallel"), user("b"), boundary("late", "b", timer("P1D")), user("c"), gateway("join", "parallel"),
        gateway("merge"), user("d"), end(),
        flows("start > a > split", "split > b > merge", "late > merge", "merge > join", "split > c > join", "join > d > end"),
    )  # fmt: skip
    sign = diagram(start(), user("a"), user("sign", sign="any", **SIGN), end(), flows("start > a > sign > end"))
    case = Case(sign)
    case.complete("a")
    send_back(case, "sign", "a", "resume")
    case.complete("sign", "agree")
    assert case.last.ended
    assert "a" in case.cancelled
    case = Case(files)
    case.complete("a")
    send_back(case, "b", "a", "resume")
    assert case.timers() == []
    assert finish(case) == ["c", "a", "b", "d"]


def test_a_side_way_goes_with_the_step_that_began_it_and_stays_for_a_later_one():
    files = diagram(
        start(), user("a"), boundary("urge", "a", timer("P1D"), interrupting=False), user("push"), end("pushed"), user("b"), user("c"), end(),
        flows("start > a > b > c > end", "urge > push > pushed"),
    )  # fmt: skip
    case = Case(files)
    case.do(runtime.Fire(case.timers()[0].timer_id))
    case.complete("a")
    case.complete("b")
    assert case.open == ["push", "c"]
    kept = [spot.element_id for spot in shown(case, "c", "b").kept]
    assert kept == ["push"]
    assert str(shown(case, "push", "a").why_not).startswith("本环节和“a”不在同一条线上")
    send_back(case, "c", "a")
    assert case.open == ["a"]


def test_where_the_branches_do_not_meet_in_pairs_the_return_is_not_offered():
    files = diagram(
        start(), user("a"), gateway("split", "parallel"), user("b"), user("c"), gateway("merge"), user("d"), end(),
        flows("start > a > split", "split > b > merge", "split > c > merge", "merge > d > end"),
    )  # fmt: skip
    case = Case(files)
    case.complete("a")
    case.complete("b")
    assert "没有成对的汇合" in str(shown(case, "d", "a").why_not)


def test_taking_back_from_the_join_from_after_it_and_from_before_a_split():
    case = Case(three_departments())
    intake = case.task("intake").task_id
    case.complete("intake")
    case.do(runtime.TakeBack(intake, "intake"))
    assert case.open == ["intake"]
    case.complete("intake")
    land = case.task("land").task_id
    case.complete("land")
    case.do(runtime.TakeBack(land, "land"))
    assert case.open == ["tax", "fire", "land"]
    for step in ("tax", "tax_lead", "fire"):
        case.complete(step)
    land = case.task("land").task_id
    case.complete("land")
    assert case.open == ["decide"]
    case.do(runtime.TakeBack(land, "land"))
    assert case.open == ["land"]
    assert finish(case) == ["land", "decide"]


def test_a_supervisor_jumps_forwards_over_a_join_and_into_a_branch():
    case = Case(three_departments())
    case.complete("intake")
    case.do(runtime.Jump(case.task("fire").task_id, "decide"))
    assert (case.open, case.waiting) == (["decide"], ("decide",))
    case = Case(three_departments())
    case.do(runtime.Jump(case.task("intake").task_id, "tax_lead"))
    assert finish(case) == ["tax_lead", "decide"]


def test_a_case_with_tokens_that_a_return_put_at_a_join_goes_over_to_another_edition():
    """Complaint: cases with a token at a join cannot be migrated."""
    case = Case(three_departments())
    for step in ("intake", "tax", "tax_lead", "fire", "land"):
        case.complete(step)
    send_back(case, "decide", "tax", "rerun")
    carried = runtime.transfer(case.definition, case.definition, case.state, runtime.Context(case.values, case.now, CALENDAR))
    assert (carried.problems, carried.advance.state) == ((), case.state)
