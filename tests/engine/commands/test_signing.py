"""A step that two departments sign: a task for each, one decision."""

from __future__ import annotations

import pytest

from engine.commands.task import CompleteTask
from engine.domain.errors import Missing
from tests.engine.commands.test_design import DIAGRAM, publish
from tests.engine.world import APPROVER, GOODS, SITE, World, fresh, officer

MARKET = officer("market_regulation:approver", "郑")


def signed_by_two(diagram: bytes, rule: str) -> bytes:
    who = b'id="approve" name="\xe5\xae\xa1\xe6\x89\xb9" camunda:candidateGroups="city_appearance:approver'
    assert who in diagram
    changed = diagram.replace(who, who + b', market_regulation:approver')
    limit = b'<camunda:property name="limit" value="P0.5D"/>'
    return changed.replace(limit, limit + b'<camunda:property name="sign" value="' + rule.encode() + b'"/>')


def ready_to_sign(world: World, rule: str):
    publish(world, signed_by_two(world.bundle.files[DIAGRAM], rule))
    player = world.accepted()
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    return player


def sign(world: World, case_id: str, who, outcome: str, opinion: str) -> None:
    """As a person does it: his own row of the step, found by his group."""
    rows = [row for row in world.tasks(case_id, "approve") if row.groups == [who.posts[0].group]]
    world.do(CompleteTask(command_id=fresh(), task_id=rows[-1].task_id, outcome=outcome, opinion=opinion), who)


def test_both_must_grant_and_each_sees_only_his_own_task(world: World) -> None:
    player = ready_to_sign(world, "all")
    assert world.open_steps(player.case_id) == ["approve", "approve"]
    theirs = next(row for row in world.tasks(player.case_id, "approve") if row.groups == ["market_regulation:approver"])
    with pytest.raises(Missing):
        world.do(CompleteTask(command_id=fresh(), task_id=theirs.task_id, outcome="grant"), APPROVER)
    sign(world, player.case_id, APPROVER, "grant", "同意设摊")
    assert world.case(player.case_id).decision is None
    sign(world, player.case_id, MARKET, "grant", "经营范围相符")
    assert world.case(player.case_id).decision == "grant"


def test_one_who_denies_decides_and_the_other_task_is_called_off(world: World) -> None:
    player = ready_to_sign(world, "all")
    sign(world, player.case_id, MARKET, "deny", "经营范围不符")
    case = world.case(player.case_id)
    assert (case.decision, case.reason) == ("deny", "经营范围不符")
    statuses = sorted(row.status for row in world.tasks(player.case_id, "approve"))
    assert statuses == ["cancelled", "done"]
