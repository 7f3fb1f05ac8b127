"""What happens to a case, told through commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from engine.commands.follow import Rate, Withdraw
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid, Missing, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.queries.letter import OneLetter
from engine.queries.progress import Progress
from engine.rehearsal.player import Player
from engine.store import clocks, letters, transaction
from tests.engine.world import APPROVER, GOODS, HERE, MONDAY, SITE, STRANGER, WINDOW, World, fresh


def letters_of(world: World, case_id: str) -> set[str]:
    with transaction.reading(world.engine.database) as tx:
        return {row.kind for row in letters.of_case(tx, case_id)}


def clock_of(world: World, case_id: str, kind: str):
    with transaction.reading(world.engine.database) as tx:
        return clocks.of_case(tx, case_id)[("case", kind)]


def test_the_story_of_the_service_ends_as_told(world: World) -> None:
    player = Player(world.stage, world.process, world.story)
    player.play()
    assert (player.case.status, player.case.decision, player.case.reason) == ("closed", "grant", "符合条件")
    assert letters_of(world, player.case_id) == {"intake_receipt", "acceptance", "decision"}


def test_departments_review_at_the_same_time_and_the_last_one_moves_the_case_on(world: World) -> None:
    player = world.accepted()
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]
    world.finish(player, "review_goods", GOODS, "agree")
    assert world.open_steps(player.case_id) == ["review_site"]
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    assert world.open_steps(player.case_id) == ["approve"]


def test_the_second_of_two_people_is_told_who_was_first_and_when(world: World) -> None:
    player = world.accepted()
    task = world.task(player.case_id, "review_goods")
    world.finish(player, "review_goods", GOODS, "agree")
    with pytest.raises(Refused, match=r"“经营范围审查”已由钱于 03月02日 09:\d\d 办理。"):
        world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="disagree"), GOODS)


def test_a_claimed_task_belongs_to_who_claimed_it_until_released(world: World) -> None:
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    colleague = Viewer.officer("colleague", "冯", (Post(HERE, "market_regulation", "reviewer"),))  # type: ignore[arg-type]
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), GOODS)
    with pytest.raises(Refused, match="已由钱认领"):
        world.do(ClaimTask(command_id=fresh(), task_id=task_id), colleague)
    with pytest.raises(Refused, match="已由钱认领"):
        world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome="agree"), colleague)
    world.do(ReleaseTask(command_id=fresh(), task_id=task_id), GOODS)
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), colleague)
    assert world.task(player.case_id, "review_goods").claimed_name == "冯"


def test_nobody_finishes_a_task_of_another_department_or_division(world: World) -> None:
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    for stranger in (SITE, STRANGER, WINDOW, Viewer.public(), Viewer.applicant({player.case_id})):
        with pytest.raises(Missing):
            world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome="agree"), stranger)


def test_who_reviewed_a_case_does_not_approve_it(world: World) -> None:
    player = world.accepted()
    posts = (Post(HERE, "city_appearance", "reviewer"), Post(HERE, "city_appearance", "approver"))  # type: ignore[arg-type]
    both = Viewer.officer("both", "吴", posts)
    world.finish(player, "review_site", both, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    with pytest.raises(Forbidden, match="不能再批准"):
        world.finish(player, "approve", both, "grant")
    world.finish(player, "approve", APPROVER, "deny", opinion="影响消防通道")
    assert world.case(player.case_id).status == "closed"
    assert letters_of(world, player.case_id) == {"intake_receipt", "acceptance", "denial"}


def test_a_step_wants_one_of_its_outcomes_and_its_form_filled_in(world: World) -> None:
    player = world.accepted()
    with pytest.raises(Invalid, match="请选择办理结果"):
        world.finish(player, "review_site", SITE, "grant", fields={"passage": 3})
    with pytest.raises(Invalid) as wrong:
        world.finish(player, "review_site", SITE, "agree", fields={})
    assert set(wrong.value.problems) == {"passage"}
    assert world.open_steps(player.case_id) == ["review_goods", "review_site"]


def test_silence_of_the_window_for_five_working_days_accepts_from_the_day_of_receipt(world: World) -> None:
    player = world.submitted()
    received = world.case(player.case_id).submitted_at
    world.stage.pass_time(datetime(2026, 3, 9, 17, 29, tzinfo=SHANGHAI))
    assert world.case(player.case_id).status == "submitted"
    world.stage.pass_time(datetime(2026, 3, 9, 17, 31, tzinfo=SHANGHAI))
    case = world.case(player.case_id)
    assert (case.status, case.accepted_at) == ("accepted", received)
    assert world.task(player.case_id, "check_application").done_by_name == "系统（逾期视为）"
    assert clock_of(world, player.case_id, "promised").due_at == datetime(2026, 3, 4, 17, 30, tzinfo=SHANGHAI)


def test_a_supplement_tells_every_defect_and_goes_back_to_the_window(world: World) -> None:
    player = world.submitted()
    with pytest.raises(Invalid, match="请列明需要补正"):
        world.finish(player, "check_application", WINDOW, "supplement")
    defects = {"site_plan": "图上没有标出消防通道", "field:area": "面积与平面图不一致"}
    world.finish(player, "check_application", WINDOW, "supplement", defects=defects)
    case = world.case(player.case_id)
    assert (case.status, letters_of(world, player.case_id)) == ("supplementing", {"intake_receipt", "supplement"})
    task = world.task(player.case_id, "supplement")
    with pytest.raises(Invalid) as wrong:
        world.do(CompleteTask(command_id=fresh(), task_id=task.task_id, outcome="done"), player.applicant)
    assert set(wrong.value.problems) == {"material:site_plan", "area"}


def test_an_unanswered_supplement_ends_the_case(world: World) -> None:
    player = world.submitted()
    world.finish(player, "check_application", WINDOW, "supplement", defects={"site_plan": "看不清"})
    world.stage.pass_time(MONDAY + timedelta(days=20))
    case = world.case(player.case_id)
    assert (case.status, case.reason) == ("terminated", "逾期未补正材料")
    returned = next(one for one in world.engine.ask(Progress(case_id=player.case_id), player.applicant).letters if one.name == "退件通知书")
    words = str(world.engine.ask(OneLetter(letter_id=returned.letter_id), player.applicant).issued.blocks)
    assert "退件〔2026〕" in returned.number and "逾期未补正材料" in words and "摊位平面图" in words
    assert world.open_steps(player.case_id) == []


def test_an_applicant_withdraws_until_the_decision_and_rates_after_it(world: World) -> None:
    player = world.accepted()
    with pytest.raises(Refused, match="办结后才能评价"):
        world.do(Rate(command_id=fresh(), case_id=player.case_id, level=5), player.applicant)
    with pytest.raises(Invalid, match="原因"):
        world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason=" "), player.applicant)
    with pytest.raises(Missing):
        world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), Viewer.public())
    world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), player.applicant)
    assert (world.case(player.case_id).status, world.open_steps(player.case_id)) == ("withdrawn", [])
    assert "withdrawal" in letters_of(world, player.case_id)
    with pytest.raises(Refused):
        world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), player.applicant)


def test_a_registry_that_does_not_answer_sends_the_check_to_a_person(world: World) -> None:
    player = Player(world.stage, world.process, replace(world.story, registries={}))
    player.play(1)
    assert world.open_steps(player.case_id) == ["check_identity_by_hand"]
    world.finish(player, "check_identity_by_hand", SITE, "matched")
    assert world.open_steps(player.case_id) == ["check_application"]
