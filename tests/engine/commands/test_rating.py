"""What follows a rating: a poor one is put right and answered (差评整改); later the case goes to the archive (归档)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.commands.archive import ArchiveCase
from engine.commands.follow import Rate
from engine.commands.rectify import CallBack, SettleRectification
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.operation import archive_ended
from engine.queries.desk import DeskFolder
from engine.queries.rectifications import CaseRectification, Rectifications
from engine.rehearsal.player import Player
from tests.engine.world import APPROVER, GOODS, SITE, STRANGER, WINDOW, World, fresh, officer


def rated(world: World, level: int) -> Player:
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")
    world.finish(player, "hand_out", WINDOW)
    world.do(Rate(command_id=fresh(), case_id=player.case_id, level=level, comment="等了太久"), player.applicant)
    return player


def call(world: World, player: Player, who: Viewer = SITE, note: str = "嫌慢") -> None:
    world.do(CallBack(command_id=fresh(), case_id=player.case_id, note=note), who)


def settle(world: World, player: Player, who: Viewer = SITE, result: str = "增加了一个窗口") -> None:
    world.do(SettleRectification(command_id=fresh(), case_id=player.case_id, result=result), who)


@pytest.mark.parametrize(("level", "opens"), [(1, True), (2, True), (3, False), (5, False)])
def test_only_a_poor_rating_is_to_be_put_right(world: World, level: int, opens: bool) -> None:
    player = rated(world, level)
    assert (world.engine.ask(CaseRectification(case_id=player.case_id), SITE) is not None) == opens


def test_the_leading_department_has_fifteen_working_days_to_call_and_to_answer(world: World) -> None:
    player = rated(world, 2)
    (row,) = world.engine.ask(Rectifications(), SITE)
    assert (row.department, row.due_at) == ("城市管理局", datetime(2026, 3, 23, 17, 30, tzinfo=SHANGHAI))  # from Monday 2 March
    with pytest.raises(Refused, match="请先回访申请人"):
        settle(world, player)
    call(world, player)
    with pytest.raises(Invalid, match="请写明整改结果"):
        settle(world, player, result=" ")
    settle(world, player)
    told = world.engine.ask(CaseRectification(case_id=player.case_id), player.applicant)
    assert told is not None and (told.result, told.call_note, told.comment) == ("增加了一个窗口", "", "")
    assert world.stage.phone.last["13800000001"].endswith("您的评价已经整改，结果见进度页面。")
    assert world.engine.ask(Rectifications(), SITE) == ()
    with pytest.raises(Refused, match="已经办结"):
        call(world, player)


def test_a_case_is_rated_once(world: World) -> None:
    player = rated(world, 1)
    with pytest.raises(Refused, match="已经评价过"):
        world.do(Rate(command_id=fresh(), case_id=player.case_id, level=5), player.applicant)


def test_other_departments_and_other_towns_find_nothing_to_put_right(world: World) -> None:
    player = rated(world, 1)
    for who in (GOODS, STRANGER):
        assert world.engine.ask(Rectifications(), who) == ()
        with pytest.raises(Missing):
            call(world, player, who)
    with pytest.raises(Missing):
        world.engine.ask(CaseRectification(case_id=player.case_id), STRANGER)
    assert len(world.engine.ask(Rectifications(), officer("service_hall:supervisor"))) == 1


def test_what_ended_a_month_ago_goes_to_the_archive_once_and_is_found_there(world: World) -> None:
    case_id = rated(world, 5).case_id
    under_way = world.submitted().case_id
    assert archive_ended(world.engine, world.clock.now()) == 0
    assert archive_ended(world.engine, world.clock.now() + timedelta(days=1), batch=1) == 1
    assert archive_ended(world.engine, world.clock.now() + timedelta(days=1)) == 0
    assert (world.case(case_id).status, world.case(under_way).status) == ("archived", "submitted")
    shown = world.engine.ask(DeskFolder(folder="all", archived=True), WINDOW)
    assert [row.case_id for row in shown.page.rows] == [case_id]


def test_a_case_is_not_archived_before_its_poor_rating_is_put_right_nor_by_an_officer(world: World) -> None:
    player = rated(world, 1)
    assert archive_ended(world.engine, world.clock.now() + timedelta(days=1)) == 0
    archive = ArchiveCase(command_id=fresh(), case_id=player.case_id)
    with pytest.raises(Refused, match="差评整改还没有办结"):
        world.do(archive, Viewer.system())
    call(world, player)
    settle(world, player)
    with pytest.raises(Forbidden):
        world.do(archive, WINDOW)
    assert archive_ended(world.engine, world.clock.now() + timedelta(days=1)) == 1
