"""拿回 of one signature while the step's other signers are still at it."""

from __future__ import annotations

from engine import runtime
from engine.runtime import Complete, OpenTask
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import diagram, end, flows, start, user
from tests.engine.runtime.test_adding_signers import BOSS, add, alone, roll, states, task_of, together

OTHER = "housing:approver"


def of(case: Case, group: str) -> OpenTask:
    return next(task for task in case.last.open_tasks if task.who == (group,))


def take_back(case: Case, task_id: str) -> runtime.Preview:
    move = runtime.TakeBack(task_id, "approve")
    preview = runtime.preview(case.definition, case.state, move)
    if preview.why_not is None:
        case.do(move)
    return preview


def test_he_signs_again_and_the_others_notice_nothing():
    case = together()
    own, other = of(case, BOSS).task_id, of(case, OTHER).task_id
    case.do(Complete(own, "agree", {"opinion": "同意"}))
    preview = take_back(case, own)
    assert (preview.signature, preview.undone, preview.cancelled) == (True, (), ())
    assert [spot.task_id for spot in preview.kept] == [other]
    assert states(case) == ["open", "open"] and of(case, OTHER).task_id == other and of(case, BOSS).task_id != own
    case.do(Complete(other, "agree"))
    assert case.open == ["approve"]
    case.do(Complete(of(case, BOSS).task_id, "disagree", {"opinion": "不行"}))
    assert (case.open, case.variables["approve"]["outcome"]) == (["after"], "disagree")
    assert [each["outcome"] for each in case.variables["approve"]["signers"]] == ["disagree", "agree"]


def test_whoever_got_his_turn_by_it_waits_for_it_again():
    case = alone()
    own = case.task("approve").task_id
    add(case, "after")
    case.do(Complete(own, "agree"))
    asked = task_of(case, "lin").task_id
    assert [spot.task_id for spot in take_back(case, own).cancelled] == [asked]
    assert states(case) == ["open", "later"] and [task.officer for task in case.last.open_tasks] == [""]
    case.do(Complete(task_of(case).task_id, "agree"))
    case.do(Complete(task_of(case, "lin").task_id, "agree"))
    assert case.open == ["after"] and roll(case).ended


def test_of_those_who_sign_in_turn_the_next_waits_again_and_who_has_signed_stays():
    step = user("approve", who=f"{BOSS}, {OTHER}, customs:approver", outcomes="agree 同意, disagree 不同意", sign="sequential")
    case = Case(diagram(start(), step, user("after"), end(), flows("start > approve > after > end")))
    first = of(case, BOSS).task_id
    case.do(Complete(first, "agree"))
    second = of(case, OTHER).task_id
    case.do(Complete(second, "agree"))
    assert "已经接着办了" in str(take_back(case, first).why_not)
    take_back(case, second)
    assert states(case) == ["done", "open", "later"]


def test_an_opinion_is_taken_back_only_until_whoever_asked_has_the_task_again():
    case = alone()
    own = case.task("approve").task_id
    add(case, "before")
    heard = task_of(case, "lin").task_id
    case.do(Complete(heard, None, {"opinion": "可行"}))
    assert "拿不回来了" in str(take_back(case, heard).why_not), "the step's own signer has it again"
    case.do(Complete(own, "agree"))
    assert case.open == ["after"]


def test_where_all_have_signed_the_whole_step_is_taken_back_as_before():
    case = together()
    own = of(case, BOSS).task_id
    case.do(Complete(own, "agree"))
    case.do(Complete(of(case, OTHER).task_id, "agree"))
    preview = take_back(case, own)
    assert not preview.signature and preview.undone[0] == "approve"
    assert case.open == ["approve", "approve"] and states(case) == ["open", "open"]
