"""Messages, signals, errors, escalations, links and the ends that do more than end."""

from __future__ import annotations

import pytest

from engine import runtime
from engine.domain.errors import Refused
from tests.engine.runtime.desk import Case
from tests.engine.runtime.drawing import (
    boundary,
    catch,
    diagram,
    element,
    end,
    error,
    escalation,
    flows,
    gateway,
    inputs,
    message,
    service,
    signal,
    start,
    subprocess,
    throw,
    timer,
    user,
)  # fmt: skip

UNAVAILABLE = diagram(
    start(), service("check"), boundary("down", "check", error("unavailable")), user("by_hand"), user("after"), end(),
    flows("start > check > after > end", "down > by_hand > after"),
)  # fmt: skip


def test_a_failing_service_is_caught_by_the_error_boundary_of_its_code():
    case = Case(UNAVAILABLE)
    case.do(runtime.Fail(case.calls()[0].call_id, "unavailable", "登记系统停机"))
    assert case.open == ["by_hand"]
    assert case.variables["down"] == {"code": "unavailable", "message": "登记系统停机"}
    assert case.cancelled == ["check"]
    assert "down" in case.passed


def test_another_code_is_an_incident_and_its_retry_calls_again_under_a_new_id():
    case = Case(UNAVAILABLE)
    first = case.calls()[0]
    case.do(runtime.Fail(first.call_id, "broken", "格式不对"))
    assert "格式不对" in case.reasons[0]
    with pytest.raises(Refused):
        case.do(runtime.Reply(first.call_id, {}))
    case.do(runtime.Retry(case.last.incidents[0].incident_id))
    second = case.calls()[-1]
    assert second.call_id != first.call_id
    case.do(runtime.Reply(second.call_id, {"found": True}))
    assert case.open == ["after"]
    assert case.last.incidents == ()


def test_a_boundary_that_names_the_code_comes_before_one_that_catches_all():
    files = diagram(
        start(), service("check"), boundary("any", "check", error()), boundary("down", "check", error("unavailable")), user("a"), user("b"),
        end(), flows("start > check > end", "any > a > end", "down > b > end"),
    )  # fmt: skip
    for code, task in (("unavailable", "b"), ("else", "a")):
        case = Case(files)
        case.do(runtime.Fail(case.calls()[0].call_id, code))
        assert case.open == [task]


def test_a_message_is_awaited_and_becomes_variables():
    case = Case(diagram(start(), catch("pay", message("paid")), user("after"), end(), flows("start > pay > after > end")))
    assert case.waits() == ["paid"]
    assert case.waiting == ("pay",)
    with pytest.raises(Refused, match="不等待消息"):
        case.do(runtime.Receive("objection"))
    case.do(runtime.Receive("paid", {"amount": 5, "after": {"outcome": "agree"}, "answers": "forged"}))
    assert case.open == ["after"]
    assert case.waits() == []
    assert case.variables["amount"] == 5
    assert case.variables["pay"]["amount"] == 5
    assert "after" not in case.variables and "answers" not in case.variables


def test_a_receive_task_waits_for_its_message_and_may_be_watched():
    receive = element("receiveTask", "pay", messageRef="message_paid")
    parts = (start(), receive, boundary("late", "pay", timer("P1D")), user("urge"), end())
    files = diagram(*parts, flows("start > pay > end", "late > urge > end"))
    case = Case(files)
    case.do(runtime.Receive("paid"))
    assert case.last.ended
    late = Case(files)
    late.do(runtime.Fire(late.timers()[0].timer_id))
    assert late.open == ["urge"]
    assert late.waits() == []


def test_an_objection_comes_again_and_again_while_the_notice_runs():
    case = Case(
        diagram(
            start(), user("notice"), boundary("objection", "notice", message("objection"), interrupting=False), user("hear"), end(),
            flows("start > notice > end", "objection > hear > end"),
        )
    )  # fmt: skip
    case.do(runtime.Receive("objection", {"name": "周"}))
    case.do(runtime.Receive("objection", {"name": "吴"}))
    assert case.open == ["notice", "hear", "hear"]
    assert case.waits() == ["objection"]
    case.complete("notice")
    assert case.waits() == []
    assert case.variables["objection"] == {"name": "吴"}


def test_the_message_goes_to_the_one_that_has_waited_longest():
    parts = (start(), gateway("split", "parallel"), catch("first", message("paid")), catch("second", message("paid")), user("a"), user("b"), end())
    case = Case(diagram(*parts, flows("start > split", "split > first > a > end", "split > second > b > end")))
    case.do(runtime.Receive("paid"))
    assert case.open == ["a"]


def test_a_message_is_sent_with_its_inputs():
    send = element("sendTask", "tell", inputs(reason="= answers.reason"), messageRef="message_paid")
    case = Case(diagram(start(), send, end("end", message("late")), flows("start > tell > end")), answers={"reason": "已缴费"})
    assert case.last.effects == (runtime.SendMessage("tell", "paid", {"reason": "已缴费"}), runtime.SendMessage("end", "late", {}))
    assert case.last.ended


