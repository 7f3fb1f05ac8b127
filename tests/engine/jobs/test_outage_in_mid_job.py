"""A database that goes away while a worker is at a job, and comes back: the job is tried again, not given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.commands.follow import SendQueryCode
from engine.domain.viewer import Viewer
from engine.jobs import Runner, Surroundings
from engine.store import transaction
from tests.databases import KINDS, Databases
from tests.engine.outage import Outage, outage_of
from tests.engine.world import fresh


@pytest.fixture(params=KINDS)
def outage(request: pytest.FixtureRequest, databases: dict[str, Databases]) -> Iterator[Outage]:
    with outage_of(databases[request.param]) as own:
        yield own


class PhoneBesideTheWire:
    """Takes every message; while it takes the first, the database goes away for a moment and all connections break."""

    name = "短信"

    def __init__(self, outage: Outage) -> None:
        self._outage = outage
        self.taken: list[tuple[str, str]] = []

    def send(self, message_id: str, mobile: str, text: str) -> None:
        self.taken.append((message_id, text))
        if len(self.taken) == 1:
            self._outage.begin()
            self._outage.end()


def test_a_job_whose_database_goes_away_in_its_middle_is_tried_again_under_the_same_key(outage: Outage) -> None:
    world, phone = outage.world, PhoneBesideTheWire(outage)
    player = world.submitted()
    command = SendQueryCode(command_id=fresh(), case_no=player.case.case_no, mobile="13800000001", origin="test")
    world.engine.execute(command, Viewer.public())
    worker = Runner(world.engine, Surroundings(registries={}, phone=phone))
    for _ in range(3):
        worker.work_until_idle()
        world.clock.set(world.clock.now() + timedelta(minutes=3))
    key = f"code:{command.command_id}"
    with transaction.reading(world.engine.database) as tx:
        row = tx.execute(text("SELECT status, error FROM job WHERE job_id = :key"), {"key": key}).one()
        assert (row.status, row.error) == ("done", None)
        assert tx.execute(text("SELECT count(*) FROM sent_message WHERE message_id = :key"), {"key": key}).scalar_one() == 1
    assert {message_id for message_id, _ in phone.taken} == {key}
    assert len(set(phone.taken)) == 1
