"""加签 and 减签, told through commands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.follow import Withdraw
from engine.commands.returning import TakeBack
from engine.commands.signers import AddSigner, RemoveSigner
from engine.commands.task import ClaimTask, CompleteTask, ReleaseTask, SeeTask
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.viewer import Viewer
from engine.queries.moving import TakeBackPage
from engine.store import clocks, progress, transaction
from tests.engine.commands.signing_world import drawn, enrol, line, own_task, roll, to_approve
from tests.engine.world import APPROVER, NEXT_TOWN, SITE, STRANGER, WINDOW, World, fresh


def add(world: World, case_id: str, colleague: Viewer, mode: str, *, by: Viewer = APPROVER, task: str = "") -> None:
    task_id = task or world.task(case_id, "approve").task_id
    world.do(AddSigner(command_id=fresh(), task_id=task_id, officer_id=colleague.officer_id or "", mode=mode, reason="涉及消防通道"), by)


def remove(world: World, case_id: str, name: str, by: Viewer = APPROVER) -> None:
    row = line(world, case_id, name)
    world.do(RemoveSigner(command_id=fresh(), case_id=case_id, step_token=row.step_token, position=row.position, reason="已当面沟通"), by)


def finish(world: World, task_id: str, who: Viewer, outcome: str | None, opinion: str = "同意") -> None:
    world.do(CompleteTask(command_id=fresh(), task_id=task_id, outcome=outcome, opinion=opinion), who)


def test_before_the_task_is_held_until_the_opinion_is_there_and_lies_in_the_same_hands_again(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:reviewer")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    world.do(ClaimTask(command_id=fresh(), task_id=own), APPROVER)
    add(world, player.case_id, lin, "before")
    with pytest.raises(Refused, match="要等加签的意见回来才能办"):
        finish(world, own, APPROVER, "grant")
    asked = own_task(world, player.case_id, lin)
    assert (asked.outcomes, asked.form, asked.claimed_name) == ([], None, "林远")
    with pytest.raises(Invalid, match="请写明意见"):
        finish(world, asked.task_id, lin, None, "")
    finish(world, asked.task_id, lin, None, "消防通道够宽")
    back = own_task(world, player.case_id, APPROVER)
    assert (back.task_id, back.status) == (own, "open")
    finish(world, own, APPROVER, "grant", "同意设摊")
    assert (world.case(player.case_id).decision, world.case(player.case_id).reason) == ("grant", "同意设摊")
    assert roll(world, player.case_id) == [("city_appearance:approver", "done"), ("林远", "done")]


def test_after_a_step_of_several_one_is_added_and_taken_back_and_the_case_goes_on_without_him(world: World) -> None:
    drawn(world, who="city_appearance:approver, market_regulation:approver", sign="all")
    zheng = enrol(world, "zheng", "郑越", "market_regulation:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    mine, theirs = sorted(world.tasks(player.case_id, "approve"), key=lambda row: row.department)
    add(world, player.case_id, lin, "after", task=mine.task_id)
    assert roll(world, player.case_id)[-1] == ("林远", "later")
    remove(world, player.case_id, "林远")
    assert roll(world, player.case_id)[-1] == ("林远", "removed")
    finish(world, mine.task_id, APPROVER, "grant")
    finish(world, theirs.task_id, zheng, "grant")
    assert world.case(player.case_id).decision == "grant"


def test_after_he_signs_too_and_his_word_is_the_last(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    add(world, player.case_id, lin, "after")
    finish(world, own, APPROVER, "grant")
    assert world.open_steps(player.case_id) == ["approve"]
    finish(world, own_task(world, player.case_id, lin).task_id, lin, "deny", "占用盲道")
    assert (world.case(player.case_id).decision, world.case(player.case_id).reason) == ("deny", "占用盲道")


def test_beside_me_he_counts_and_taking_him_away_after_i_have_agreed_decides(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    add(world, player.case_id, lin, "parallel")
    assert world.open_steps(player.case_id) == ["approve", "approve"]
    finish(world, own, APPROVER, "grant", "同意设摊")
    assert world.case(player.case_id).decision is None
    remove(world, player.case_id, "林远")
    assert (world.case(player.case_id).decision, world.case(player.case_id).reason) == ("grant", "同意设摊")


def test_who_has_signed_is_not_taken_away_and_a_stranger_finds_no_list(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    add(world, player.case_id, lin, "parallel")
    for other in (STRANGER, WINDOW, Viewer.public(), Viewer.applicant({player.case_id})):
        with pytest.raises(Missing):
            remove(world, player.case_id, "林远", other)
    finish(world, own_task(world, player.case_id, lin).task_id, lin, "grant")
    with pytest.raises(Refused, match="林远已经签署，不能再减签"):
        remove(world, player.case_id, "林远")


def test_only_colleagues_who_may_see_the_case_are_asked_and_nobody_approves_without_the_post(world: World) -> None:
    far = enrol(world, "far", "周远", "city_appearance:approver", division=NEXT_TOWN)
    tax = enrol(world, "tax", "税务", "tax:approver")
    reviewer = enrol(world, "rev", "林审", "city_appearance:reviewer")
    player = to_approve(world)
    for officer, mode in ((far, "before"), (tax, "before"), (reviewer, "parallel"), (reviewer, "after"), (APPROVER, "before")):
        with pytest.raises(Invalid, match="请按提示完善加签"):
            add(world, player.case_id, officer, mode)
    add(world, player.case_id, reviewer, "before")


def test_those_whom_the_diagram_names_stay_and_whoever_asks_a_colleague_holds_the_task(world: World) -> None:
    drawn(world, who="city_appearance:approver, market_regulation:approver", sign="all")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    mine = next(row for row in world.tasks(player.case_id, "approve") if row.department == "city_appearance")
    add(world, player.case_id, lin, "parallel", task=mine.task_id)
    assert own_task(world, player.case_id, APPROVER).task_id == mine.task_id
    token = line(world, player.case_id, "林远").step_token
    with pytest.raises(Missing):
        world.do(RemoveSigner(command_id=fresh(), case_id=player.case_id, step_token=token, position=1, reason="不用签"), APPROVER)


def test_a_colleague_who_has_reviewed_the_case_is_not_asked_to_approve_it(world: World) -> None:
    both = enrol(world, "both", "吴江", "market_regulation:reviewer", "city_appearance:approver")
    player = world.accepted()
    world.finish(player, "review_goods", both, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 2})
    with pytest.raises(Invalid, match="请按提示完善加签"):
        add(world, player.case_id, both, "parallel")
    add(world, player.case_id, both, "before")


def test_adding_needs_a_reason_and_the_task_in_free_or_own_hands(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    task_id = world.task(player.case_id, "approve").task_id
    with pytest.raises(Invalid):
        world.do(AddSigner(command_id=fresh(), task_id=task_id, officer_id=lin.officer_id or "", mode="after", reason=" "), APPROVER)
    world.do(ClaimTask(command_id=fresh(), task_id=task_id), lin)
    with pytest.raises(Refused, match="已由林远认领"):
        add(world, player.case_id, lin, "after")


def test_whoever_was_asked_by_name_does_not_put_it_into_the_pool(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    add(world, player.case_id, lin, "parallel")
    with pytest.raises(Refused, match="指定由您签署"):
        world.do(ReleaseTask(command_id=fresh(), task_id=own_task(world, player.case_id, lin).task_id), lin)


def test_the_added_signer_has_the_time_the_step_has_left_and_no_more(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    own = world.task(player.case_id, "approve")
    world.clock.set(world.clock.now() + timedelta(hours=1))
    add(world, player.case_id, lin, "parallel")
    assert own_task(world, player.case_id, lin).due_at == own.due_at


def test_a_case_that_is_withdrawn_spares_everybody_who_was_to_sign(world: World) -> None:
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    add(world, player.case_id, lin, "before")
    world.do(Withdraw(command_id=fresh(), case_id=player.case_id, reason="不办了"), Viewer.applicant({player.case_id}))
    assert [state for _, state in roll(world, player.case_id)] == ["spared", "spared"]
    with transaction.reading(world.engine.database) as tx:
        rows = progress.tasks_of(tx, player.case_id)
        assert {row.status for row in rows} <= {"done", "cancelled"}
        assert not clocks.running_in(tx, player.case_id)


def test_a_signer_takes_his_own_signature_back_while_the_others_sign(world: World) -> None:
    drawn(world, who="city_appearance:approver, market_regulation:approver", sign="all")
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    zheng = enrol(world, "zheng", "郑越", "market_regulation:approver")
    player = to_approve(world)
    mine, theirs = sorted(world.tasks(player.case_id, "approve"), key=lambda row: row.department)
    finish(world, mine.task_id, sun, "grant", "同意设摊")
    shown = world.engine.ask(TakeBackPage(task_id=mine.task_id), sun).foreseen
    assert shown is not None and shown.signature and [str(line.words) for line in shown.again] == ["孙立办过（准予），意见作废，重新办理"]
    with pytest.raises(Missing):
        world.do(TakeBack(command_id=fresh(), task_id=mine.task_id), zheng)
    world.do(TakeBack(command_id=fresh(), task_id=mine.task_id), sun)
    again = own_task(world, player.case_id, sun)
    assert (again.status, again.claimed_name, world.task(player.case_id, "approve").task_id) == ("open", "孙立", again.task_id)
    with transaction.reading(world.engine.database) as tx:
        assert progress.find_task(tx, mine.task_id).voided_at is not None
        assert progress.find_task(tx, theirs.task_id).status == "open"
        assert {subject for subject, _ in clocks.running_in(tx, player.case_id) if subject.startswith("task:")} == {
            f"task:{again.task_id}", f"task:{theirs.task_id}",
        }  # fmt: skip
    finish(world, theirs.task_id, zheng, "grant")
    finish(world, again.task_id, sun, "grant", "核实后同意")
    assert world.case(player.case_id).decision == "grant"


def test_a_signature_is_not_taken_back_once_the_next_signer_has_opened_his_task(world: World) -> None:
    sun = enrol(world, "sun", "孙立", "city_appearance:approver")
    lin = enrol(world, "lin", "林远", "city_appearance:approver")
    player = to_approve(world)
    own = world.task(player.case_id, "approve").task_id
    add(world, player.case_id, lin, "after", by=sun)
    finish(world, own, sun, "grant")
    asked = own_task(world, player.case_id, lin)
    world.do(SeeTask(command_id=fresh(), task_id=asked.task_id), lin)
    with pytest.raises(Refused, match="后面的签署人已经打开"):
        world.do(TakeBack(command_id=fresh(), task_id=own), sun)