EVENTS = diagram(
    start(), gateway("wait", "event"), catch("pay", message("paid")), catch("late", timer("P3D")), catch("stop", signal("withdrawn")),
    user("go_on"), user("remind"), user("give_up"), gateway("split", "parallel"), user("withdraw"), throw("shout", signal("withdrawn")), end(),
    flows(
        "start > split", "split > wait", "wait > pay > go_on > end", "wait > late > remind > end", "wait > stop > give_up > end",
        "split > withdraw > shout > end",
    ),
)  # fmt: skip


def test_behind_an_event_gateway_the_first_event_wins_and_the_others_are_called_off():
    case = Case(EVENTS)
    assert case.waiting == ("wait", "withdraw")
    case.do(runtime.Receive("paid", {"amount": 1}))
    assert case.open == ["withdraw", "go_on"]
    assert case.timers() == [] and case.waits() == []
    assert case.cancelled == []
    assert {"wait", "pay"} <= set(case.passed) and "wait_to_pay" in case.took


def test_behind_an_event_gateway_a_timer_or_a_signal_may_win_too():
    late = Case(EVENTS)
    late.do(runtime.Fire(late.timers()[0].timer_id))
    assert late.open == ["withdraw", "remind"]
    given_up = Case(EVENTS)
    given_up.complete("withdraw")
    assert given_up.open == ["give_up"]
    assert given_up.timers() == [] and given_up.waits() == []


def test_an_error_end_leaves_the_sub_process_by_its_error_boundary():
    case = Case(
        diagram(
            start(),
            subprocess(
                "check", start("in"), gateway("split", "parallel"), user("a"), user("b"), end("bad", error("late")),
                flows("in > split", "split > a > bad", "split > b"),
            ),
            boundary("caught", "check", error("late")), user("after"), user("repair"), end(),
            flows("start > check > after > end", "caught > repair > end"),
        )
    )  # fmt: skip
    case.complete("a")
    assert case.open == ["repair"]
    assert sorted(case.cancelled) == ["b", "check"]
    assert "bad" in case.passed


def test_an_error_nobody_catches_is_an_incident():
    case = Case(diagram(start(), user("a"), end("bad", error("late")), flows("start > a > bad")))
    case.complete("a")
    assert "late" in case.reasons[0]
    assert not case.last.ended


def test_a_terminate_end_ends_its_scope_only():
    case = Case(
        diagram(
            start(),
            subprocess(
                "check", start("in"), gateway("split", "parallel"), user("a"), user("b"), end("stop", "<bpmn:terminateEventDefinition/>"),
                flows("in > split", "split > a > stop", "split > b"),
            ),
            user("after"), end("all", "<bpmn:terminateEventDefinition/>"), flows("start > check > after > all"),
        )
    )  # fmt: skip
    case.complete("a")
    assert case.open == ["after"]
    assert case.cancelled == ["b"]
    case.complete("after")
    assert case.last.ended


def test_a_signal_reaches_everybody_in_the_case_who_waits_for_it():
    case = Case(
        diagram(
            start(), gateway("split", "parallel"), user("tax"), boundary("off_tax", "tax", signal("withdrawn")), user("housing"),
            boundary("off_housing", "housing", signal("withdrawn"), interrupting=False), user("withdraw"), throw("shout", signal("withdrawn")),
            end(), flows("start > split", "split > tax > end", "split > housing > end", "split > withdraw > shout > end", "off_tax > end",
                         "off_housing > end"),
        )
    )  # fmt: skip
    case.complete("withdraw")
    assert case.open == ["housing"]
    assert case.cancelled == ["tax"]


def test_an_escalation_is_heard_without_stopping_the_sub_process():
    case = Case(
        diagram(
            start(), subprocess("check", start("in"), throw("shout", escalation("late")), user("a"), end("out"), flows("in > shout > a > out")),
            boundary("heard", "check", escalation("late"), interrupting=False), user("supervise"), end(),
            flows("start > check > end", "heard > supervise > end"),
        )
    )  # fmt: skip
    assert case.open == ["a", "supervise"]


def test_an_interrupting_escalation_stops_the_sub_process_from_which_it_came():
    case = Case(
        diagram(
            start(), subprocess("check", start("in"), throw("shout", escalation("late")), user("a"), end("out"), flows("in > shout > a > out")),
            boundary("heard", "check", escalation("late")), user("supervise"), end(), flows("start > check > end", "heard > supervise > end"),
        )
    )  # fmt: skip
    assert case.open == ["supervise"]
    assert "shout" in case.passed


def test_an_escalation_nobody_hears_does_nothing():
    case = Case(diagram(start(), throw("shout", escalation("late")), user("a"), end(), flows("start > shout > a > end")))
    assert case.open == ["a"]


def test_a_link_goes_on_at_its_other_half():
    link = '<bpmn:linkEventDefinition name="second page"/>'
    case = Case(diagram(start(), throw("leaves", link), catch("arrives", link), user("a"), end(), flows("start > leaves", "arrives > a > end")))
    assert case.open == ["a"]
    assert case.passed == ["start", "leaves", "arrives"]
