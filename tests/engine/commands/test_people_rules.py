"""What the engine does by itself with a step's people: nobody at the post, one's own case, who has agreed before, several of one post."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.commands.operate import RetryIncident
from engine.commands.task import ClaimTask, CompleteTask
from engine.domain.errors import Forbidden
from engine.store import progress, rows, transaction
from engine.store.journal import of_case
from engine.store.schema import cases
from tests.engine.commands.signing_world import drawn, enrol, own_task, roll, to_approve
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.world import SITE, WINDOW, World, fresh

REVIEWS = '<camunda:property name="item" value="market_regulation"/>'


def events(world: World, case_id: str) -> list[str]:
    with transaction.reading(world.engine.database) as tx:
        return [row.event for row in of_case(tx, case_id)]


def journal(world: World, case_id: str, event: str) -> dict:
    with transaction.reading(world.engine.database) as tx:
        return next(row.facts for row in of_case(tx, case_id) if row.event == event)


def test_a_post_that_nobody_holds_waits_and_says_so(world: World) -> None:
    drawn(world, empty="wait")
    player = to_approve(world)
    assert world.open_steps(player.case_id) == ["approve"]
    assert journal(world, player.case_id, "PostFoundEmpty") == {
        "task_id": world.task(player.case_id, "approve").task_id, "step": "审批", "department": "city_appearance", "role": "approver",
    }  # fmt: skip


def test_a_post_that_nobody_holds_is_passed_over_with_the_outcome_the_rule_names(world: World) -> None:
    drawn(world, empty="skip:grant")
    player = to_approve(world)
    row = world.task(player.case_id, "approve")
    assert (row.status, row.outcome, row.done_by) == ("done", "grant", None)
    assert row.done_by_name == "系统（岗位无人，按规则通过）"
    assert world.case(player.case_id).decision == "grant"
    assert journal(world, player.case_id, "TaskPassedByRule")["rule"] == "empty"


def test_a_post_that_nobody_holds_gives_its_task_to_another(world: World) -> None:
    enrol(world, "zheng", "郑越", "market_regulation:approver")
    drawn(world, empty="to:market_regulation:approver")
    player = to_approve(world)
    assert world.task(player.case_id, "approve").groups == ["market_regulation:approver"]
    assert journal(world, player.case_id, "TaskRedirected")["department"] == "market_regulation"


def test_a_post_that_nobody_holds_is_an_incident_until_somebody_is_appointed(world: World) -> None:
    drawn(world, empty="incident")
    player = to_approve(world)
    assert world.open_steps(player.case_id) == []
    with transaction.reading(world.engine.database) as tx:
        (incident,) = progress.open_incidents(tx, player.case_id)
    assert "没有人可以办理：岗位 city_appearance:approver 上没有人" in incident.reason
    enrol(world, "lin", "林远", "city_appearance:approver")
    admin = enrol(world, "chen", "陈管", "data_bureau:system_admin")
    world.do(RetryIncident(command_id=fresh(), incident_id=incident.incident_id), admin)
    assert world.open_steps(player.case_id) == ["approve"]


def test_with_somebody_at_the_post_the_rule_for_nobody_does_nothing(world: World) -> None:
    enrol(world, "lin", "林远", "city_appearance:approver")
    drawn(world, empty="skip:grant")
    player = to_approve(world)
    assert world.task(player.case_id, "approve").status == "open"


def took_in(world: World, officer) -> None:
    """From here on whoever submits is taken in by this officer."""
    with transaction.writing(world.engine.database) as tx:
        for case_id in _all_cases(world):
            rows.change(tx, cases, {"case_id": case_id}, taken_in_by=officer.officer_id)


def _all_cases(world: World) -> list[str]:
    with transaction.reading(world.engine.database) as tx:
        return [row.case_id for row in tx.execute(select(cases.c.case_id))]


def reviewed_by_rule(world: World, **rules: str) -> None:
    said = "".join(f'<camunda:property name="{name}" value="{value}"/>' for name, value in rules.items())
    publish(world, world.bundle.files[DIAGRAM].decode().replace(REVIEWS, REVIEWS + said).encode())


def test_whoever_took_the_case_in_is_barred_and_the_page_and_the_command_say_so(world: World) -> None:
    feng = enrol(world, "feng", "冯远", "market_regulation:inspector", "market_regulation:reviewer")
    enrol(world, "other", "何其", "market_regulation:reviewer")
    reviewed_by_rule(world, self="forbid")
    player = world.submitted()
    took_in(world, feng)
    world.finish(player, "check_application", WINDOW, "accept")
    task_id = world.task(player.case_id, "review_goods").task_id
    for command in (ClaimTask(command_id=fresh(), task_id=task_id), CompleteTask(command_id=fresh(), task_id=task_id, outcome="agree")):
        with pytest.raises(Forbidden):
            world.do(command, feng)


def test_where_everybody_at_the_post_is_barred_the_task_goes_where_the_rule_says(world: World) -> None:
    feng = enrol(world, "feng", "冯远", "market_regulation:reviewer")
    reviewed_by_rule(world, self="to:city_appearance:reviewer")
    player = world.submitted()
    took_in(world, feng)
    world.finish(player, "check_application", WINDOW, "accept")
    assert world.task(player.case_id, "review_goods").groups == ["city_appearance:reviewer"]
    assert journal(world, player.case_id, "TaskRedirected")["rule"] == "self"


def second_look(world: World, dedupe: str) -> None:
    """After the review of goods another one by the same post, before the reviews meet."""
    text = world.bundle.files[DIAGRAM].decode()
    task = (
        '<bpmn:userTask id="look_again" name="复核" camunda:candidateGroups="market_regulation:reviewer"><bpmn:extensionElements><camunda:properties>'
        f'<camunda:property name="outcomes" value="agree 同意, disagree 不同意"/><camunda:property name="dedupe" value="{dedupe}"/>'
        "</camunda:properties></bpmn:extensionElements></bpmn:userTask>"
        '<bpmn:sequenceFlow id="flow_again" sourceRef="look_again" targetRef="join"/>'
    )
    text = text.replace('sourceRef="review_goods" targetRef="join"', 'sourceRef="review_goods" targetRef="look_again"')
    publish(world, text.replace('<bpmn:parallelGateway id="join"/>', task + '<bpmn:parallelGateway id="join"/>').encode())


@pytest.mark.parametrize("dedupe", ["adjacent", "any"])
def test_who_has_agreed_before_need_not_again_and_everybody_reads_why(world: World, dedupe: str) -> None:
    qian = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    second_look(world, dedupe)
    player = world.accepted()
    world.finish(player, "review_goods", qian, "agree")
    row = world.task(player.case_id, "look_again")
    assert (row.status, row.outcome, row.done_by, row.done_by_name) == ("done", "agree", None, "钱江（同一人已同意，自动通过）")
    assert journal(world, player.case_id, "TaskPassedByRule")["officer"] == "钱江"
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    assert world.open_steps(player.case_id) == ["approve"]


def test_who_has_not_agreed_is_asked_again(world: World) -> None:
    qian = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    second_look(world, "any")
    player = world.accepted()
    world.finish(player, "review_goods", qian, "disagree")
    assert world.task(player.case_id, "look_again").status == "open"


def test_every_holder_of_a_post_signs_for_himself(world: World) -> None:
    first = enrol(world, "lin", "林远", "city_appearance:approver")
    second = enrol(world, "wu", "吴江", "city_appearance:approver")
    drawn(world, sign="all", signers="everyone")
    player = to_approve(world)
    assert sorted(roll(world, player.case_id)) == [("吴江", "open"), ("林远", "open")]
    for officer in (first, second):
        task = own_task(world, player.case_id, officer)
        world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="grant", opinion="同意"), officer)
    assert world.case(player.case_id).decision == "grant"
    assert "PostFoundEmpty" not in events(world, player.case_id)


def test_a_list_of_logins_signs_in_turn_and_a_stranger_in_it_stops_the_case_with_the_reason(world: World) -> None:
    first = enrol(world, "lin", "林远", "city_appearance:approver")
    enrol(world, "wu", "吴江", "city_appearance:approver")
    drawn(world, sign="sequential", signers="= [&quot;lin&quot;, &quot;wu&quot;]")
    player = to_approve(world)
    assert roll(world, player.case_id) == [("林远", "open"), ("吴江", "later")]
    world.do(CompleteTask(command_id=fresh(), task_id=own_task(world, player.case_id, first).task_id, outcome="grant", opinion="同意"), first)
    assert roll(world, player.case_id) == [("林远", "done"), ("吴江", "open")]
    drawn(world, sign="sequential", signers="= [&quot;nobody&quot;]")
    stuck = to_approve(world)
    with transaction.reading(world.engine.database) as tx:
        (incident,) = progress.open_incidents(tx, stuck.case_id)
    assert "signers 里的 nobody 现在不能签署" in incident.reason
