"""A supervisor sees who is late in his division, and nobody else sees that list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.errors import Missing
from engine.queries.supervision import OverdueTasks
from tests.engine.world import NEXT_TOWN, WINDOW, World, officer

SUPERVISOR = officer("service_hall:supervisor", "孙")


def test_tasks_past_their_limit_stand_on_the_supervisors_list_most_pressing_first(world: World) -> None:
    player = world.accepted()
    assert world.engine.ask(OverdueTasks(), SUPERVISOR) == ()
    world.clock.set(world.clock.now() + timedelta(days=2))
    late = world.engine.ask(OverdueTasks(), SUPERVISOR)
    assert {(task.case_no, task.step, task.department, task.holder) for task in late} == {
        (player.case.case_no, "现场审查", "城市管理局", ""),
        (player.case.case_no, "经营范围审查", "市场监督管理局", ""),
    }


def test_another_division_and_a_clerk_see_nothing(world: World) -> None:
    world.accepted()
    world.clock.set(world.clock.now() + timedelta(days=2))
    assert world.engine.ask(OverdueTasks(), officer("service_hall:supervisor", "周", NEXT_TOWN)) == ()
    with pytest.raises(Missing):
        world.engine.ask(OverdueTasks(), WINDOW)
