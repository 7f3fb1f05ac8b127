"""The database goes away in the middle, and comes back; rows of a newer program are left alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import event, text

from engine.commands.task import CompleteTask
from engine.domain.errors import Refused, Unavailable
from engine.domain.viewer import Viewer
from engine.queries.health import Health
from engine.store import migrate, transaction
from engine.store.driver import driver_for
from tests.databases import KINDS
from tests.engine.jobs.office import enqueue, handle, worker
from tests.engine.outage import Outage, outage_of
from tests.engine.test_service import counts
from tests.engine.world import WINDOW, World, fresh

wire = pytest.mark.skipif("postgresql" not in KINDS, reason="ONESTOP_TEST_DATABASE does not ask for PostgreSQL")


@pytest.fixture
def outage(databases: Any) -> Iterator[Outage]:
    with outage_of(databases["postgresql"]) as own:
        yield own


@wire
def test_a_command_cut_off_before_any_of_its_statements_leaves_nothing_and_succeeds_when_sent_again(outage: Outage) -> None:
    world, number, cut = outage.world, 0, True
    task_id = world.task(world.submitted().case_id, "check_application").task_id
    command = CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept")
    before = counts(world)
    while cut:
        number += 1
        left = [number]

        def pull_the_plug(*_: Any, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                outage.begin()

        event.listen(world.engine.database, "before_cursor_execute", pull_the_plug)
        try:
            world.engine.execute(command, WINDOW)
        except Unavailable as error:
            assert "现在连不上数据库" in str(error)
        event.remove(world.engine.database, "before_cursor_execute", pull_the_plug)
        cut = left[0] <= 0
        if cut:
            outage.end()
            assert counts(world) == before
    assert number > 1
    assert world.case(task_id.split("-")[0]).status == "accepted"
    world.engine.execute(command, WINDOW)
    with transaction.reading(world.engine.database) as tx:
        assert tx.execute(text("SELECT count(*) FROM journal WHERE event = 'CaseAccepted'")).scalar_one() == 1


@wire
def test_a_server_that_was_restarted_between_two_acts_is_not_noticed(outage: Outage) -> None:
    world = outage.world
    player = world.submitted()
    task_id = world.task(player.case_id, "check_application").task_id
    outage.begin()
    outage.end()
    assert world.engine.ask(Health(), Viewer.public()).schema_is_newest
    outage.begin()
    outage.end()
    world.engine.execute(CompleteTask(command_id=fresh(), task_id=task_id, outcome="accept"), WINDOW)
    assert world.case(player.case_id).status == "accepted"


@wire
def test_a_connection_that_libpq_could_only_not_write_to_is_given_up_and_the_question_asked_on_another(outage: Outage) -> None:
    """libpq then says so without a code of the server's, and still takes the connection for good."""
    database = outage.world.engine.database
    broken = driver_for(database)
    libpq = broken._prepared._libpq
    broken._prepared._libpq = Mock(**{each: Mock(return_value=libpq.make_empty_result(7)) for each in ("exec_params", "exec_prepared", "prepare")})
    broken.close()
    assert transaction.retrying(lambda: _ask(database)) == 1


def _ask(database: Any) -> int:
    with transaction.reading(database) as tx:
        return int(tx.driver.run("SELECT 1")[0][0])


@wire
def test_a_worker_outlives_an_outage(outage: Outage, monkeypatch: pytest.MonkeyPatch) -> None:
    world, done = outage.world, {"before": threading.Event(), "after": threading.Event()}
    handle(monkeypatch, lambda job_id: done[job_id].set())
    own = worker(world.engine)
    thread = threading.Thread(target=own.run)
    thread.start()
    try:
        enqueue(world, ("before", "a"))
        assert done["before"].wait(timeout=60)
        outage.begin()
        with pytest.raises(Unavailable):
            enqueue(world, ("never", "a"))
        outage.end()
        enqueue(world, ("after", "a"))
        assert done["after"].wait(timeout=90)
    finally:
        own.stop()
        thread.join(timeout=90)


def test_a_database_upgraded_by_a_newer_program_is_refused(world: World) -> None:
    with transaction.migrating(world.engine.database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'm9999_of_the_future'"))
    with pytest.raises(Refused, match=r"m9999_of_the_future.*比程序新.*请升级程序后再启动"):
        migrate(world.settings.database_url)


def test_a_state_written_by_a_newer_program_is_refused_and_left_as_it_is(world: World) -> None:
    player = world.submitted()
    newer = b'{"v":99,"what":"nobody knows yet"}'
    with transaction.writing(world.engine.database) as tx:
        tx.execute(text("UPDATE process_state SET state = :state").bindparams(state=newer))
    command = CompleteTask(command_id=fresh(), task_id=world.task(player.case_id, "check_application").task_id, outcome="accept")
    with pytest.raises(Refused, match="版本 99 比程序新，请升级程序"):
        world.engine.execute(command, WINDOW)
    with transaction.reading(world.engine.database) as tx:
        assert bytes(tx.execute(text("SELECT state FROM process_state")).scalar_one()) == newer
    assert world.open_steps(player.case_id) == ["check_application"]
