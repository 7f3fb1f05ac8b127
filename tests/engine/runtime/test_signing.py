"""Steps that several departments sign."""

from __future__ import annotations

import pytest

from engine import runtime
from tests.engine.runtime.desk import Case, rules_of
from tests.engine.runtime.drawing import boundary, diagram, end, flows, many, start, timer, user

WHO = "tax:approver, customs:approver, housing:approver"
OUTCOMES = "agree 同意, disagree 不同意, return 退回"


def signed(rule: str, *watchers: str) -> Case:
    step = user("sign", who=WHO, outcomes=OUTCOMES, sign=rule)
    ways = ["start > sign > after > end"] + (["late > end"] if watchers else [])
    return Case(diagram(start(), step, *watchers, user("after"), end(), flows(*ways)))


def sign(case: Case, group: str, outcome: str, **fields: str) -> None:
    task = next(task for task in case.last.open_tasks if task.who == (f"{group}:approver",))
    case.do(runtime.Complete(task.task_id, outcome, fields))


def signers(case: Case) -> list[str]:
    return [task.who[0].partition(":")[0] for task in case.last.open_tasks if task.element_id == "sign"]


def test_all_must_agree_and_the_step_passes_once():
    case = signed("all")
    assert signers(case) == ["tax", "customs", "housing"]
    for group in ("housing", "tax", "customs"):
        sign(case, group, "agree", opinion=f"{group} 同意")
    assert case.open == ["after"]
    assert case.variables["sign"]["outcome"] == "agree"
    assert [each["signer"] for each in case.variables["sign"]["signers"]] == ["tax:approver", "customs:approver", "housing:approver"]
    assert case.variables["sign"]["signers"][2]["opinion"] == "housing 同意"
    assert [fact for fact in case.facts if isinstance(fact, runtime.Passed) and fact.element_id == "sign"] == [
        runtime.Passed("sign", "t3", "agree")
    ]
    assert len([fact for fact in case.facts if isinstance(fact, runtime.Signed)]) == 3
    assert len([fact for fact in case.facts if isinstance(fact, runtime.Entered) and fact.element_id == "sign"]) == 1


def test_one_who_does_not_agree_decides_and_the_others_are_spared():
    case = signed("all")
    sign(case, "tax", "agree")
    sign(case, "customs", "disagree")
    assert case.open == ["after"]
    assert case.variables["sign"]["outcome"] == "disagree"
    assert len(case.cancelled) == 1


def test_of_any_the_first_decides():
    case = signed("any")
    sign(case, "customs", "return")
    assert case.open == ["after"]
    assert case.variables["sign"]["outcome"] == "return"
    assert len(case.cancelled) == 2


def test_one_after_the_other_stops_at_the_first_who_does_not_agree():
    case = signed("sequential")
    assert signers(case) == ["tax"]
    sign(case, "tax", "agree")
    assert signers(case) == ["customs"]
    sign(case, "customs", "disagree")
    assert case.open == ["after"]
    assert [each["outcome"] for each in case.variables["sign"]["signers"]] == ["agree", "disagree"]


@pytest.mark.parametrize(
    ("rule", "votes", "outcome"),
    [
        ("ratio:0.66", ["agree", "disagree"], None),
        ("ratio:0.66", ["agree", "agree"], "agree"),
        ("ratio:0.66", ["disagree", "return"], "disagree"),
        ("ratio:0.5", ["disagree", "agree", "agree"], "agree"),
        ("ratio:1", ["agree", "return"], "return"),
    ],
)
def test_a_share_of_the_signers_decides_as_soon_as_it_is_sure(rule: str, votes: list[str], outcome: str | None):
    case = signed(rule)
    for group, vote in zip(("tax", "customs", "housing"), votes, strict=False):
        sign(case, group, vote)
    if outcome is None:
        assert signers(case) == ["housing"]
    else:
        assert (case.open, case.variables["sign"]["outcome"]) == (["after"], outcome)


def test_a_timer_takes_all_the_signatures_away():
    case = signed("all", boundary("late", "sign", timer("P1D")))
    sign(case, "tax", "agree")
    case.do(runtime.Fire(case.timers()[0].timer_id))
    assert case.last.ended
    assert len(case.cancelled) == 3  # two who had not signed, and the step


def test_signing_needs_several_groups_and_outcomes_and_a_known_rule():
    def rules(**more: str) -> set[str]:
        return rules_of(diagram(start(), user("sign", **{"who": WHO, "outcomes": OUTCOMES, **more}), end(), flows("start > sign > end")))

    assert rules(sign="all") == set()
    assert rules(sign="single", who="tax:approver") == set()
    assert rules(sign="all", who="tax:approver") == {"bad_sign"}
    assert rules(sign="all", outcomes="") == {"bad_sign"}
    for rule in ("weighted:2", "ratio:2", "ratio:0.0", "most"):
        assert rules(sign=rule) == {"bad_sign"}
    repeated = user("sign", many("= [1]"), who=WHO, outcomes=OUTCOMES, sign="all")
    assert "bad_sign" in rules_of(diagram(start(), repeated, end(), flows("start > sign > end")))


def test_a_plain_task_is_open_to_all_its_groups():
    case = Case(diagram(start(), user("a", who=WHO), end(), flows("start > a > end")))
    assert case.task("a").who == ("tax:approver", "customs:approver", "housing:approver")
