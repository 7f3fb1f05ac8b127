"""Adding signers to an open task (加签) and taking them away again (减签)."""

from __future__ import annotations

import orjson
import pytest

from engine import runtime
from engine.domain.errors import Invalid, Refused
from engine.runtime import AddSigner, Complete, Held, RemoveSigner, Resumed, SignersChanged
from tests.engine.runtime.desk import CALENDAR, Case
from tests.engine.runtime.drawing import boundary, diagram, end, flows, many, outputs, start, timer, user

BOSS, COLLEAGUE = "tax:approver", "customs:approver"


def alone(*watchers: str, **more: str) -> Case:
    """One approver, whose step gives its form's fields on."""
    step = user("approve", who=BOSS, outcomes="agree 同意, disagree 不同意", **more)
    ways = ["start > approve > after > end"] + (["late > end"] if watchers else [])
    return Case(diagram(start(), step, *watchers, user("after"), end(), flows(*ways)))


def together() -> Case:
    step = user("approve", who=f"{BOSS}, housing:approver", outcomes="agree 同意, disagree 不同意", sign="all")
    return Case(diagram(start(), step, user("after"), end(), flows("start > approve > after > end")))


def add(case: Case, mode: str, officer: str = "lin", at: str = "") -> runtime.Advance:
    return case.do(AddSigner(at or case.task("approve").task_id, COLLEAGUE, officer, mode))  # type: ignore[arg-type]


def task_of(case: Case, officer: str = "") -> runtime.OpenTask:
    return next(task for task in case.last.open_tasks if task.officer == officer and task.element_id == "approve")


def roll(case: Case) -> SignersChanged:
    return next(fact for fact in reversed(case.facts) if isinstance(fact, SignersChanged))


def states(case: Case) -> list[str]:
    return [signer.state for signer in roll(case).signers]


def test_before_the_colleague_is_heard_and_the_task_comes_back_as_it_was():
    case = alone()
    own = case.task("approve").task_id
    add(case, "before")
    assert [task.officer for task in case.last.open_tasks] == ["lin"]
    assert case.facts[-2:-1] == [Held("approve", own)]
    with pytest.raises(Refused):
        case.do(Complete(own, "agree"))
    case.do(Complete(task_of(case, "lin").task_id, None, {"opinion": "可行"}))
    assert Resumed("approve", own) in case.last.facts
    assert case.task("approve").task_id == own
    case.do(Complete(own, "disagree", {"opinion": "不行"}))
    assert case.open == ["after"]
    assert (case.variables["approve"]["outcome"], case.variables["approve"]["opinion"]) == ("disagree", "不行")
    assert case.variables["approve"]["heard"] == [{"signer": COLLEAGUE, "officer": "lin", "opinion": "可行", "outcome": None}]


def test_one_who_is_heard_gives_an_opinion_and_no_outcome():
    case = alone()
    add(case, "before")
    assert task_of(case, "lin").outcomes == ()
    with pytest.raises(Invalid):
        case.do(Complete(task_of(case, "lin").task_id, "agree"))


def test_after_the_colleague_signs_when_i_have_agreed():
    case = alone()
    add(case, "after")
    assert [task.officer for task in case.last.open_tasks] == [""]
    case.do(Complete(task_of(case).task_id, "agree", {"opinion": "同意", "sum": "3"}))
    assert [task.officer for task in case.last.open_tasks] == ["lin"]
    case.do(Complete(task_of(case, "lin").task_id, "agree", {"opinion": "我也同意"}))
    assert case.open == ["after"]
    said = case.variables["approve"]
    assert (said["outcome"], said["sum"], said["opinion"]) == ("agree", "3", "我也同意")
    assert [each.get("officer", "") for each in said["signers"]] == ["", "lin"]


def test_after_nobody_is_asked_when_i_disagree():
    case = alone()
    add(case, "after")
    case.do(Complete(task_of(case).task_id, "disagree"))
    assert case.open == ["after"] and states(case) == ["done", "spared"] and roll(case).ended


def test_beside_me_both_must_agree_whoever_is_first():
    for first, second in (("", "lin"), ("lin", "")):
        case = alone()
        add(case, "parallel")
        case.do(Complete(task_of(case, first).task_id, "agree"))
        assert [task.officer for task in case.last.open_tasks] == [second]
        case.do(Complete(task_of(case, second).task_id, "disagree"))
        assert (case.open, case.variables["approve"]["outcome"]) == (["after"], "disagree")


def test_a_signer_added_after_to_a_step_of_several_is_taken_back_and_the_rule_is_as_it_was():
    case = together()
    mine = next(task for task in case.last.open_tasks if task.who == (BOSS,))
    add(case, "after", at=mine.task_id)
    assert states(case) == ["open", "open", "later"]
    case.do(RemoveSigner(roll(case).step_id, 2))
    assert states(case) == ["open", "open", "removed"]
    for task in list(case.last.open_tasks):
        case.do(Complete(task.task_id, "agree"))
    assert (case.open, case.variables["approve"]["outcome"]) == (["after"], "agree")


