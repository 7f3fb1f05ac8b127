"""What goes wrong with jobs, on both queues: the embedded one on SQLite, Procrastinate's on PostgreSQL."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest

from engine.commands.operate import RetryJob
from engine.domain.errors import Refused, Unreachable
from engine.jobs.attempt import LOST
from engine.service import Engine
from engine.store import outbox, transaction
from tests.engine.jobs.office import KIND, LEASE, enqueue, handle, job, rows, time_passes, worker
from tests.engine.test_service import at_once
from tests.engine.world import World, fresh, officer

ADMIN = officer("data_bureau:system_admin", "陈")
SOON = outbox.BACK_OFF[0] * (1 + outbox.SPREAD)
LONGEST = outbox.BACK_OFF[-1] * (1 + outbox.SPREAD)


def killed_by_its_job(world: World) -> bool:
    """A worker process meets a job that kills it with -9; true if it did not come through."""
    world.engine.dispose()
    child = os.fork()
    if child == 0:
        try:
            worker(Engine(world.settings, world.clock)).work_until_idle()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_job_runs_after_its_commit_and_never_without(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    handle(monkeypatch, seen.append)

    with pytest.raises(Refused), transaction.writing(world.engine.database) as tx:
        outbox.enqueue(tx, world.engine.parts.seal, "never", KIND, {}, world.clock.now(), None, None)
        raise Refused("不行。")
    worker(world.engine).work_until_idle()
    assert seen == []
    enqueue(world, ("committed", None))
    worker(world.engine).work_until_idle()
    assert seen == ["committed"]


def test_many_workers_do_each_job_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    handle(monkeypatch, seen.append)
    names = [f"job-{number}" for number in range(40)]
    enqueue(world, *((name, f"case-{number % 7}") for number, name in enumerate(names)))
    assert at_once([worker(world.engine).work_until_idle for _ in range(4)]) == []
    worker(world.engine).work_until_idle()
    assert sorted(seen) == sorted(names)
    assert {row.status for row in rows(world, "SELECT status FROM job")} == {"done"}


def test_two_jobs_of_one_case_never_run_at_the_same_instant_and_those_of_two_cases_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, overlaps, done = {"east": threading.Lock(), "west": threading.Lock()}, [], []
    together, all_done = threading.Barrier(2), threading.Event()

    def act(job_id: str) -> None:
        own = at_work[job_id.split("-")[0]]
        if not own.acquire(blocking=False):
            overlaps.append(job_id)
            return
        together.wait(timeout=30)  # the other case's job is running at this instant
        own.release()
        done.append(job_id)
        if len(done) == 8:
            all_done.set()

    handle(monkeypatch, act)
    enqueue(world, *((f"{case}-{number}", case) for number in range(4) for case in ("east", "west")))
    workers = [worker(world.engine) for _ in range(4)]
    running = [threading.Thread(target=each.run) for each in workers]
    for thread in running:
        thread.start()
    assert all_done.wait(timeout=60)
    for each in workers:
        each.stop()
    for thread in running:
        thread.join(timeout=30)
    assert overlaps == []
    assert {row.status for row in rows(world, "SELECT status FROM job WHERE case_id IS NOT NULL")} == {"done"}


def test_a_failing_job_is_pushed_ahead_further_each_time_until_an_operator_is_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(job_id: str) -> None:
        raise Unreachable("没有回答")

    handle(monkeypatch, refuse)
    enqueue(world, ("failing", "case"))
    waits = []
    for _ in range(outbox.PATIENCE - 1):
        worker(world.engine).work_until_idle()
        with transaction.reading(world.engine.database) as tx:
            waits.append(outbox.next_run_at(tx) - world.clock.now())
        time_passes(world, waits[-1])
    least = [*outbox.BACK_OFF, outbox.BACK_OFF[-1]]
    assert all(short <= wait <= short * (1 + outbox.SPREAD) for short, wait in zip(least, waits, strict=True))
    worker(world.engine).work_until_idle()
    assert (job(world, "failing").status, job(world, "failing").error) == ("failed", "没有回答")


def test_a_job_that_waits_for_its_next_attempt_blocks_no_other_of_its_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def act(job_id: str) -> None:
        if job_id == "failing":
            raise Unreachable("没有回答")
        seen.append(job_id)

    handle(monkeypatch, act)
    enqueue(world, ("failing", "case"))
    worker(world.engine).work_until_idle()
    enqueue(world, ("fine", "case"))
    worker(world.engine).work_until_idle()
    assert seen == ["fine"]


def test_a_permanent_error_goes_to_the_dead_letters_at_once_and_an_operator_may_retry(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(job_id: str) -> None:
        raise Refused("这样不行。")

    handle(monkeypatch, refuse)
    enqueue(world, ("refused", "case"))
    worker(world.engine).work_until_idle()
    assert (job(world, "refused").status, job(world, "refused").error, job(world, "refused").attempts) == ("failed", "这样不行。", 1)
    handle(monkeypatch, lambda job_id: None)
    world.engine.execute(RetryJob(command_id=fresh(), job_id="refused"), ADMIN)
    worker(world.engine).work_until_idle()
    assert (job(world, "refused").status, job(world, "refused").error) == ("done", None)


def test_what_a_worker_killed_with_9_held_is_taken_back_and_done_by_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    handle(monkeypatch, lambda job_id: os.kill(os.getpid(), signal.SIGKILL))
    enqueue(world, ("held", "case"), ("next of the case", "case"))
    assert killed_by_its_job(world)
    assert job(world, "held").status == "running"
    handle(monkeypatch, seen.append)
    worker(world.engine).work_until_idle()
    assert seen == []  # the dead worker might be alive, for all anybody knows
    time_passes(world, LEASE + SOON)
    worker(world.engine).work_until_idle()
    assert sorted(seen) == ["held", "next of the case"]


def test_a_job_that_kills_its_worker_again_and_again_ends_in_the_dead_letters_and_blocks_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(job_id: str) -> None:
        if job_id == "poison":
            os.kill(os.getpid(), signal.SIGKILL)

    handle(monkeypatch, act)
    enqueue(world, ("poison", "a"), ("behind it", "b"))
    for _ in range(outbox.PATIENCE):
        assert killed_by_its_job(world)
        time_passes(world, LEASE + LONGEST)
    assert not killed_by_its_job(world)
    assert (job(world, "poison").status, job(world, "poison").error) == ("failed", LOST)
    assert job(world, "behind it").status == "done"


def test_a_job_that_hangs_is_left_behind_and_its_worker_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs, other_done, release = threading.Event(), threading.Event(), threading.Event()

    def act(job_id: str) -> None:
        if job_id == "hanging":
            hangs.set()
            release.wait(timeout=60)
        else:
            other_done.set()

    handle(monkeypatch, act)
    own = worker(world.engine, jobs_at_once=1)
    own.attempts.lease = timedelta(seconds=1)
    enqueue(world, ("hanging", "a"))
    thread = threading.Thread(target=own.run)
    thread.start()
    try:
        assert hangs.wait(timeout=30)
        enqueue(world, ("other", "b"))
        assert other_done.wait(timeout=30)
    finally:
        own.stop()
        thread.join(timeout=30)
    time_passes(world, LEASE)
    own.attempts.take_back_lapsed()
    assert (job(world, "hanging").status, job(world, "hanging").error) == ("ready", LOST)
    handle(monkeypatch, lambda job_id: None)
    worker(world.engine).work_until_idle()
    assert job(world, "hanging").status == "done"
    release.set()
    for left_behind in threading.enumerate():
        if left_behind.name == "job hanging":
            left_behind.join(timeout=30)


def test_a_worker_whose_lease_ran_out_cannot_settle_what_another_took(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(job_id: str) -> None:
        if not late:
            late.append(job_id)
            time_passes(world, LEASE + SOON)
            worker(world.engine).attempts.take_back_lapsed()
            time_passes(world, SOON)
            assert worker(world.engine).attempts.work("slow")
            raise Refused("太迟了。")

    late: list[str] = []
    handle(monkeypatch, act)
    enqueue(world, ("slow", None))
    assert worker(world.engine).attempts.work("slow")
    assert (job(world, "slow").status, job(world, "slow").attempts, job(world, "slow").error) == ("done", 2, None)


def test_a_stopped_worker_finishes_the_job_at_hand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def act(job_id: str) -> Any:
        begun.set()
        assert go_on.wait(timeout=30)

    handle(monkeypatch, act)
    own = worker(world.engine)
    enqueue(world, ("at hand", "a"))
    thread = threading.Thread(target=own.run)
    thread.start()
    assert begun.wait(timeout=30)
    own.stop()
    go_on.set()
    thread.join(timeout=30)
    assert job(world, "at hand").status == "done"


def test_jobs_that_failed_together_do_not_meet_again() -> None:
    """A poison job kills its worker, and with it whoever is beside it: soon they are attempted further apart than a worker needs to end."""
    for attempts, apart in ((4, timedelta(seconds=1)), (5, timedelta(seconds=5))):
        waits = sorted(outbox.back_off(f"job {number}", attempts) for number in range(4))
        assert waits[-1] - waits[0] > apart
        assert waits == sorted(outbox.back_off(f"job {number}", attempts) for number in range(4))
