"""Timers: fired once, at their time, and in nobody's way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.commands import HANDLERS
from engine.commands.machine import FireTimer
from engine.commands.operate import RetryJob
from engine.domain.errors import NotYet
from engine.domain.viewer import Viewer
from engine.store import progress, transaction
from tests.engine.jobs.office import job, rows, time_passes, worker
from tests.engine.world import World, fresh, officer

ADMIN = officer("data_bureau:system_admin", "陈")


def test_a_timer_fired_too_early_is_not_written_down_and_fires_when_it_is_due(world: World) -> None:
    player = world.submitted()
    now = world.clock.now()
    timer_id = rows(world, "SELECT timer_id FROM timer WHERE status = 'pending'")[0].timer_id
    early = FireTimer(command_id=fresh(), timer_id=timer_id)
    with pytest.raises(NotYet):
        world.engine.execute(early, Viewer.system())
    world.clock.set(now + timedelta(days=10))
    world.engine.execute(early, Viewer.system())  # the same command: nothing of it had been kept
    assert world.case(player.case_id).status == "accepted"


def test_a_clock_set_back_between_look_and_act_leaves_the_timer_to_its_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    player = world.submitted()
    now, look = world.clock.now(), progress.due_timers
    attempts = worker(world.engine).attempts
    monkeypatch.setattr(progress, "due_timers", lambda tx, _now, limit: look(tx, now + timedelta(days=10), limit))
    assert attempts.fire_due() == 1
    monkeypatch.undo()
    assert rows(world, "SELECT 1 FROM job WHERE kind = 'fire_timer'") == []
    time_passes(world, timedelta(days=10))
    worker(world.engine).work_until_idle()
    assert world.case(player.case_id).status == "accepted"


def test_a_timer_that_was_due_in_a_suspended_case_fires_after_it_wakes(world: World) -> None:
    player = world.submitted()
    timer_id = rows(world, "SELECT timer_id FROM timer WHERE status = 'pending'")[0].timer_id
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE cases SET suspended_at = created_at"))
    time_passes(world, timedelta(days=10))
    worker(world.engine).work_until_idle()
    assert [row.status for row in rows(world, f"SELECT status FROM timer WHERE timer_id = '{timer_id}'")] == ["resting"]
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE cases SET suspended_at = NULL"))
        progress.wake_timer(tx, timer_id, world.clock.now())
    worker(world.engine).work_until_idle()
    assert world.case(player.case_id).status == "accepted"


def test_a_timer_that_cannot_fire_becomes_a_job_and_stops_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.submitted(), world.submitted()
    due = {row.case_id: row.timer_id for row in rows(world, "SELECT case_id, timer_id FROM timer WHERE status = 'pending'")}
    poison, fire = due[first.case_id], HANDLERS[FireTimer]

    def fire_all_but_one(command: FireTimer, work: Any) -> None:
        if command.timer_id == poison:
            raise ZeroDivisionError("a bug")
        fire(command, work)

    monkeypatch.setitem(HANDLERS, FireTimer, fire_all_but_one)
    time_passes(world, timedelta(days=10))
    worker(world.engine).work_until_idle()
    assert world.case(second.case_id).status == "accepted"
    letter = job(world, f"timer:{poison}")
    assert (letter.status, letter.error) == ("failed", "程序错误：ZeroDivisionError a bug")
    monkeypatch.setitem(HANDLERS, FireTimer, fire)
    world.engine.execute(RetryJob(command_id=fresh(), job_id=letter.job_id), ADMIN)
    worker(world.engine).work_until_idle()
    assert world.case(first.case_id).status == "accepted"