def test_taking_the_last_one_away_who_has_not_signed_ends_the_step():
    case = alone()
    add(case, "parallel")
    case.do(Complete(task_of(case).task_id, "agree"))
    case.do(RemoveSigner(roll(case).step_id, 1))
    assert (case.open, case.variables["approve"]["outcome"]) == (["after"], "agree")
    assert case.cancelled == ["approve"]


def test_taking_away_who_was_heard_first_gives_the_task_back():
    case = alone()
    own = case.task("approve").task_id
    add(case, "before")
    case.do(RemoveSigner(roll(case).step_id, 1))
    assert case.task("approve").task_id == own


def test_who_has_signed_and_who_holds_the_step_are_not_taken_away():
    case = alone()
    add(case, "parallel")
    case.do(Complete(task_of(case, "lin").task_id, "agree"))
    for position in (0, 1, 7):
        with pytest.raises(Refused):
            case.do(RemoveSigner(roll(case).step_id, position))


def test_whoever_was_added_may_add_and_goes_with_those_he_added():
    case = alone()
    add(case, "parallel")
    case.do(AddSigner(task_of(case, "lin").task_id, "housing:approver", "wu", "before"))
    assert states(case) == ["open", "held", "open"]
    case.do(RemoveSigner(roll(case).step_id, 1))
    assert states(case) == ["open", "removed", "removed"]
    assert [task.officer for task in case.last.open_tasks] == [""]


def test_nobody_signs_one_step_twice():
    case = alone()
    add(case, "parallel")
    with pytest.raises(Refused, match="已经在这个环节的签署人里"):
        add(case, "after", at=task_of(case).task_id)


def test_the_boundary_timer_belongs_to_the_step_and_takes_every_signer_with_it():
    case = alone(boundary("late", "approve", timer("P1D")))
    before = [timer.timer_id for timer in case.timers()]
    add(case, "parallel")
    add(case, "before", "wu", at=task_of(case).task_id)
    assert [timer.timer_id for timer in case.timers()] == before
    case.do(runtime.Fire(before[0]))
    assert case.last.ended
    assert states(case) == ["spared"] * 3 and roll(case).ended


def test_time_finishes_a_step_that_waits_for_an_opinion():
    case = alone()
    own = case.task("approve").task_id
    add(case, "before")
    case.do(Complete(own, "agree", {}, forced=True))
    assert case.open == ["after"]
    assert states(case) == ["done", "removed"]


def test_added_in_one_instance_of_many_it_counts_there_only():
    step = user("approve", many("= [1, 2]"), who=BOSS, outcomes="agree 同意, disagree 不同意")
    case = Case(diagram(start(), step, user("after"), end(), flows("start > approve > after > end")))
    first, second = case.last.open_tasks
    add(case, "parallel", at=second.task_id)
    assert task_of(case, "lin").variables["department"] == 2
    for task_id in (second.task_id, task_of(case, "lin").task_id, first.task_id):
        case.do(Complete(task_id, "agree"))
    assert case.open == ["after"]
    assert [each["outcome"] for each in case.variables["approve"]] == ["agree", "agree"]
    assert "signers" in case.variables["approve"][1] and "signers" not in case.variables["approve"][0]


def test_what_the_step_gives_on_is_made_once_of_what_its_holder_filled_in():
    step = user("approve", outputs(total="= sum"), who=BOSS, outcomes="agree 同意, disagree 不同意")
    case = Case(diagram(start(), step, user("after"), end(), flows("start > approve > after > end")))
    add(case, "after")
    case.do(Complete(task_of(case).task_id, "agree", {"sum": "7"}))
    case.do(Complete(task_of(case, "lin").task_id, "agree", {}))
    assert case.variables["total"] == "7"


def test_the_applicants_own_step_takes_no_signers():
    step = user("approve", who="applicant")
    case = Case(diagram(start(), step, end(), flows("start > approve > end")))
    with pytest.raises(Refused, match="申请人自己的环节"):
        add(case, "before")


def test_signers_go_along_when_the_case_is_carried_to_another_edition():
    case = alone()
    own = case.task("approve").task_id
    add(case, "before")
    newer = alone()
    context = runtime.Context(case.values, case.now, CALENDAR)
    carried = runtime.transfer(case.definition, newer.definition, case.state, context)
    assert carried.problems == ()
    newer.state, newer.last = carried.advance.state, carried.advance
    (asked,) = carried.advance.open_tasks
    newer.do(Complete(asked.task_id, None, {"opinion": "可行"}))
    assert newer.task("approve").task_id == own


def test_a_state_from_before_there_was_a_list_of_signers_still_opens():
    case = together()
    first, second = case.last.open_tasks
    case.do(Complete(first.task_id, "agree", {"opinion": "同意"}))
    old = orjson.loads(case.state)
    for token in old["t"]:
        if len(token) == 7 and "roll" in token[6]:
            done = [line.get("r") for line in token[6]["roll"]]
            token[6] = {"got": done, "ended": 1}
    case.state = orjson.dumps(old)
    case.do(Complete(second.task_id, "agree"))
    assert (case.open, case.variables["approve"]["outcome"]) == (["after"], "agree")
    assert [each["signer"] for each in case.variables["approve"]["signers"]] == [BOSS, "housing:approver"]
    assert [(signer.groups, signer.state) for signer in roll(case).signers] == [((BOSS,), "done"), (("housing:approver",), "done")]
