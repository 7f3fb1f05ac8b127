"""What is done goes after its time; what the law keeps, and what is not done, stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text, update

from engine.__main__ import main
from engine.commands.follow import Withdraw
from engine.commands.task import CompleteTask
from engine.commands.task_draft import KeepTaskDraft
from engine.queries.task_draft import TaskDraft
from engine.store import journal, schema, transaction
from engine.store.retention import Gone, retain
from tests.engine.world import APPROVER, GOODS, KEY, SITE, WINDOW, World, fresh

KEPT = ("cases", "answers", "task", "material", "material_file", "clock", "letter", "journal", "sent_message", "service_call", "process_state")


def numbers(world: World, *tables: str) -> dict[str, int]:
    with transaction.reading(world.engine.database) as tx:
        return {name: tx.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in tables}


def closed(world: World) -> str:
    player = world.accepted()
    world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
    world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")
    world.finish(player, "hand_out", WINDOW)
    return player.case_id


def later(world: World, days: int, batch: int = 1000) -> Gone:
    then = world.clock.now() + timedelta(days=days)
    return retain(world.engine.database, then, timedelta(days=30), timedelta(days=180), batch)


def test_what_the_law_keeps_stays_for_ever_and_the_chain_stays_whole(world: World) -> None:
    case_id = closed(world)
    before = numbers(world, *KEPT)
    later(world, 10_000)
    assert numbers(world, *KEPT) == before
    with transaction.reading(world.engine.database) as tx:
        assert journal.first_broken(tx, world.engine.parts.seal, world.case(case_id)) is None


def test_jobs_and_timers_that_are_done_go_after_a_month_however_small_the_batches(world: World) -> None:
    closed(world)
    before = numbers(world, "job", "timer")
    assert later(world, 29) == Gone(jobs=0, timers=0, attempts=0, commands=0)
    gone = later(world, 60, batch=1)
    assert (gone.jobs, gone.timers) == (before["job"], before["timer"])
    assert numbers(world, "job", "timer") == {"job": 0, "timer": 0}


def test_a_timer_that_may_still_fire_and_a_job_that_was_given_up_stay(world: World) -> None:
    world.accepted()
    with transaction.writing(world.engine.database) as tx:
        pending = tx.execute(select(schema.timer.c.timer_id).where(schema.timer.c.status == "pending")).scalars().all()
        one = tx.execute(select(schema.job.c.job_id)).scalars().first()
        tx.execute(update(schema.job).where(schema.job.c.job_id == one).values(status="failed", done_at=None))
    later(world, 10_000)
    with transaction.reading(world.engine.database) as tx:
        assert set(tx.execute(select(schema.timer.c.timer_id)).scalars()) == set(pending)
        assert tx.execute(select(schema.job.c.job_id)).scalars().all() == [one]


def test_a_command_of_a_case_under_way_is_applied_once_however_late_it_comes_again(world: World) -> None:
    player = world.submitted()
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "check_application").task_id, outcome="accept")
    world.do(command, WINDOW)
    later(world, 10_000)
    before = numbers(world, *KEPT)
    assert world.do(command, WINDOW) is None  # the first result, not a refusal
    assert numbers(world, *KEPT) == before


def test_commands_of_an_ended_case_go_half_a_year_after_its_last_step(world: World) -> None:
    closed(world)
    before = numbers(world, "command_log")["command_log"]
    assert later(world, 179).commands == 0
    assert later(world, 181).commands == before


def test_an_operator_s_daily_command_says_what_went(world: World, monkeypatch, capsys) -> None:
    for name, value in (("DATABASE_URL", world.settings.database_url), ("SECRET_KEY", "tests"), ("DATA_KEY", KEY), ("ONESTOP_KEEP_JOBS", "1")):
        monkeypatch.setenv(name, value)
    closed(world)
    number = numbers(world, "job")["job"]
    assert main(["retain"]) == 0
    assert f"后台作业 {number} 条" in capsys.readouterr().out


def test_what_was_typed_into_a_task_that_ended_with_its_case_goes_and_into_an_open_one_stays(world: World) -> None:
    given_up, going_on = world.accepted(), world.accepted()
    for player in (given_up, going_on):
        world.do(KeepTaskDraft(command_id=fresh(), task_id=world.task(player.case_id, "review_site").task_id, content={"opinion": ["写了一半"]}), SITE)
    assert later(world, 0).drafts == 0
    world.do(Withdraw(command_id=fresh(), case_id=given_up.case_id, reason="换了地方"), given_up.applicant)
    assert later(world, 0).drafts == 1 and later(world, 0).drafts == 0
    assert world.engine.ask(TaskDraft(task_id=world.task(going_on.case_id, "review_site").task_id), SITE).content == {"opinion": ["写了一半"]}
