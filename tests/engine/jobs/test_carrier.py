"""Handing over to Procrastinate: twice, late or not at all, and the row stays the truth. On PostgreSQL only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import procrastinate
import pytest

from engine.jobs.carrier import Carrier, Relay
from engine.store import carried
from engine.store.migrations.versions import m0003_carried_jobs
from tests.databases import KINDS
from tests.engine.jobs.office import enqueue, handle, rows, worker
from tests.engine.world import WINDOW, World, fresh, world_of

pytestmark = pytest.mark.skipif("postgresql" not in KINDS, reason="ONESTOP_TEST_DATABASE does not ask for PostgreSQL")


@pytest.fixture
def world(databases: Any) -> Iterator[World]:
    with world_of(databases["postgresql"]) as own:
        yield own


def carried_words(world: World) -> list[tuple[str, str | None]]:
    found = rows(world, "SELECT queueing_lock, lock FROM procrastinate.procrastinate_jobs WHERE status = 'todo' ORDER BY id")
    return [(row.queueing_lock, row.lock) for row in found]


def test_what_a_command_commits_is_handed_over_at_once_under_the_lock_of_its_case(world: World) -> None:
    relay = Relay(world.engine)
    world.stage.settle()
    player = world.submitted()
    world.engine.after_commit = relay.tell
    try:
        from engine.commands.task import CompleteTask

        task_id = world.task(player.case_id, "check_application").task_id
        world.engine.execute(CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept"), WINDOW)
    finally:
        relay.close()
    waiting = {row.job_id for row in rows(world, "SELECT job_id FROM job WHERE status = 'ready'")}
    assert waiting
    assert {name for name, _ in carried_words(world)} == waiting
    assert {lock for _, lock in carried_words(world)} == {f"case:{player.case_id}"}


def test_a_word_handed_over_again_and_again_waits_once(world: World) -> None:
    enqueue(world, ("one", "case"), ("two", "case"))
    carrier = Carrier(world.engine)
    carrier.hand_over([("one", "case")])
    carrier.hand_over([("one", "case"), ("two", "case")])
    carrier.hand_over([("two", "case")])
    assert carried_words(world) == [("one", "case:case"), ("two", "case:case")]


def test_the_jobs_of_one_case_follow_each_other_without_a_new_notification(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Procrastinate tells nobody that a lock has become free; a worker that waits for word would take five seconds for each of these."""
    names, done, all_done = [f"job {number}" for number in range(8)], [], Event()

    def note(job_id: str) -> None:
        done.append(job_id)
        if len(done) == len(names):
            all_done.set()

    handle(monkeypatch, note)
    enqueue(world, *((name, "case") for name in names))
    own = worker(world.engine)
    thread = Thread(target=own.run)
    thread.start()
    try:
        assert all_done.wait(20)
    finally:
        own.stop()
        thread.join(20)
    assert sorted(done) == names


def test_a_word_of_a_job_that_is_done_is_thrown_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    handle(monkeypatch, seen.append)
    enqueue(world, ("one", "case"))
    worker(world.engine).work_until_idle()
    Carrier(world.engine).hand_over([("one", "case"), ("never committed", None)])
    worker(world.engine).work_until_idle()
    assert (seen, carried_words(world)) == (["one"], [])


def test_the_carrier_holds_a_shelf_full_and_the_rest_follows_from_the_outbox(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "SHELF", 5)
    seen: list[str] = []
    handle(monkeypatch, seen.append)
    names = [f"job-{number:02}" for number in range(12)]
    enqueue(world, *((name, None) for name in names))
    Carrier(world.engine).hand_over([(name, None) for name in names])
    assert [name for name, _ in carried_words(world)] == names[:5]
    worker(world.engine).work_until_idle()
    assert sorted(seen) == names


def test_our_newest_migration_takes_procrastinates_schema_as_far_as_the_installed_version_brings_it() -> None:
    """Procrastinate was upgraded: add a migration that takes its new files, from the LEVEL before to the new one."""
    files = sorted((Path(procrastinate.__file__).parent / "sql" / "migrations").glob("*.sql"))
    assert files[-1].name == m0003_carried_jobs.LEVEL
