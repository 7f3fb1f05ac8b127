"""Why a case is not moving: one test for each cause, and who is told of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.commands.hand_over import DelegateTask
from engine.commands.leave import TakeLeave
from engine.commands.machine import ReceiveMessage
from engine.commands.office import SaveCalendarYear
from engine.commands.signers import AddSigner
from engine.commands.steering import Suspend
from engine.commands.task import ClaimTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.reason import Reason
from engine.queries.standstill import Standstill
from engine.queries.stuck import StuckCases
from engine.store import handover, outbox, progress, transaction
from tests.engine.commands.signing_world import drawn, enrol, to_approve
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.commands.test_returning import reviewed, send_back, under_review
from tests.engine.jobs.test_contract import submit_unworked
from tests.engine.roadside import Roadside
from tests.engine.world import APPROVER, GOODS, HERE, MONDAY, NEXT_TOWN, SITE, STRANGER, WINDOW, World, fresh, officer

SUPERVISOR = officer("city_appearance:supervisor", "督")


def why(world: World, case_id: str, who: Viewer = SUPERVISOR) -> dict[str, Reason]:
    """Cause → the reason."""
    return {each.cause: each for each in world.engine.ask(Standstill(case_id=case_id), who)}


def acts(reason: Reason) -> list[str]:
    return [each.act for each in reason.helps]


def with_wait(world: World, definition: str, more: str = "", **properties: str) -> bytes:
    """After the two reviews the case waits for an event before it comes to the approver."""
    said = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in properties.items())
    said = f"<bpmn:extensionElements><camunda:properties>{said}</camunda:properties></bpmn:extensionElements>" if said else ""
    event = (
        f'<bpmn:intermediateCatchEvent id="paid" name="缴费到账">{said}{definition}</bpmn:intermediateCatchEvent>'
        '<bpmn:sequenceFlow id="flow_paid" sourceRef="paid" targetRef="approve"/></bpmn:process>'
    )
    text = world.bundle.files[DIAGRAM].decode()
    assert text.count('sourceRef="join" targetRef="approve"') == 1
    text = text.replace('sourceRef="join" targetRef="approve"', 'sourceRef="join" targetRef="paid"')
    return text.replace("</bpmn:process>", event).replace("</bpmn:definitions>", more + "</bpmn:definitions>").encode()


def test_a_step_in_somebodys_hands_names_him_his_limit_and_what_a_supervisor_can_do(world: World) -> None:
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    player = world.accepted()
    task = world.task(player.case_id, "review_goods")
    world.do(ClaimTask(command_id=fresh(), task_id=task.task_id), goods)
    held = why(world, player.case_id)["held"]
    assert (held.what, held.who) == ("“经营范围审查”由钱江办理", "市场监督管理局 钱江")
    assert (held.since, held.due_at) == (task.opened_at, task.due_at)
    assert acts(held) == ["remind", "escalate"]
    assert acts(why(world, player.case_id, goods)["held"]) == ["open"]


def test_a_step_in_a_pool_says_how_many_could_take_it(world: World) -> None:
    for login in ("qian", "feng"):
        enrol(world, login, login, "market_regulation:reviewer")
    pool = why(world, world.accepted().case_id)["pool"]
    assert pool.what == "“经营范围审查”在市场监督管理局，2 人可以办，还没有人认领"


def test_a_post_that_nobody_holds_is_named_with_who_can_fill_it(world: World) -> None:
    nobody = why(world, world.accepted().case_id)["nobody"]
    assert nobody.blocking and "没有人" in nobody.what and "安全管理员" in nobody.advice
    guard = Viewer.officer("both", "兼", (*SUPERVISOR.posts, *officer("data_bureau:security_admin").posts))
    assert "staff" in acts(why(world, world.task(world.accepted().case_id, "review_site").case_id, guard)["nobody"])


def test_a_step_of_one_on_leave_without_a_substitute_is_stuck_and_with_one_it_is_not(world: World) -> None:
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    feng = enrol(world, "feng", "冯远", "market_regulation:reviewer")
    player = world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), goods)
    days = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 6)}
    leave = world.do(TakeLeave(command_id=fresh(), officer_id=goods.officer_id, substitute_id="", **days), goods)
    away = why(world, player.case_id)["away"]
    assert away.what == "“经营范围审查”在钱江手上，其请假到 3月6日，没有代理人" and away.blocking
    with transaction.writing(world.engine.database) as tx:
        posts = [[HERE, "market_regulation", "reviewer"]]
        assert handover.change_leave(tx, leave, substitute_id=feng.officer_id, substitute_name="冯远", posts=posts)
    assert "held" in why(world, player.case_id)


def test_a_pool_in_which_everybody_is_on_leave_is_stuck_too(world: World) -> None:
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    player = world.accepted()
    days = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 6)}
    world.do(TakeLeave(command_id=fresh(), officer_id=goods.officer_id, substitute_id="", **days), goods)
    assert why(world, player.case_id)["away"].what == "“经营范围审查”没有人办：这个岗位上的钱江都在请假，没有代理人"


def test_an_open_incident_gives_its_reason_and_the_way_round_it(world: World) -> None:
    player = world.accepted()
    with transaction.writing(world.engine.database) as tx:
        progress.add_incident(
            tx, incident_id="i", case_id=player.case_id, division_code=HERE, runtime_id="t9", element_id="approved",
            reason="没有一个条件成立", opened_at=world.clock.now(),
        )  # fmt: skip
    found = next(iter(world.engine.ask(Standstill(case_id=player.case_id), SUPERVISOR)))
    assert (found.cause, found.detail, found.since) == ("incident", "没有一个条件成立", world.clock.now())
    assert acts(found) == ["jump"] and "重试" in found.advice


def test_a_dead_job_gives_its_error_and_who_can_try_again(world: World) -> None:
    player = world.accepted()
    with transaction.writing(world.engine.database) as tx:
        outbox.enqueue(tx, world.engine.parts.seal, "dead", "send_message", {}, world.clock.now(), player.case_id, HERE)
    with transaction.writing(world.engine.database) as tx:
        claimed = outbox.claim(tx, "dead", world.clock.now(), timedelta(minutes=2))
        outbox.give_up(tx, claimed, "短信网关拒绝了号码")
    dead = why(world, player.case_id)["job"]
    assert dead.what == "“发送短信”试了 1 次都没有成功，系统不再自动重试"
    assert (dead.detail, dead.blocking, "后台作业" in dead.advice) == ("短信网关拒绝了号码", True, True)


def test_an_answer_a_registry_owes_is_named_with_the_next_attempt(world: World) -> None:
    case_id = submit_unworked(world)
    service = why(world, case_id)["service"]
    assert service.what == "等部门系统答复“核验身份”" and service.since == world.clock.now() and service.detail == ""
    with transaction.writing(world.engine.database) as tx:
        job_id = next(row.job_id for row in outbox.waiting(tx, world.clock.now(), 50) if row.kind == "call_service")
        claimed = outbox.claim(tx, job_id, world.clock.now(), timedelta(minutes=2))
        outbox.put_off(tx, claimed, "连接超时", world.clock.now())
    again = why(world, case_id)["service"]
    assert again.detail == "连接超时" and again.due_at is not None and again.due_at > world.clock.now() and "已试 1 次" in again.advice


def test_an_awaited_message_is_named_since_when_it_is_awaited(world: World) -> None:
    publish(world, with_wait(world, '<bpmn:messageEventDefinition messageRef="m"/>', '<bpmn:message id="m" name="fee_paid"/>'))
    player = world.accepted()
    reviewed(world, player)
    message = why(world, player.case_id)["message"]
    assert (message.what, message.since) == ("等消息“缴费到账”（fee_paid）", world.clock.now())
    assert "业务系统" in message.who and acts(message) == ["jump"]


MESSAGE = ('<bpmn:messageEventDefinition messageRef="m"/>', '<bpmn:message id="m" name="fee_paid"/>')


def test_a_message_that_is_long_in_coming_puts_the_case_on_the_board_and_says_whom_it_comes_from(world: World) -> None:
    publish(world, with_wait(world, *MESSAGE, **{"from": "银行代收系统", "long_after": "P1D"}))
    for login, group in (("zhao", "city_appearance:reviewer"), ("li", "service_hall:window"), ("sun", "city_appearance:approver")):
        enrol(world, login, login, group)
    player = world.accepted()
    reviewed(world, player)
    assert world.engine.ask(StuckCases(), SUPERVISOR).rows == (), "a day has not passed"
    world.clock.set(world.clock.now() + timedelta(days=2))
    (stuck,) = world.engine.ask(StuckCases(), SUPERVISOR).rows
    (reason,) = stuck.reasons
    assert (stuck.case_id, reason.cause, reason.who, reason.overdue, reason.blocking) == (player.case_id, "message", "银行代收系统", True, False)
    assert stuck.since == reason.since and acts(reason) == ["jump"]
    assert world.engine.ask(StuckCases(), officer("city_appearance:supervisor", "周", NEXT_TOWN)).rows == ()
    world.do(ReceiveMessage(command_id=fresh(), case_no=world.case(player.case_id).case_no, message="fee_paid", payload={}), Viewer.system())
    assert world.engine.ask(StuckCases(), SUPERVISOR).rows == ()


def test_where_no_limit_is_drawn_a_wait_is_long_after_five_working_days(world: World) -> None:
    publish(world, with_wait(world, *MESSAGE))
    for login, group in (("zhao", "city_appearance:reviewer"), ("li", "service_hall:window"), ("sun", "city_appearance:approver")):
        enrol(world, login, login, group)
    player = world.accepted()
    reviewed(world, player)
    listed = []
    for days in (4, 8):  # Monday to Friday, and the Tuesday after
        world.clock.set(MONDAY + timedelta(days=days))
        listed.append([row.case_id for row in world.engine.ask(StuckCases(), SUPERVISOR).rows])
    assert listed == [[], [player.case_id]]


def test_a_timer_of_the_flow_says_when_it_is_due(world: World) -> None:
    duration = '<bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    publish(world, with_wait(world, duration))
    player = world.accepted()
    reviewed(world, player)
    waiting = why(world, player.case_id)["timer"]
    assert (waiting.what, waiting.since) == ("等“缴费到账”到时间", world.clock.now())
    assert waiting.due_at is not None and waiting.due_at.astimezone(SHANGHAI).date() == MONDAY.date() + timedelta(days=3)


def test_a_suspended_case_says_who_suspended_it_and_why_and_is_woken_from_there(world: World) -> None:
    player = world.accepted()
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等法院协助函"), SUPERVISOR)
    found = why(world, player.case_id)
    rests = found["suspended"]
    assert (rests.who, rests.detail, rests.since, acts(rests)) == ("督", "等法院协助函", world.clock.now(), ["wake"])
    assert acts(why(world, player.case_id, SITE)["suspended"]) == []
    assert [each for one in found.values() for each in acts(one) if each not in ("wake",)] == []


def test_the_applicants_turn_says_what_is_asked_since_when_and_by_when(world: World) -> None:
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"field:name": "姓名与证件不一致"})
    task = world.task(player.case_id, "supplement")
    turn = why(world, player.case_id)["applicant"]
    assert (turn.what, turn.since, turn.due_at) == ("等申请人补正 1 处", task.opened_at, task.due_at)
    assert turn.detail.endswith("：姓名与证件不一致")
    assert acts(turn) == [] and acts(why(world, player.case_id, WINDOW)["applicant"]) == ["supplement"]


def test_a_provisional_calendar_is_said_of_the_clock_that_leans_on_it(world: World) -> None:
    player = world.accepted()
    assert "provisional" not in why(world, player.case_id)
    admin = officer("data_bureau:system_admin", "陈")
    world.do(SaveCalendarYear(command_id=fresh(), year=2026, holidays=(), makeup_days=(), provisional=True), admin)
    leaning = why(world, player.case_id)["provisional"]
    assert "暂定" in leaning.what and leaning.due_at is not None and not leaning.blocking


def test_one_who_asked_a_colleague_first_waits_for_his_opinion(world: World) -> None:
    drawn(world)
    lin = enrol(world, "lin", "林远", "city_appearance:reviewer")
    player = to_approve(world)
    task_id = world.task(player.case_id, "approve").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), APPROVER)
    world.do(AddSigner(command_id=fresh(), task_id=task_id, officer_id=lin.officer_id, mode="before", reason="消防通道"), APPROVER)
    found = why(world, player.case_id)
    assert (found["signers"].what, found["signers"].who) == ("“审批”等林远先提意见，之后由孙接着办", "林远")
    assert found["held"].who == "城市管理局 林远"


def test_a_delegated_step_waits_for_the_delegate_and_names_its_owner(world: World) -> None:
    goods, feng = enrol(world, "qian", "钱江", "market_regulation:reviewer"), enrol(world, "feng", "冯远", "market_regulation:reviewer")
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), goods)
    world.do(DelegateTask(command_id=fresh(), task_id=task_id, to=feng.officer_id, note="请看经营范围"), goods)
    assert why(world, player.case_id)["delegated"].what == "钱江就“经营范围审查”委派冯远提意见，等其交回"


@pytest.mark.parametrize("after", ["resume", "rerun"])
def test_who_sent_it_back_waits_for_the_step_he_sent_it_to(world: World, after: str) -> None:
    player = under_review(world)
    reviewed(world, player)
    send_back(world, player, "approve", "review_site", APPROVER, after)
    back = why(world, player.case_id)["returned"]
    assert (back.what, back.detail, back.since) == ("“审批”已退回到“现场审查”，等其办完再回来", "现场照片看不清", world.clock.now())
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    assert "returned" not in why(world, player.case_id)


def test_a_statutory_pause_names_its_cause_its_law_and_the_letter(world: World) -> None:
    case = Roadside(world)
    case.reviewed("expert")
    rest = why(world, case.case_id)["rest"]
    assert (rest.what, rest.who) == ("专家评审期间不计办理时限", "行政许可法第 45 条") and "特别〔2026〕" in rest.detail


def test_an_ended_case_has_no_reason_and_strangers_do_not_learn_that_there_is_one(world: World) -> None:
    player = world.submitted()
    assert why(world, player.case_id)
    for who in (STRANGER, officer("city_appearance:supervisor", "别", NEXT_TOWN), Viewer.public()):
        with pytest.raises(Missing):
            world.engine.ask(Standstill(case_id=player.case_id), who)
    world.finish(player, "check_application", WINDOW, "not_required", opinion="不属于许可事项")
    assert world.engine.ask(Standstill(case_id=player.case_id), SUPERVISOR) == ()


def test_a_department_that_only_took_part_sees_the_case_and_is_told_no_reasons(world: World) -> None:
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    assert world.engine.ask(Standstill(case_id=player.case_id), GOODS) == ()
    own: Any = world.engine.ask(Standstill(case_id=player.case_id), SITE)
    assert own
