"""What rests or waits stands in the lists all the same, and says why nothing can be done with it now."""

from __future__ import annotations

from datetime import timedelta

from engine.commands.signers import AddSigner
from engine.commands.steering import Suspend
from engine.domain.viewer import Viewer
from engine.queries.desk import DeskFolder, DeskRail
from engine.queries.supervision import OverdueTasks
from tests.engine.commands.signing_world import enrol, to_approve
from tests.engine.world import World, fresh


def test_a_step_that_waits_for_an_opinion_stays_in_the_lists_of_whoever_waits_and_says_so(world: World) -> None:
    own = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    other = enrol(world, "zheng", "郑越", "market_regulation:approver")
    player = to_approve(world)
    task_id = world.task(player.case_id, "approve").task_id
    world.do(AddSigner(command_id=fresh(), task_id=task_id, officer_id=lin.officer_id or "", mode="before", reason="涉及消防通道"), own)

    def parked(who: Viewer, folder: str) -> list[tuple[bool, bool]]:
        rows = world.engine.ask(DeskFolder(folder=folder), who).page.rows
        return [(row.parked, row.claimable) for row in rows if row.task_id == task_id]

    assert parked(own, "mine") == parked(own, "department") == parked(lin, "department") == [(True, False)]
    assert parked(lin, "mine") == parked(other, "department") == []
    assert dict(world.engine.ask(DeskRail(), own).folders)["mine"] == 1
    world.clock.set(world.clock.now() + timedelta(days=3))
    assert parked(own, "overdue") == [(True, False)]
    supervisor = enrol(world, "du", "杜察", "city_appearance:supervisor")
    assert task_id in {row.task_id for row in world.engine.ask(OverdueTasks(), supervisor)}


def test_a_suspended_case_is_marked_in_every_list_and_offers_no_claim(world: World) -> None:
    supervisor = enrol(world, "du", "杜察", "city_appearance:supervisor")
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    case_id = world.accepted().case_id
    world.do(Suspend(command_id=fresh(), case_id=case_id, reason="等待上级批复"), supervisor)
    for folder in ("department", "all"):
        rows = [row for row in world.engine.ask(DeskFolder(folder=folder), goods).page.rows if row.case_id == case_id]
        assert [(row.suspended, row.claimable) for row in rows] == [(True, False)], folder
