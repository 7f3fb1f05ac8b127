"""A try-out goes from the beginning to an end and says which way it went."""

from __future__ import annotations

import pytest

from engine import runtime
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    diagram,
    element,
    end,
    file,
    flows,
    gateway,
    message,
    process,
    service,
    start,
    throw,
    timer,
    user,
)  # fmt: skip

REVIEW = diagram(
    start(), user("review", outcomes="agree 同意, disagree 不同意"), gateway("choose", default="choose_to_denied"), service("inform"), end("granted"),
    end("denied"), flows("start > review > choose > denied", 'choose > inform | review.outcome = "agree"', "inform > granted"),
)  # fmt: skip


def test_without_answers_the_first_outcome_is_taken():
    assert runtime.play(REVIEW) == {
        "file": "process.bpmn", "process": "review_case", "path": ["start", "review", "choose", "inform", "granted"], "end": "completed",
        "waiting": [], "reason": "",
    }  # fmt: skip


def test_answers_choose_the_way():
    told = runtime.play(REVIEW, answers={"review": {"outcome": "disagree", "opinion": "不全"}})
    assert told["path"] == ["start", "review", "choose", "denied"]
    assert runtime.play(REVIEW, answers={"review": {"outcome": "maybe"}})["end"] == "refused"


def test_timers_fire_in_the_order_they_are_due():
    parts = (start(), gateway("split", "parallel"), catch("late", timer("P3D")), catch("soon", timer("P1D")), end())
    told = runtime.play(diagram(*parts, flows("start > split", "split > late > end", "split > soon > end")))
    assert told["path"] == ["start", "split", "soon", "end", "late", "end"]


def test_a_task_is_done_before_its_timer():
    parts = (start(), user("a"), boundary("late", "a", timer("P1D")), end())
    assert runtime.play(diagram(*parts, flows("start > a > end", "late > end")))["path"] == ["start", "a", "end"]


def test_a_message_from_outside_is_waited_for_and_one_of_its_own_is_not():
    waits = diagram(start(), catch("pay", message("paid")), end(), flows("start > pay > end"))
    told = runtime.play(waits)
    assert (told["end"], told["waiting"]) == ("waiting", ["pay"])
    assert "paid" in told["reason"]
    assert runtime.play(waits, answers={"pay": {"amount": 1}})["end"] == "completed"
    parts = (start(), gateway("split", "parallel"), throw("tell", message("paid")), catch("pay", message("paid")), end())
    assert runtime.play(diagram(*parts, flows("start > split", "split > tell > end", "split > pay > end")))["end"] == "completed"


def test_an_incident_and_a_refusal_say_why():
    told = runtime.play(diagram(start(), gateway("choose"), end(), end("other"), flows("start > choose", "choose > end | answers.x", "choose > other | false")))
    assert told["end"] == "incident" and "choose" in told["reason"]
    told = runtime.play(diagram(start(), element("transaction", "a"), end(), flows("start > a > end")))
    assert told["end"] == "refused" and "事务子流程" in told["reason"]
    told = runtime.play(diagram(start(), gateway("round"), user("a"), flows("start > round > a > round")), max_steps=20)
    assert told["end"] == "step_limit"


def test_a_bare_diagram_without_who_is_played_and_one_process_of_several_can_be_chosen():
    two = {"two.bpmn": file(process(start("s"), user("a", who=""), end("e"), flows("s > a > e"), id="one"),
                            process(start("s2"), end("e2"), flows("s2 > e2"), id="other"))}  # fmt: skip
    assert runtime.play(two)["path"] == ["s", "a", "e"]
    assert runtime.play(two, process="other")["path"] == ["s2", "e2"]


@pytest.mark.parametrize("name", ["A.BPMN", "a.bpmn20.xml", "a.bpmn2"])
def test_a_file_may_be_named_as_other_tools_name_it(name: str):
    assert runtime.play({name: REVIEW["process.bpmn"]})["end"] == "completed"
    assert runtime.play({"a.xml": REVIEW["process.bpmn"]}, main="a.xml")["end"] == "completed"


@pytest.mark.parametrize("files", [{}, {"a.bpmn": b""}, {"a.txt": b"x"}])
def test_nothing_to_play_is_refused(files: dict[str, bytes]):
    assert runtime.play(files)["end"] == "refused"
