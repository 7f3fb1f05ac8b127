"""The supervisor's board: counts are those of the rows, each number leads to its list, and what is about to be late or stuck is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from engine.commands.leave import TakeLeave
from engine.commands.steering import Suspend
from engine.commands.task import ClaimTask
from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.jobs.lights import count_when_due
from engine.queries.board import Board, Line
from engine.queries.board_tasks import BoardTasks
from engine.queries.limits import Limits
from engine.queries.stuck import StuckCases
from engine.store.board import LIGHTS
from tests.engine.commands.signing_world import enrol
from tests.engine.world import NEXT_TOWN, SITE, STALL, WINDOW, World, fresh, officer

SUPERVISOR = officer("city_appearance:supervisor", "督")
ELSEWHERE = officer("city_appearance:supervisor", "别", NEXT_TOWN)


@pytest.fixture
def busy(world: World) -> Iterator[World]:
    """One case at the window, two in review; of these one half claimed by 钱, one suspended."""
    goods = enrol(world, "qian", "钱江", "market_regulation:reviewer")
    world.submitted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(world.accepted().case_id, "review_goods").task_id), goods)
    world.do(Suspend(command_id=fresh(), case_id=world.accepted().case_id, reason="等函"), SUPERVISOR)
    count_when_due(world.engine)
    yield world


def lights(line: Line | Any) -> tuple[int, ...]:
    own = line.lights if isinstance(line, Line) else line
    return tuple(getattr(own, name) for name in LIGHTS)


def shown(world: World, **asked: Any) -> list[tuple[str, str]]:
    page = world.engine.ask(BoardTasks(**asked), SUPERVISOR).page
    assert page.total == len(page.rows)
    return sorted((row.step, row.holder) for row in page.rows)


def test_the_board_adds_up_by_service_department_and_officer_and_each_number_leads_to_its_rows(busy: World) -> None:
    board = busy.engine.ask(Board(), SUPERVISOR)
    assert board.counted_at == busy.clock.now()
    assert lights(board.total) == (3, 0, 0, 2)
    (service,) = board.services
    assert (service.key, lights(service)) == (STALL, (3, 0, 0, 2))
    parts = {part.name: lights(part) for part in service.parts}
    assert parts == {"政务服务中心": (1, 0, 0, 0), "市场监督管理局": (1, 0, 0, 1), "城市管理局": (1, 0, 0, 1)}
    people = {line.name: (line.key, lights(line)) for line in board.officers}
    assert people["钱江"][1] == (1, 0, 0, 0) and people[""] == ("-", (2, 0, 0, 2))
    for light in LIGHTS:
        assert len(shown(busy, light=light)) == getattr(board.total, light), light
        for part in service.parts:
            assert len(shown(busy, light=light, department=part.key, service=STALL)) == getattr(part.lights, light)
        for line in board.officers:
            assert len(shown(busy, light=light, officer=line.key)) == getattr(line.lights, light)
    assert shown(busy, officer=people["钱江"][0]) == [("经营范围审查", "钱江")]


def test_a_day_later_the_same_steps_are_near_and_two_days_later_over_their_limit(busy: World) -> None:
    busy.clock.set(busy.clock.now() + timedelta(days=1))
    assert count_when_due(busy.engine)
    assert lights(busy.engine.ask(Board(), SUPERVISOR).total) == (1, 2, 0, 2)
    assert len(shown(busy, light="amber")) == 2
    busy.clock.set(busy.clock.now() + timedelta(days=1))
    assert count_when_due(busy.engine)
    assert lights(busy.engine.ask(Board(), SUPERVISOR).total) == (1, 0, 2, 2)
    assert shown(busy, light="red") == [("现场审查", ""), ("经营范围审查", "钱江")]


def test_a_count_is_made_once_for_all_workers_and_again_after_the_pause(world: World) -> None:
    assert [count_when_due(world.engine) for _ in range(2)] == [True, False]
    world.clock.set(world.clock.now() + timedelta(minutes=2))
    assert count_when_due(world.engine)


def test_today_s_risks_are_what_is_over_by_tomorrows_closing_with_why(busy: World) -> None:
    risks = busy.engine.ask(Limits(risk=True), SUPERVISOR)
    why = {(row.limit, row.why) for row in risks.rows}
    assert ("经营范围审查", "“经营范围审查”在钱江手上，还没有办完") in why
    assert ("现场审查", "“现场审查”在城市管理局，还没有人认领") in why
    assert ("现场审查", "办件已挂起") in why
    assert "受理审查" not in {row.limit for row in risks.rows}
    assert [row.due_at for row in risks.rows] == sorted(row.due_at for row in risks.rows)


def test_limits_of_the_law_that_are_over_stand_on_the_list_of_late_cases(world: World) -> None:
    player = world.accepted()
    assert world.engine.ask(Limits(), SUPERVISOR).rows == ()
    world.clock.set(world.clock.now() + timedelta(days=60))
    late = world.engine.ask(Limits(), SUPERVISOR)
    assert {row.case_id for row in late.rows} == {player.case_id} and "法定时限" in {row.limit for row in late.rows}
    assert world.engine.ask(Board(), SUPERVISOR).late_cases == late.total


def test_what_is_stuck_is_listed_with_its_reason_the_oldest_first(busy: World) -> None:
    world = busy
    rests = next(row.case_id for row in world.engine.ask(BoardTasks(light="untimed"), SUPERVISOR).page.rows)
    stuck = world.engine.ask(StuckCases(), SUPERVISOR)
    causes = {case.case_id: {each.cause for each in case.reasons} for case in stuck.rows}
    assert "suspended" in causes[rests]
    assert all("nobody" in each for case, each in causes.items()), "nobody at the window and at the site's post"
    enrol(world, "zhao", "赵敏", "city_appearance:reviewer")
    enrol(world, "li", "李静", "service_hall:window")
    causes = {case.case_id: {each.cause for each in case.reasons} for case in world.engine.ask(StuckCases(), SUPERVISOR).rows}
    assert causes == {rests: {"suspended"}}


def test_who_holds_steps_and_is_away_without_a_substitute_makes_them_stuck(busy: World) -> None:
    enrol(busy, "zhao", "赵敏", "city_appearance:reviewer")
    enrol(busy, "li", "李静", "service_hall:window")
    held = next(row for row in busy.engine.ask(BoardTasks(), SUPERVISOR).page.rows if row.holder == "钱江")
    goods = busy.task(held.case_id, "review_goods").claimed_by
    own = Viewer.officer(goods, "钱江", officer("market_regulation:reviewer").posts)
    days = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 6)}
    busy.do(TakeLeave(command_id=fresh(), officer_id=goods, substitute_id="", **days), own)
    causes = {case.case_id: {each.cause for each in case.reasons} for case in busy.engine.ask(StuckCases(), SUPERVISOR).rows}
    assert causes[held.case_id] == {"away"}


@pytest.mark.parametrize("query", [Board(), BoardTasks(), Limits(), StuckCases()])
def test_another_division_sees_nothing_and_who_supervises_none_has_no_board(busy: World, query: Any) -> None:
    for who in (WINDOW, SITE, Viewer.public(), Viewer.applicant({"x"})):
        with pytest.raises(Missing):
            busy.engine.ask(query, who)
    seen = busy.engine.ask(query, ELSEWHERE)
    rows = seen.services if isinstance(query, Board) else seen.page.rows if isinstance(query, BoardTasks) else seen.rows
    assert rows == ()
    with pytest.raises(Missing):
        busy.engine.ask(type(query)(division=NEXT_TOWN), SUPERVISOR)
