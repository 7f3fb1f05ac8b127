"""会商: departments that came to opposite outcomes are heard again, and the lead department decides within a time box."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

import pytest

from engine import runtime
from engine.commands.design import PublishBundle
from engine.commands.signers import RemoveSigner
from engine.commands.task import CompleteTask
from engine.content import Bundle, to_zip
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.rehearsal.player import Player
from engine.store import cases, letters, progress, signing, transaction
from engine.store.journal import of_case
from tests.engine.commands.test_design import DIAGRAM
from tests.engine.world import APPROVER, GOODS, SERVICES, SITE, STALL, World, fresh

TASK = """<bpmn:userTask id="deliberate" name="会商" camunda:candidateGroups="city_appearance:approver"><bpmn:extensionElements>
<camunda:properties><camunda:property name="consult" value="review_site, review_goods"/>
<camunda:property name="outcomes" value="proceed 继续办理, stop 不予办理"/>
<camunda:property name="limit" value="P1D"/><camunda:property name="on_timeout" value="deem:stop"/></camunda:properties>
</bpmn:extensionElements></bpmn:userTask>
<bpmn:exclusiveGateway id="deliberated" default="flow_proceed"/>
<bpmn:sequenceFlow id="flow_deliberated" sourceRef="deliberate" targetRef="deliberated"/>
<bpmn:sequenceFlow id="flow_proceed" sourceRef="deliberated" targetRef="approve"/>
<bpmn:sequenceFlow id="flow_stop" sourceRef="deliberated" targetRef="denied">
<bpmn:conditionExpression>= deliberate.outcome = "stop"</bpmn:conditionExpression></bpmn:sequenceFlow>
"""
LETTER = SERVICES / "bpmn" / "_shared" / "letters" / "consultation"


def with_consultation(world: World, letter: str = "") -> None:
    text = world.bundle.files[DIAGRAM].decode()
    assert text.count('sourceRef="join" targetRef="approve"') == 1
    task = TASK if not letter else TASK.replace('name="limit"', f'name="letter" value="{letter}"/><camunda:property name="limit"')
    text = text.replace('sourceRef="join" targetRef="approve"', 'sourceRef="join" targetRef="deliberate"')
    text = text.replace('value="= approve.opinion"', 'value="= if deliberate.outcome = &quot;stop&quot; then deliberate.opinion else approve.opinion"')
    files = {**world.bundle.files, DIAGRAM: text.replace('<bpmn:parallelGateway id="join"/>', task + '<bpmn:parallelGateway id="join"/>').encode()}
    files |= {f"bpmn/_shared/letters/{letter}/{file.name}": file.read_bytes() for file in (LETTER.iterdir() if letter else ())}
    bundle = Bundle(STALL, MappingProxyType(files))
    world.do(PublishBundle(command_id=fresh(), zip=to_zip(bundle)), Viewer.system())


def reviewed(world: World, site: str, goods: str, **more: str) -> Player:
    with_consultation(world, **more)
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, goods, opinion="经营范围相符")
    world.finish(player, "review_site", SITE, site, opinion="占用盲道", fields={"passage": 2})
    return player


def asked(world: World, case_id: str, department: str, status: str = "open"):
    return next(row for row in world.tasks(case_id, "deliberate") if row.department == department and row.role == "reviewer" and row.status == status)


def lead(world: World, case_id: str):
    return next(row for row in world.tasks(case_id, "deliberate") if row.role == "approver")


def say(world: World, row, who: Viewer, outcome: str, opinion: str) -> None:
    world.do(CompleteTask(command_id=fresh(), task_id=row.task_id, outcome=outcome, opinion=opinion), who)


def variables(world: World, case_id: str):
    with transaction.reading(world.engine.database) as tx:
        case = cases.load(tx, case_id)
        return runtime.variables(world.engine.process(case.edition_hash).definition, cases.state(tx, case_id) or b"")


def events(world: World, case_id: str) -> list[str]:
    with transaction.reading(world.engine.database) as tx:
        return [row.event for row in of_case(tx, case_id)]


def test_where_the_departments_agree_nobody_is_asked_and_nothing_is_said(world: World) -> None:
    for site, goods in (("agree", "agree"), ("disagree", "disagree")):
        player = reviewed(world, site, goods)
        assert world.open_steps(player.case_id) == ["approve"]
        assert world.tasks(player.case_id, "deliberate") == []
        assert "ConsultationBegun" not in events(world, player.case_id)
        assert variables(world, player.case_id)["deliberate"] == {"outcome": None, "conflict": False, "opinions": []}


def test_opposite_outcomes_bring_each_department_back_and_the_lead_waits_for_them(world: World) -> None:
    player = reviewed(world, "disagree", "agree")
    assert events(world, player.case_id).count("ConsultationBegun") == 1
    assert [row.status for row in world.tasks(player.case_id, "deliberate")] == ["held", "open", "open"]
    assert asked(world, player.case_id, "city_appearance").outcomes == [["agree", "同意"], ["disagree", "不同意"]]
    with pytest.raises(Refused, match="要等加签的意见回来才能办"):
        say(world, lead(world, player.case_id), APPROVER, "proceed", "继续")
    with pytest.raises(Missing):
        say(world, asked(world, player.case_id, "city_appearance"), GOODS, "agree", "我来说")


def test_each_may_revise_and_the_lead_decides_with_reasons_all_on_record(world: World) -> None:
    player = reviewed(world, "disagree", "agree")
    with pytest.raises(Invalid, match="会商要写明意见和理由"):
        say(world, asked(world, player.case_id, "city_appearance"), SITE, "agree", " ")
    say(world, asked(world, player.case_id, "city_appearance"), SITE, "agree", "退后半米，不占盲道")
    say(world, asked(world, player.case_id, "market_regulation"), GOODS, "agree", "维持原意见")
    assert lead(world, player.case_id).status == "open"
    say(world, lead(world, player.case_id), APPROVER, "proceed", "两家一致，退后半米设摊")
    assert world.open_steps(player.case_id) == ["approve"]
    said = variables(world, player.case_id)["deliberate"]
    assert (said["outcome"], said["conflict"], said["opinion"]) == ("proceed", True, "两家一致，退后半米设摊")
    assert [(one["step"], one["before"], one["after"], one["after_label"], one["opinion"]) for one in said["opinions"]] == [
        ("review_site", "disagree", "agree", "同意", "退后半米，不占盲道"),
        ("review_goods", "agree", "agree", "同意", "维持原意见"),
    ]
    assert variables(world, player.case_id)["review_site"]["outcome"] == "disagree"
    with transaction.reading(world.engine.database) as tx:
        ended = next(row.facts for row in of_case(tx, player.case_id) if row.event == "ConsultationEnded")
    assert (ended["outcome_label"], ended["by_rule"]) == ("继续办理", False)


def test_when_the_time_is_over_the_rule_decides_whoever_has_not_spoken(world: World) -> None:
    player = reviewed(world, "disagree", "agree")
    say(world, asked(world, player.case_id, "market_regulation"), GOODS, "agree", "维持原意见")
    world.clock.set(world.clock.now() + timedelta(days=3))
    world.stage.settle()
    case = world.case(player.case_id)
    assert (case.decision, world.open_steps(player.case_id)) == ("deny", [])
    with transaction.reading(world.engine.database) as tx:
        ended = next(row.facts for row in of_case(tx, player.case_id) if row.event == "ConsultationEnded")
        assert ended["by_rule"]
        assert {row.status for row in progress.tasks_of(tx, player.case_id)} == {"done", "cancelled"}
        assert {row.state for row in signing.of_case(tx, player.case_id)} == {"done", "removed"}


def test_the_lead_need_not_wait_for_a_department_that_keeps_silent(world: World) -> None:
    player = reviewed(world, "disagree", "agree")
    say(world, asked(world, player.case_id, "market_regulation"), GOODS, "agree", "维持原意见")
    with transaction.reading(world.engine.database) as tx:
        silent = next(row for row in signing.of_case(tx, player.case_id) if row.about == "review_site")
    command = RemoveSigner(command_id=fresh(), case_id=player.case_id, step_token=silent.step_token, position=silent.position, reason="电话里已说明")
    world.do(command, APPROVER)
    say(world, lead(world, player.case_id), APPROVER, "stop", "盲道不能占")
    assert (world.case(player.case_id).decision, world.case(player.case_id).reason) == ("deny", "盲道不能占")


def test_the_record_of_the_consultation_is_a_letter_and_there_is_none_without_one(world: World) -> None:
    player = reviewed(world, "disagree", "agree", letter="consultation")
    for department, who in (("city_appearance", SITE), ("market_regulation", GOODS)):
        say(world, asked(world, player.case_id, department), who, "agree", "可以")
    say(world, lead(world, player.case_id), APPROVER, "proceed", "继续办理")
    with transaction.reading(world.engine.database) as tx:
        assert "consultation" in {row.kind for row in letters.of_case(tx, player.case_id)}
    quiet = reviewed(world, "agree", "agree", letter="consultation")
    with transaction.reading(world.engine.database) as tx:
        assert "consultation" not in {row.kind for row in letters.of_case(tx, quiet.case_id)}
