"""What befalls a licence at one and the same instant befalls it once, and nobody sees an error of the machine."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands.licence import DeregisterLicence, ExpireLicence
from engine.commands.task import CompleteTask
from engine.domain.errors import Refused
from engine.domain.viewer import Viewer
from engine.rehearsal.player import Player
from tests.engine.commands.test_at_once import at_once
from tests.engine.licensing import Licensing
from tests.engine.world import APPROVER, World, fresh, officer

SYSTEM = Viewer.system()


@pytest.fixture
def office(world: World) -> Licensing:
    return Licensing(world)


def expiring(office: Licensing, player: Player) -> tuple[Any, Viewer]:
    return ExpireLicence(command_id=fresh(), licence_id=office.row(player).licence_id), SYSTEM


def ended(office: Licensing, player: Player) -> int:
    """How often its journal says that it came to an end."""
    return len([each for each in office.file(player).history if "注销" in str(each.said)])


def test_of_an_officer_and_the_clock_who_end_a_licence_together_one_does(office: Licensing) -> None:
    player = office.grant()
    office.world.stage.pass_time(office.after(player))
    by_hand = DeregisterLicence(command_id=fresh(), licence_id=office.row(player).licence_id, cause="impossible", reason="道路封闭")
    told = at_once(office.world, (by_hand, APPROVER), expiring(office, player), expiring(office, player))
    assert told[1:] == [None, None] and (told[0] is None or isinstance(told[0], Refused))
    assert office.row(player).status == ("deregistered" if told[0] is None else "expired")
    assert ended(office, player) == 1 and office.in_force() == office.counted() == 0


def test_a_renewal_granted_in_the_instant_in_which_the_licence_is_deregistered_renews_it_or_is_refused(office: Licensing) -> None:
    player = office.grant()
    office.until("2027-12-01 10:00")
    renewal = office.ask(office.row(player))
    office.review(renewal)
    task = office.world.task(renewal.case_id, "approve_renewal").task_id
    granting = CompleteTask(command_id=fresh(), task_id=task, outcome="grant", opinion="符合条件")
    other = officer("city_appearance:approver", "周", officer_id="another approver")
    by_hand = DeregisterLicence(command_id=fresh(), licence_id=office.row(player).licence_id, cause="impossible", reason="道路封闭")
    granted, deregistered = at_once(office.world, (granting, APPROVER), (by_hand, other))
    assert (granted is None) != (deregistered is None), "one of the two was first, and the other is told"
    assert office.row(player).status == ("renewed" if granted is None else "deregistered")
    assert office.in_force() == office.counted() == (1 if granted is None else 0)
