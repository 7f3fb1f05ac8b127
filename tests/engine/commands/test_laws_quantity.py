"""行政许可法 art. 57: where only so many are granted, the first accepted of those who fulfil the conditions is the first granted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine import content
from engine.commands.design import PublishBundle
from engine.commands.follow import Withdraw
from engine.domain.errors import EngineError, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.progress import Progress
from engine.queries.quantity import LineShown, QuantityLine
from engine.rehearsal.player import Player
from tests.engine.commands import test_commitment as promises
from tests.engine.commands.test_at_once import at_once, finishing
from tests.engine.world import APPROVER, GOODS, SERVICES, SITE, STALL, STRANGER, WINDOW, World, fresh, officer

LIMIT = '[quantity]\nlimit = {limit}\nbasis = "stall_plan_3"\n\n[[basis]]\nid = "stall_plan_3"\nlaw = "示范市占道经营规划"\narticle = "3"\n\n[[basis]]'


def limited(world: World, limit: int = 2) -> World:
    """Only so many stalls are allowed in the town."""
    bundle = content.read_folder(SERVICES, STALL)
    path = f"bpmn/{STALL}/item.toml"
    text = bundle.files[path].decode().replace("[[basis]]", LIMIT.format(limit=limit), 1)
    bundle = content.Bundle(STALL, {**bundle.files, path: text.encode()})
    world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(bundle)), Viewer.system())
    world.process = content.load(bundle)
    return world


def accepted(world: World) -> Player:
    """Handed in and accepted, a minute after whoever was before."""
    world.stage.pass_time(world.clock.now() + timedelta(minutes=1))
    return world.accepted()


def reviewed(world: World) -> Player:
    player = accepted(world)
    ready(world, player)
    return player


def ready(world: World, player: Player) -> None:
    world.finish(player, "review_site", SITE, "agree", fields={"passage": Decimal("2.5")})
    world.finish(player, "review_goods", GOODS, "agree")


def line(world: World, who: Viewer = APPROVER) -> LineShown:
    (shown,) = world.engine.ask(QuantityLine(process_id=STALL), who)
    return shown


def test_who_was_accepted_third_waits_until_one_of_the_two_before_him_is_decided_though_he_is_ready_first(world: World) -> None:
    limited(world)
    first, second, third = accepted(world), accepted(world), reviewed(world)
    assert [(row.place, row.case_no, row.next) for row in line(world).line] == [
        (1, first.case.case_no, True), (2, second.case.case_no, True), (3, third.case.case_no, False),
    ]  # fmt: skip
    shown = world.engine.ask(CaseFile(case_id=third.case_id), APPROVER).places
    assert (shown.limit, shown.left, shown.place, shown.may_grant, shown.basis) == (2, 2, 3, False, "《示范市占道经营规划》第3条")
    assert world.engine.ask(Progress(case_id=third.case_id), third.applicant).places.place == 3
    with pytest.raises(Refused, match=f"名额还剩 2 个，这个办件排在第 3 位，请先决定 {first.case.case_no}"):
        world.finish(third, "approve", APPROVER, "grant", opinion="符合条件")
    assert "approve" in world.open_steps(third.case_id)  # what could not be pressed is still to be done
    ready(world, second)
    world.finish(second, "approve", APPROVER, "grant", opinion="符合条件")  # two places for the first two, in whatever order they are ready
    with pytest.raises(Refused, match="名额还剩 1 个，这个办件排在第 2 位"):
        world.finish(third, "approve", APPROVER, "grant", opinion="符合条件")
    ready(world, first)
    world.finish(first, "approve", APPROVER, "deny", opinion="不符合条件")
    world.finish(third, "approve", APPROVER, "grant", opinion="符合条件")
    assert world.case(third.case_id).decision == "grant" and line(world).places.left == 0 and line(world).line == ()


def test_when_all_places_are_taken_the_next_is_denied_and_a_place_given_back_is_the_first_in_line_s(world: World) -> None:
    limited(world, 1)
    false = promises.found_false(world)
    late = reviewed(world)
    with pytest.raises(Refused, match="本事项限 1 个，已经全部准予"):
        world.finish(late, "approve", APPROVER, "grant", opinion="符合条件")
    promises.announce(world, false)
    promises.defend(world, false)
    promises.revoke(world, false, answer="没有采纳")
    world.finish(late, "approve", APPROVER, "grant", opinion="符合条件")
    another = reviewed(world)
    world.finish(another, "approve", APPROVER, "deny", opinion="名额已满")
    assert world.case(another.case_id).decision == "deny"


def test_who_withdraws_leaves_the_line_and_who_is_asked_for_more_keeps_his_place(world: World) -> None:
    limited(world, 1)
    first, second = accepted(world), reviewed(world)
    world.stage.pass_time(world.clock.now() + timedelta(days=1))
    assert [row.case_no for row in line(world).line] == [first.case.case_no, second.case.case_no]
    world.do(Withdraw(command_id=fresh(), case_id=first.case_id, reason="不办了"), first.applicant)
    assert [row.place for row in line(world).line] == [1]
    world.finish(second, "approve", APPROVER, "grant", opinion="符合条件")


def test_two_who_are_granted_at_the_same_instant_take_two_places_and_never_more_than_there_are(world: World) -> None:
    limited(world, 2)
    players = [reviewed(world) for _ in range(3)]
    acts = [finishing(world.task(player.case_id, "approve").task_id, APPROVER) for player in players]
    told = at_once(world, *acts)
    granted = [player for player in players if world.case(player.case_id).decision == "grant"]
    assert told[:2] == [None, None] and isinstance(told[2], Refused) and granted == players[:2] and line(world).places.left == 0


def test_the_line_is_for_who_takes_part_and_an_item_without_a_limit_has_none(world: World) -> None:
    player = accepted(world)
    assert world.engine.ask(CaseFile(case_id=player.case_id), APPROVER).places is None
    with pytest.raises(Missing):
        line(world)
    limited(world)
    accepted(world)
    assert len(line(world).line) == len(line(world, WINDOW).line) == len(line(world, GOODS).line) == 2
    assert line(world, STRANGER).line == ()  # of his own town
    for who in (officer("public_security:reviewer", "周"), player.applicant, Viewer.public()):
        with pytest.raises(Missing):
            line(world, who)


def test_a_limit_without_a_basis_is_not_published(world: World) -> None:
    bundle = content.read_folder(SERVICES, STALL)
    path = f"bpmn/{STALL}/item.toml"
    wrong = bundle.files[path].decode().replace("[[basis]]", '[quantity]\nlimit = 2\nbasis = "nowhere"\n\n[[basis]]', 1)
    with pytest.raises(EngineError, match="nowhere"):
        changed = content.Bundle(STALL, {**bundle.files, path: wrong.encode()})
        world.engine.execute(PublishBundle(command_id=fresh(), zip=content.to_zip(changed)), Viewer.system())
