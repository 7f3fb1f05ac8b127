"""What is wrong with how a step is signed, consulted, passed over or led on is said at publication."""

from __future__ import annotations

import pytest

from tests.engine.runtime.desk import rules_of
from tests.engine.runtime.drawing import diagram, end, flows, gateway, start, user

TWO = "tax:approver, customs:approver"
VOTES = "agree 同意, disagree 不同意"


def rules(**more: str) -> set[str]:
    step = user("sign", **{"who": TWO, "outcomes": VOTES, **more})
    return rules_of(diagram(start(), step, end(), flows("start > sign > end")))


@pytest.mark.parametrize(
    "said",
    [
        {"sign": "weighted:0.6", "weights": "tax:approver 3, customs:approver 2"},
        {"sign": "all", "who": "tax:approver", "signers": "everyone"},
        {"sign": "any", "who": "tax:approver", "signers": '= ["lin", "wu"]'},
        {"dedupe": "any", "empty": "skip:disagree", "self": "forbid", "next": "choose"},
        {"empty": "to:tax:reviewer", "self": "to:tax:reviewer", "dedupe": "off"},
    ],
)
def test_what_can_be_carried_out_passes(said: dict[str, str]):
    assert rules(**said) == set()


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"sign": "weighted:0.6", "weights": "tax:approver three"}, "bad_sign"),
        ({"sign": "weighted:0.6", "weights": "police:approver 3"}, "bad_sign"),
        ({"sign": "all", "weights": "tax:approver 3"}, "bad_sign"),
        ({"signers": "everyone"}, "bad_sign"),
        ({"sign": "all", "signers": "lin, wu"}, "bad_sign"),
        ({"sign": "all", "signers": '= ["lin"'}, "feel_syntax"),
        ({"sign": "all", "who": "applicant, tax:approver"}, "bad_sign"),
        ({"dedupe": "always"}, "bad_people_rule"),
        ({"dedupe": "any", "outcomes": ""}, "bad_people_rule"),
        ({"dedupe": "any", "act": "decide", "outcomes": "grant 准予, deny 不予"}, "bad_people_rule"),
        ({"empty": "skip:maybe"}, "bad_people_rule"),
        ({"self": "maybe"}, "bad_people_rule"),
        ({"next": "guess"}, "bad_people_rule"),
        ({"who": "applicant", "self": "forbid"}, "bad_people_rule"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(said: dict[str, str], rule: str):
    assert rule in rules(**said)


def consultation(**more: str) -> set[str]:
    said = {"who": "tax:approver", "outcomes": "go 继续, stop 不予", "limit": "P1D", "on_timeout": "deem:stop", "consult": "a, b", **more}
    parts = (gateway("fork", "parallel"), user("a", outcomes=VOTES), user("b", outcomes=VOTES), gateway("join", "parallel"))
    ways = flows("start > fork > a > join > c > end", "fork > b > join")
    return rules_of(diagram(start(), *parts, user("c", **said), end(), ways))


def test_a_consultation_needs_two_reviews_conclusions_and_a_time_box():
    assert consultation() == set()
    few = ({"consult": "a"}, {"consult": "a, nobody"}, {"outcomes": "stop 不予"})
    for wrong in (*few, {"limit": "", "on_timeout": ""}, {"on_timeout": "warn"}, {"sign": "all"}):
        assert "bad_consult" in consultation(**wrong), wrong
