"""离职转交: what is in the hands of one who leaves goes to a colleague row by row; what he may not take is refused and stays."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands.depart import PassOn
from engine.commands.hand_over import AnswerDelegation, DelegateTask
from engine.commands.inform import AskColleague, WatchCase
from engine.commands.leave import TakeLeave
from engine.commands.office import UpdateOfficer
from engine.commands.task import ClaimTask
from engine.commands.urge import Escalate
from engine.domain.errors import Forbidden, Missing, Refused
from engine.queries.departing import Departing
from tests.engine.commands.test_hand_over import enrolled
from tests.engine.commands.test_leave import ADMIN, signed_in
from tests.engine.commands.test_signals import BOSS
from tests.engine.world import GOODS, SITE, World, fresh

REVIEWER = "market_regulation:reviewer"


def give(world: World, leaver, row, to: str = "") -> str:
    return world.do(PassOn(command_id=fresh(), officer_id=leaver.officer_id, kind=row.kind, ref=row.ref, to=to), ADMIN)


def rows(world: World, leaver):
    return world.engine.ask(Departing(officer_id=leaver.officer_id), ADMIN).rows


def test_everything_a_leaver_has_is_counted_and_goes_to_his_successor(world: World) -> None:
    leaver, successor, absent = (enrolled(world, name, REVIEWER) for name in ("离", "继", "假"))
    first, second = world.accepted(), world.accepted()
    for player in (first, second):
        world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), leaver)
    task_id = world.task(first.case_id, "review_goods").task_id
    world.do(Escalate(command_id=fresh(), task_id=task_id, reason="请说明", due_on=date(2026, 3, 5)), BOSS)
    world.do(AskColleague(command_id=fresh(), task_id=world.task(first.case_id, "review_site").task_id, to=leaver.officer_id, question="?"), SITE)
    world.do(WatchCase(command_id=fresh(), case_id=second.case_id), leaver)
    dates = {"from_on": date(2026, 3, 2), "to_on": date(2026, 3, 6)}
    world.do(TakeLeave(command_id=fresh(), officer_id=absent.officer_id, substitute_id=leaver.officer_id, **dates), absent)
    shown = world.engine.ask(Departing(officer_id=leaver.officer_id), ADMIN)
    assert dict(shown.counts) == {"task": 2, "question": 1, "escalation": 1, "leave": 1, "watch": 1}
    assert {name for _id, name in shown.choices} == {"继", "假"}
    world.do(UpdateOfficer(command_id=fresh(), officer_id=leaver.officer_id, name="离", posts=leaver.own_posts, active=False), ADMIN)
    assert [give(world, leaver, row, successor.officer_id) for row in shown.rows] == ["继"] * 6
    assert rows(world, leaver) == ()
    assert world.task(first.case_id, "review_goods").claimed_by == successor.officer_id
    assert [one.name for one in signed_in(world, successor).stands_in] == ["假"]


def test_what_is_given_to_nobody_is_the_groups_again(world: World) -> None:
    leaver, player = enrolled(world, "离", REVIEWER), world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), leaver)
    (row,) = rows(world, leaver)
    assert give(world, leaver, row) == ""
    assert world.task(player.case_id, "review_goods").claimed_by is None
    with pytest.raises(Missing):
        give(world, leaver, row)


def test_delegations_go_back_to_their_owner_or_on_to_the_successor(world: World) -> None:
    leaver, successor, colleague = (enrolled(world, name, REVIEWER) for name in ("离", "继", "同"))
    asked, lent = world.accepted(), world.accepted()

    def delegate(player, owner, to) -> None:
        task_id = world.task(player.case_id, "review_goods").task_id
        world.do(DelegateTask(command_id=fresh(), task_id=task_id, to=to.officer_id, note="请看"), owner)

    delegate(asked, colleague, leaver)
    delegate(lent, leaver, colleague)
    assert sorted((row.lent, row.asked) for row in rows(world, leaver)) == [(False, True), (True, False)]
    for row in rows(world, leaver):
        give(world, leaver, row, successor.officer_id)
    assert (world.task(asked.case_id, "review_goods").claimed_by, world.task(asked.case_id, "review_goods").owned_by) == (colleague.officer_id, None)
    assert (world.task(lent.case_id, "review_goods").claimed_by, world.task(lent.case_id, "review_goods").owned_by) == (successor.officer_id, None)
    with pytest.raises(Refused):
        command = AnswerDelegation(command_id=fresh(), task_id=world.task(lent.case_id, "review_goods").task_id, opinion="晚了")
        world.do(command, colleague)


def test_a_successor_without_the_post_is_refused_and_the_task_stays(world: World) -> None:
    leaver, other, player = enrolled(world, "离", REVIEWER), enrolled(world, "别", "market_regulation:approver"), world.accepted()
    world.do(ClaimTask(command_id=fresh(), task_id=world.task(player.case_id, "review_goods").task_id), leaver)
    (row,) = rows(world, leaver)
    with pytest.raises(Refused, match="没有办理这个环节的岗位"):
        give(world, leaver, row, other.officer_id)
    assert rows(world, leaver) == (row,)


def test_a_question_needs_somebody_to_answer_it(world: World) -> None:
    leaver, player = enrolled(world, "离", REVIEWER), world.accepted()
    task_id = world.task(player.case_id, "review_site").task_id
    world.do(AskColleague(command_id=fresh(), task_id=task_id, to=leaver.officer_id, question="?"), SITE)
    (row,) = rows(world, leaver)
    with pytest.raises(Refused, match="由谁答复"):
        give(world, leaver, row)


def test_only_the_security_administrator_passes_on_what_others_have(world: World) -> None:
    leaver = enrolled(world, "离", REVIEWER)
    with pytest.raises(Forbidden):
        world.engine.ask(Departing(officer_id=leaver.officer_id), GOODS)
    with pytest.raises(Forbidden):
        world.do(PassOn(command_id=fresh(), officer_id=leaver.officer_id, kind="task", ref="x"), GOODS)
