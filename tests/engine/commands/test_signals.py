"""抄送, 已阅, 关注, 沟通, 催办 and 督办: told, asked and urged, while everybody's task stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine.commands.inform import AnswerColleague, AskColleague, CopyCase, MarkRead, WatchCase
from engine.commands.urge import AnswerEscalation, CloseEscalation, Escalate, Remind
from engine.domain.errors import Invalid, Missing, Refused
from engine.queries.escalations import Escalations, EscalationStart, OneEscalation
from engine.queries.talk import CaseColleagues, Signals, Talk
from tests.engine.commands.test_hand_over import enrolled
from tests.engine.world import GOODS, NEXT_TOWN, SITE, STRANGER, WINDOW, World, fresh, officer

REVIEWER = "market_regulation:reviewer"
BOSS = officer("data_bureau:supervisor", "督")
OTHER_BOSS = officer("data_bureau:supervisor", "远", NEXT_TOWN)


def ask(world: World, case_id: str, to, who=GOODS) -> str:
    command = AskColleague(command_id=fresh(), task_id=world.task(case_id, "review_goods").task_id, to=to.officer_id, question="门头照片看得清吗？")
    return world.do(command, who)


def remind(world: World, case_id: str, who, **more) -> int:
    return world.do(Remind(command_id=fresh(), case_id=case_id, **more), who)


def escalate(world: World, case_id: str, who=BOSS, due_on: date = date(2026, 3, 4)) -> str:
    command = Escalate(command_id=fresh(), task_id=world.task(case_id, "review_goods").task_id, reason="群众反映强烈，请说明进度", due_on=due_on)
    return world.do(command, who)


def test_a_question_is_asked_across_departments_answered_once_and_moves_no_task(world: World) -> None:
    zhao, player = enrolled(world, "赵敏", "city_appearance:reviewer"), world.accepted()
    before = world.task(player.case_id, "review_goods")
    assert ask(world, player.case_id, zhao) == "赵敏"
    (row,) = world.engine.ask(Signals(what="questions"), zhao).rows
    assert (row.who, row.words, row.open) == ("钱", "门头照片看得清吗？", True)
    answer = AnswerColleague(command_id=fresh(), question_id=row.id, answer="看得清")
    with pytest.raises(Missing):
        world.do(replace(answer, command_id=fresh()), SITE)
    assert world.do(answer, zhao) == "钱"
    with pytest.raises(Refused, match="已经答复过"):
        world.do(replace(answer, command_id=fresh()), zhao)
    (said,) = world.engine.ask(Talk(case_id=player.case_id), GOODS).questions
    assert (said.asked_by, said.asked_to, said.answer) == ("钱", "赵敏", "看得清")
    after = world.task(player.case_id, "review_goods")
    assert (after.claimed_by, after.status) == (before.claimed_by, before.status)
    world.finish(player, "review_goods", GOODS, "agree")


def test_only_who_may_see_the_case_is_asked_or_sent_a_copy(world: World) -> None:
    player = world.accepted()
    elsewhere, other = enrolled(world, "外地", REVIEWER, division=NEXT_TOWN), enrolled(world, "税", "tax:reviewer")
    for one in (elsewhere, other):
        with pytest.raises(Refused, match="没有参加这个办件"):
            ask(world, player.case_id, one)
        with pytest.raises(Refused, match="没有参加这个办件"):
            world.do(CopyCase(command_id=fresh(), case_id=player.case_id, to=(one.officer_id,)), GOODS)
    feng = enrolled(world, "冯远", REVIEWER)
    names = {name for _id, name, _house in world.engine.ask(CaseColleagues(case_id=player.case_id), GOODS)}
    assert names == {"冯远"} and feng.name in names


def test_a_copy_is_read_by_whom_it_was_sent_to(world: World) -> None:
    zhao, player = enrolled(world, "赵敏", "city_appearance:reviewer"), world.accepted()
    assert world.do(CopyCase(command_id=fresh(), case_id=player.case_id, to=(zhao.officer_id,), note="请知悉"), GOODS) == "赵敏"
    (row,) = world.engine.ask(Signals(what="copies"), zhao).rows
    assert (row.words, row.open) == ("请知悉", True)
    with pytest.raises(Missing):
        world.do(MarkRead(command_id=fresh(), copy_id=row.id), SITE)
    world.do(MarkRead(command_id=fresh(), copy_id=row.id), zhao)
    (copy,) = world.engine.ask(Talk(case_id=player.case_id), GOODS).copies
    assert copy.read_at == world.clock.now()
    with pytest.raises(Invalid):
        world.do(CopyCase(command_id=fresh(), case_id=player.case_id, to=()), GOODS)


def test_a_case_is_watched_until_it_is_not_any_more(world: World) -> None:
    player = world.accepted()
    world.do(WatchCase(command_id=fresh(), case_id=player.case_id), GOODS)
    world.do(WatchCase(command_id=fresh(), case_id=player.case_id), GOODS)
    assert world.engine.ask(Signals(what="watched"), GOODS).total == 1
    assert world.engine.ask(Signals(what="watched"), SITE).total == 0
    world.do(WatchCase(command_id=fresh(), case_id=player.case_id, on=False), GOODS)
    assert world.engine.ask(Signals(what="watched"), GOODS).total == 0


def test_who_has_left_the_division_sees_nothing_of_what_was_sent_to_him(world: World) -> None:
    zhao, player = enrolled(world, "赵敏", "city_appearance:reviewer"), world.accepted()
    ask(world, player.case_id, zhao)
    moved = replace(zhao, posts=STRANGER.posts, own_posts=STRANGER.posts)
    assert world.engine.ask(Signals(what="questions"), moved).total == 0


def test_strangers_neither_read_nor_tell(world: World) -> None:
    player = world.accepted()
    task_id = world.task(player.case_id, "review_goods").task_id
    for who in (STRANGER, player.applicant):
        for command in (
            CopyCase(command_id=fresh(), case_id=player.case_id, to=("x",)),
            AskColleague(command_id=fresh(), task_id=task_id, to="x", question="?"),
            Escalate(command_id=fresh(), task_id=task_id, reason="?", due_on=date(2026, 3, 9)),
        ):
            with pytest.raises(Missing):
                world.do(command, who)
    for query in (Talk(case_id=player.case_id), CaseColleagues(case_id=player.case_id), EscalationStart(task_id=task_id)):
        with pytest.raises(Missing):
            world.engine.ask(query, STRANGER)
    for who in (STRANGER, OTHER_BOSS):
        with pytest.raises(Missing):
            remind(world, player.case_id, who)


def test_an_applicant_reminds_once_a_day_and_the_count_stands_on_each_row(world: World) -> None:
    player = world.accepted()
    assert remind(world, player.case_id, player.applicant) == 2
    with pytest.raises(Refused, match="今天已经催办过"):
        remind(world, player.case_id, player.applicant)
    row = world.task(player.case_id, "review_goods")
    assert remind(world, player.case_id, WINDOW, task_id=row.task_id, note="请尽快") == 1
    assert remind(world, player.case_id, BOSS, task_id=row.task_id) == 1
    assert [world.task(player.case_id, each).reminded for each in ("review_goods", "review_site")] == [3, 1]
    world.clock.set(world.clock.now() + timedelta(days=1))
    assert remind(world, player.case_id, player.applicant) == 2


def test_a_department_that_only_takes_part_does_not_remind_and_nothing_waiting_is_said(world: World) -> None:
    player = world.accepted()
    with pytest.raises(Missing):
        remind(world, player.case_id, GOODS)
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "disagree", fields={"passage": 3})
    world.finish(player, "approve", officer("city_appearance:approver", "孙"), "deny", opinion="不符合")
    with pytest.raises(Refused, match="没有部门在办"):
        remind(world, player.case_id, WINDOW)


def test_an_escalation_is_numbered_answered_and_closed(world: World) -> None:
    player = world.accepted()
    number = escalate(world, player.case_id)
    assert number == "330783-督办〔2026〕000001号"
    with pytest.raises(Refused, match="已有督办单"):
        escalate(world, player.case_id)
    (row,) = world.engine.ask(Escalations(), GOODS).rows
    assert (row.number, row.state, row.may_answer, row.may_close) == (number, "open", True, False)
    with pytest.raises(Refused, match="还没有反馈"):
        world.do(CloseEscalation(command_id=fresh(), escalation_id=row.escalation_id, conclusion="可以"), BOSS)
    world.do(AnswerEscalation(command_id=fresh(), escalation_id=row.escalation_id, feedback="今天下午办完"), GOODS)
    assert world.engine.ask(OneEscalation(escalation_id=row.escalation_id), BOSS).feedback == "今天下午办完"
    world.do(CloseEscalation(command_id=fresh(), escalation_id=row.escalation_id, conclusion="已整改"), BOSS)
    assert world.engine.ask(Escalations(), BOSS).total == 0
    (closed,) = world.engine.ask(Escalations(closed=True), BOSS).rows
    assert closed.state == "closed"
    with pytest.raises(Refused, match="已经办结"):
        world.do(AnswerEscalation(command_id=fresh(), escalation_id=row.escalation_id, feedback="再说"), GOODS)


def test_an_escalation_past_its_day_is_late_and_only_those_concerned_see_it(world: World) -> None:
    player = world.accepted()
    escalate(world, player.case_id)
    (row,) = world.engine.ask(Escalations(), BOSS).rows
    world.clock.set(world.clock.now() + timedelta(days=3))
    assert world.engine.ask(OneEscalation(escalation_id=row.escalation_id), BOSS).state == "late"
    for who in (SITE, STRANGER, OTHER_BOSS, WINDOW, player.applicant):
        assert world.engine.ask(Escalations(), who).total == 0
        with pytest.raises(Missing):
            world.engine.ask(OneEscalation(escalation_id=row.escalation_id), who)
        with pytest.raises(Missing):
            world.do(AnswerEscalation(command_id=fresh(), escalation_id=row.escalation_id, feedback="x"), who)
        with pytest.raises(Missing):
            world.do(CloseEscalation(command_id=fresh(), escalation_id=row.escalation_id, conclusion="x"), who)
    with pytest.raises(Invalid, match="不能早于今天"):
        escalate(world, world.accepted().case_id, due_on=date(2026, 3, 4))
