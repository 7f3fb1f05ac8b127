"""``remind``: a step reminds whoever has it before and after its limit, each time once; then silence leads where ``on_timeout`` says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import content
from engine.commands.design import PublishBundle
from engine.commands.extend import ExtendClock
from engine.commands.returning import SendBack
from engine.commands.steering import Suspend, Wake
from engine.commands.urge import AnswerEscalation
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid
from engine.domain.reminding import parse_reminders
from engine.domain.viewer import Viewer
from engine.queries.escalations import Escalations
from engine.store import transaction
from engine.store.schema import timer
from tests.engine.commands.test_signals import BOSS
from tests.engine.domain.example_calendar import CALENDAR
from tests.engine.world import APPROVER, GOODS, SERVICES, SITE, STALL, World, fresh

LIMIT = '<camunda:property name="limit" value="P1D"/><camunda:property name="item" value="market_regulation"/>'
DECISION = '<camunda:property name="stage" value="决定"/>'


@pytest.fixture
def reminding(world: World) -> World:
    """The stall service, whose review of goods reminds four working hours before its limit, at it and a day after, and then escalates."""
    bundle = content.read_folder(SERVICES, STALL)
    text = bundle.file("process.bpmn").decode()
    assert LIMIT in text
    more = '<camunda:property name="remind" value="-PT4H, P0D, P1D"/><camunda:property name="on_timeout" value="escalate"/>'
    text = text.replace(LIMIT, LIMIT + more).replace(DECISION, DECISION + '<camunda:property name="return_to" value="any"/>')
    files = {**bundle.files, f"{bundle.folder}/process.bpmn": text.encode()}
    changed = content.Bundle(bundle.process_id, files)
    world.do(PublishBundle(command_id=fresh(), zip=content.to_zip(changed)), Viewer.system())
    world.process = content.load(changed)
    return world


def moments(world: World, case_id: str, status: str = "pending") -> list[str]:
    task_id = world.task(case_id, "review_goods").task_id
    with transaction.reading(world.engine.database) as tx:
        mine = timer.select().where(timer.c.runtime_id == task_id, timer.c.kind == "remind", timer.c.status == status)
        return [f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for row in tx.execute(mine.order_by(timer.c.due_at))]


def at(world: World, text: str) -> None:
    world.clock.set(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI))
    world.stage.settle()


def test_it_reminds_before_at_and_after_the_limit_and_then_escalates(reminding: World) -> None:
    world, player = reminding, reminding.accepted()
    assert moments(world, player.case_id) == ["03-03 13:30", "03-03 17:30", "03-04 17:30"]
    at(world, "03-03 13:31")
    assert world.task(player.case_id, "review_goods").reminded == 1
    at(world, "03-03 17:31")
    assert world.task(player.case_id, "review_goods").reminded == 2
    assert world.engine.ask(Escalations(), BOSS).total == 0
    at(world, "03-04 17:31")
    assert world.task(player.case_id, "review_goods").reminded == 3
    (sheet,) = world.engine.ask(Escalations(), BOSS).rows
    assert (sheet.step, sheet.issued_by, f"{sheet.due_on:%m-%d}") == ("经营范围审查", "系统", "03-05")
    world.do(AnswerEscalation(command_id=fresh(), escalation_id=sheet.escalation_id, feedback="明天办完"), GOODS)
    at(world, "03-06 17:31")
    assert world.task(player.case_id, "review_goods").reminded == 3 and world.engine.ask(Escalations(), BOSS).total == 1


def test_a_task_that_is_done_reminds_nobody(reminding: World) -> None:
    player = reminding.accepted()
    reminding.finish(player, "review_goods", GOODS, "agree")
    assert moments(reminding, player.case_id) == [] and len(moments(reminding, player.case_id, "cancelled")) == 3
    at(reminding, "03-05 09:00")
    assert reminding.task(player.case_id, "review_goods").reminded is None


def test_an_extension_moves_what_has_not_reminded_and_what_has_does_not_again(reminding: World) -> None:
    world, player = reminding, reminding.accepted()
    at(world, "03-03 13:31")
    more = {"reason": "测量", "approval": "市府批〔2026〕7号"}
    world.do(ExtendClock(command_id=fresh(), case_id=player.case_id, days=10, **more), APPROVER)
    assert moments(world, player.case_id) == ["03-17 17:30", "03-18 17:30"]
    assert moments(world, player.case_id, "fired") == ["03-03 13:30"]


def test_while_a_case_is_suspended_nothing_reminds_and_waking_moves_the_reminders_with_the_limit(reminding: World) -> None:
    world, player = reminding, reminding.accepted()
    world.do(Suspend(command_id=fresh(), case_id=player.case_id, reason="等上级意见"), BOSS)
    at(world, "03-04 10:00")
    assert world.task(player.case_id, "review_goods").reminded is None
    world.do(Wake(command_id=fresh(), case_id=player.case_id), BOSS)
    due = world.task(player.case_id, "review_goods").due_at.astimezone(SHANGHAI)
    assert moments(world, player.case_id)[1] == f"{due:%m-%d %H:%M}" and due > world.clock.now()
    assert len(moments(world, player.case_id)) == 3


def test_after_a_return_the_step_done_again_reminds_anew_and_the_old_one_no_more(reminding: World) -> None:
    world, player = reminding, reminding.accepted()
    at(world, "03-03 13:31")
    old = world.task(player.case_id, "review_goods")
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    step = world.task(player.case_id, "approve")
    world.do(SendBack(command_id=fresh(), task_id=step.task_id, to="review_goods", reason="请再看"), APPROVER)
    new = world.task(player.case_id, "review_goods")
    assert new.task_id != old.task_id and new.reminded is None and len(moments(world, player.case_id)) == 3
    at(world, "03-10 09:00")
    assert world.task(player.case_id, "review_goods").reminded == 3
    assert next(row for row in world.tasks(player.case_id, "review_goods") if row.task_id == old.task_id).reminded == 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"remind": "P1D"}, "要同时写 limit"),
        ({"remind": "1 day", "limit": "P1D"}, "不是 ISO 8601 时长"),
        ({"remind": "P1M", "limit": "P1D"}, "只能写天、小时和分钟"),
        ({"remind": "P0D, PT0S", "limit": "P1D"}, "同一时刻"),
        ({"remind": "P90D", "limit": "P1D"}, "超过 60 天"),
        ({"remind": "-PT1H,P1D", "limit": "P1D", "on_timeout": "deem:agree"}, "不能再写时限之后"),
        ({"remind": ",".join(f"P{n}D" for n in range(11)), "limit": "P1D"}, "最多写 10 次"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_publication(said: dict[str, str], wrong: str) -> None:
    with pytest.raises(Invalid, match=wrong):
        parse_reminders(said)


@given(st.integers(0, 20), st.integers(0, 600), st.datetimes(datetime(2026, 3, 1), datetime(2026, 9, 1)))
def test_so_long_before_is_the_reverse_of_so_long_after(days: int, minutes: int, naive: datetime) -> None:
    instant = naive.replace(tzinfo=SHANGHAI)
    earlier = CALENDAR.before(instant, f"P{days}DT{minutes}M")
    assert earlier <= instant
    if not days:
        assert CALENDAR.working_time_between(earlier, instant) == timedelta(minutes=minutes)
    else:
        assert CALENDAR.is_working_day(earlier.astimezone(SHANGHAI).date())
        assert earlier <= CALENDAR.before(instant, f"P{days - 1}D") or not CALENDAR.is_working_day(instant.date())
