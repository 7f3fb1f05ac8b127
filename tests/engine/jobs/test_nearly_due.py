"""今天到期: told once in the morning to who has the steps, to whose post they wait at, and to the division's supervisors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.leave import TakeLeave
from engine.commands.nearly_due import TellNearlyDue
from engine.commands.task import ClaimTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden
from engine.domain.viewer import Viewer
from engine.jobs.nearly_due import tell_when_due
from engine.queries.words import MyWords
from engine.store import board, transaction
from tests.engine.commands.signing_world import enrol
from tests.engine.world import HERE, NEXT_TOWN, WINDOW, World, fresh


def told(world: World, who: Viewer) -> list[str]:
    return [row.filled(row.text) for row in world.engine.ask(MyWords(), who).rows]


def test_who_holds_a_step_due_today_his_post_and_the_supervisor_hear_of_it_once_in_the_morning(world: World) -> None:
    goods, site = enrol(world, "qian", "钱江", "market_regulation:reviewer"), enrol(world, "zhao", "赵敏", "city_appearance:reviewer")
    guard, elsewhere = enrol(world, "du", "杜察", "city_appearance:supervisor"), enrol(world, "zhou", "周", "city_appearance:supervisor", division=NEXT_TOWN)
    player = world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), goods)
    everybody = (goods, site, guard, elsewhere)
    assert tell_when_due(world.engine) and [told(world, who) for who in everybody] == [[], [], [], []], "due tomorrow"
    world.clock.set(world.clock.now() + timedelta(days=1))
    assert tell_when_due(world.engine) and not tell_when_due(world.engine)
    number = player.case.case_no
    until = "3月3日 17:30 前。"
    assert told(world, goods) == [f"今天到期的环节：您手上 1 个，岗位上没人认领的 0 个。最急的是“经营范围审查”（{number}），{until}"]
    assert told(world, site) == [f"今天到期的环节：您手上 0 个，岗位上没人认领的 1 个。最急的是“现场审查”（{number}），{until}"]
    assert told(world, guard) == ["今天有 2 个环节到期，其中 1 个没有人认领，详见看板的“今日风险”。"]
    assert told(world, elsewhere) == []
    with transaction.reading(world.engine.database) as tx:
        again = board.next_count(tx, "nearly due").next_at.astimezone(SHANGHAI)
    assert (again.month, again.day) == (3, 4) and again.hour < 10, "when the office opens tomorrow"


def test_one_who_died_after_telling_tells_nobody_twice(world: World) -> None:
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    world.accepted()
    world.clock.set(world.clock.now() + timedelta(days=1))
    day = world.clock.now().astimezone(SHANGHAI).date().isoformat()
    world.engine.execute(TellNearlyDue(command_id=f"nearly-due:{HERE}:{day}", division=HERE), Viewer.system())
    assert tell_when_due(world.engine) and len(told(world, goods)) == 1


def test_nobody_is_woken_on_a_day_off(world: World) -> None:
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    world.clock.set(world.clock.now() + timedelta(days=4))  # Friday
    world.accepted()
    world.clock.set(world.clock.now() + timedelta(days=1))
    assert tell_when_due(world.engine) and told(world, goods) == []


def test_only_the_system_tells(world: World) -> None:
    with pytest.raises(Forbidden):
        world.engine.execute(TellNearlyDue(command_id=fresh(), division=HERE), WINDOW)


def test_who_stands_in_hears_what_is_due_today_with_the_absent_colleague(world: World) -> None:
    goods, other = enrol(world, "qian", "钱江", "market_regulation:reviewer"), enrol(world, "feng", "冯远", "market_regulation:reviewer")
    player = world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), goods)
    tomorrow = world.clock.now() + timedelta(days=1)
    day = tomorrow.astimezone(SHANGHAI).date()
    world.do(TakeLeave(command_id=fresh(), officer_id=goods.officer_id, from_on=day, to_on=day, substitute_id=other.officer_id), goods)
    world.clock.set(tomorrow)
    assert tell_when_due(world.engine)
    of_both = f"手上 1 个、岗位上没人认领的 0 个环节今天到期。最急的是“经营范围审查”（{player.case.case_no}），3月3日 17:30 前。"
    assert f"您代钱江：{of_both}" in told(world, other)
    assert any(text.startswith("今天到期的环节：您手上 1 个") for text in told(world, goods)), "he may look in all the same"
