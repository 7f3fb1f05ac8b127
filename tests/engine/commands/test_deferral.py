"""容缺受理: what may follow is promised by a date; without it no result goes out, and who lets the date pass loses the acceptance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine.commands.apply import Submit
from engine.commands.attach import AttachFile
from engine.commands.material import CheckMaterial
from engine.commands.promise import PromiseDeferral, RemindOwed
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.case_file import CaseFile
from engine.queries.owed import OwedLedger
from engine.queries.progress import Progress
from engine.rehearsal.player import PAPER, Player
from tests.engine.world import APPROVER, GOODS, MONDAY, SITE, STRANGER, WINDOW, World, fresh


def accepted_without(world: World) -> Player:
    return accepted(world, "insurance")


def accepted(world: World, *deferrals: str) -> Player:
    """A stall so large that it wants an insurance, which the applicant may promise to bring."""
    story = world.story
    step = replace(story.steps[0], answers={**(story.steps[0].answers or {}), "area": 18}, deferrals=deferrals)
    player = Player(world.stage, world.process, replace(story, steps=(step, *story.steps[1:])))
    player.play(1)
    world.finish(player, "check_application", WINDOW, "accept")
    return player


def decided(world: World, player: Player) -> None:
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")


def supply(world: World, player: Player, who: Viewer) -> None:
    world.do(AttachFile(command_id=fresh(), case_id=player.case_id, material_id="insurance", filename="保单.pdf", content=PAPER), who)


def check(world: World, player: Player, state: str, defect: str = "") -> None:
    world.do(CheckMaterial(command_id=fresh(), case_id=player.case_id, material_id="insurance", state=state, defect=defect), WINDOW)


def test_the_promise_is_told_with_its_day_which_is_that_of_the_promised_limit(world: World) -> None:
    player = accepted_without(world)
    (owed,) = world.engine.ask(Progress(case_id=player.case_id), player.applicant).owed
    assert (owed.name, owed.due_on) == ("摊位责任险保单", date(2026, 3, 4))  # accepted on Monday, promised within two working days
    file = world.engine.ask(CaseFile(case_id=player.case_id), WINDOW)
    assert [(each.state, each.due_on) for each in file.materials if each.material_id == "insurance"] == [("deferred", date(2026, 3, 4))]
    assert "容缺受理通知书" in [letter.name for letter in file.letters]
    assert "请在3月4日前补交：摊位责任险保单" in world.stage.phone.last["13800000001"]


def test_no_result_goes_out_before_the_promised_material_is_there_and_in_order(world: World) -> None:
    player = accepted_without(world)
    decided(world, player)
    with pytest.raises(Refused, match="“摊位责任险保单”还没有收齐"):
        world.finish(player, "hand_out", WINDOW)
    supply(world, player, player.applicant)
    check(world, player, "defective", "保险期限不到一年")
    with pytest.raises(Refused, match="还没有收齐"):
        world.finish(player, "hand_out", WINDOW)
    check(world, player, "accepted")
    world.finish(player, "hand_out", WINDOW)
    assert world.case(player.case_id).status == "closed"


def test_who_lets_the_day_pass_loses_the_acceptance(world: World) -> None:
    player = accepted_without(world)
    world.stage.pass_time(datetime(2026, 3, 4, 17, 31, tzinfo=SHANGHAI))
    case = world.case(player.case_id)
    assert (case.status, case.reason) == ("terminated", "容缺材料逾期没有补交：摊位责任险保单")
    assert world.open_steps(player.case_id) == []
    assert world.engine.ask(Progress(case_id=player.case_id), player.applicant).owed == ()


def test_who_has_handed_it_in_keeps_the_acceptance(world: World) -> None:
    player = accepted_without(world)
    supply(world, player, player.applicant)
    world.stage.pass_time(MONDAY + timedelta(days=5))
    assert world.case(player.case_id).status == "accepted"


def test_after_a_decision_the_result_waits_instead(world: World) -> None:
    player = accepted_without(world)
    decided(world, player)
    world.stage.pass_time(MONDAY + timedelta(days=5))
    assert (world.case(player.case_id).status, world.open_steps(player.case_id)) == ("decided", ["hand_out"])


def test_nothing_else_may_be_handed_in_or_put_off_after_acceptance_and_nobody_else_may_hand_it_in(world: World) -> None:
    player = accepted_without(world)
    with pytest.raises(Refused, match="现在不能修改"):
        world.do(AttachFile(command_id=fresh(), case_id=player.case_id, material_id="site_plan", filename="a.pdf", content=PAPER), player.applicant)
    with pytest.raises(Missing):
        supply(world, player, Viewer.applicant({"another"}))
    brought = accepted(world)
    with pytest.raises(Refused, match="容缺要由申请人自愿承诺"):
        check(world, brought, "deferred")


def test_what_may_follow_is_wanted_at_once_unless_the_applicant_himself_has_promised_it(world: World) -> None:
    step = replace(world.story.steps[0], answers={**(world.story.steps[0].answers or {}), "area": 18}, without=("insurance",))
    player = Player(world.stage, world.process, replace(world.story, steps=(step,)))
    with pytest.raises(Invalid) as wrong:
        player.play(1)
    assert set(wrong.value.problems) == {"material:insurance"}
    promise = PromiseDeferral(command_id=fresh(), case_id=player.case_id, material_id="insurance")
    for nobody in (Viewer.applicant({"another"}), STRANGER):
        with pytest.raises(Missing):
            world.do(promise, nobody)
    with pytest.raises(Invalid, match="不在容缺范围内"):
        world.do(replace(promise, command_id=fresh(), material_id="site_plan"), player.applicant)
    world.do(promise, player.applicant)
    world.do(replace(promise, command_id=fresh(), made=False), player.applicant)
    with pytest.raises(Invalid):
        world.do(Submit(command_id=fresh(), case_id=player.case_id), player.applicant)
    world.do(replace(promise, command_id=fresh()), player.applicant)
    world.do(Submit(command_id=fresh(), case_id=player.case_id), player.applicant)
    with pytest.raises(Refused, match="已经提交"):
        world.do(replace(promise, command_id=fresh(), made=False), player.applicant)


def test_an_officer_does_not_put_off_what_an_applicant_online_has_not_promised_and_does_at_the_window_with_him(world: World) -> None:
    online = accepted(world)
    with pytest.raises(Refused, match="容缺要由申请人自愿承诺"):
        check(world, online, "deferred")
    step = replace(world.story.steps[0], answers={**(world.story.steps[0].answers or {}), "area": 18}, without=("insurance",), channel="window")
    player = Player(world.stage, world.process, replace(world.story, steps=(step,)))
    player.play()
    with pytest.raises(Refused, match="也没有承诺容缺后补"):
        world.finish(player, "check_application", WINDOW, "accept")
    check(world, player, "deferred")
    world.finish(player, "check_application", WINDOW, "accept")
    assert [row.name for row in world.engine.ask(OwedLedger(), WINDOW)] == ["摊位责任险保单"]


def test_the_ledger_shows_what_is_owed_until_when_and_the_applicant_is_reminded_once_a_day(world: World) -> None:
    player = accepted_without(world)
    (row,) = world.engine.ask(OwedLedger(), WINDOW)
    assert (row.case_no, row.due_on, row.state, row.gates) == (player.case.case_no, date(2026, 3, 4), "deferred", False)
    assert world.engine.ask(OwedLedger(), SITE) == (row,) and row.may_remind  # of the department that leads
    assert world.engine.ask(OwedLedger(), GOODS) == world.engine.ask(OwedLedger(), STRANGER) == ()
    remind = RemindOwed(command_id=fresh(), case_id=player.case_id)
    with pytest.raises(Missing):
        world.do(remind, STRANGER)
    with pytest.raises(Forbidden):
        world.do(remind, GOODS)
    world.do(remind, WINDOW)
    assert "请在3月4日前补交：摊位责任险保单" in world.stage.phone.last["13800000001"]
    with pytest.raises(Refused, match="今天已经提醒过"):
        world.do(replace(remind, command_id=fresh()), WINDOW)
    assert not world.engine.ask(OwedLedger(), WINDOW)[0].may_remind
    supply(world, player, player.applicant)
    assert world.engine.ask(OwedLedger(), WINDOW)[0].state == "handed_in"
    decided(world, player)
    assert world.engine.ask(OwedLedger(), WINDOW)[0].gates
    check(world, player, "accepted")
    assert world.engine.ask(OwedLedger(), WINDOW) == ()
    with pytest.raises(Refused, match="没有要补交"):
        world.do(replace(remind, command_id=fresh()), WINDOW)
