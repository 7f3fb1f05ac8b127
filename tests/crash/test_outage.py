"""The database goes away under running servers and workers, and comes back: nobody restarts them, nothing is half-done, work goes on."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import func, select

from engine.store import schema, transaction
from engine.store.database import open_database
from tests.crash import diary
from tests.crash.applicant import DIVISION, SERVICE, Applicant
from tests.crash.browser import Browser, Lost
from tests.crash.city import City, founded
from tests.crash.proof import town_folder
from tests.crash.receiver import Receiver, receiving
from tests.databases import KINDS

AWAY = 3  # seconds; in a long crash run it is half a minute
BACK_WITHIN = 60
pytestmark = pytest.mark.skipif(
    "postgresql" not in KINDS, reason="Only a database server of its own can go away; ONESTOP_TEST_DATABASE leaves it out."
)


def never() -> bool:
    return False


def submitted(city: City) -> int:
    database = open_database(city.settings.database_url)
    try:
        with transaction.reading(database) as tx:
            return tx.execute(select(func.count()).select_from(schema.cases).where(schema.cases.c.submitted_at.is_not(None))).scalar_one()
    finally:
        database.dispose()


def applied(city: City, outside: Receiver, name: str) -> None:
    """Somebody hands a case in, and hears from the worker that it has come."""
    path, chance = city.folder / f"{name}.jsonl", random.Random(name)
    before = len(outside.received)
    Applicant(city.sites, chance, diary.Diary(path), never, outside.url).apply()
    assert [act.kind for act in diary.read([path]) if act.confirmation is not None][-1] == "submit"
    until = time.monotonic() + BACK_WITHIN
    while not any("已提交" in each.body.get("text", "") for each in outside.received[before:]):
        assert time.monotonic() < until, "no worker sent the message"
        time.sleep(0.1)


@pytest.mark.crash
def test_servers_and_workers_outlive_a_database_that_is_away_for_seconds_and_those_started_meanwhile_wait_for_it() -> None:
    with town_folder() as folder, receiving(seed=0, silent=0) as outside, founded("postgresql", folder, outside) as city:
        city.up()
        applied(city, outside, "before")
        browser = Browser(city.sites, random.Random(0), never)
        form = browser.look(f"/apply/{SERVICE}").form(lambda form: form.action.endswith("/start"))
        assert form is not None and city.cluster is not None
        city.cluster.kill()
        for process in (city.webs[0], city.workers[0]):
            process.kill()
            process.start()  # in the middle of the outage: it waits for its database
        pids = [process.pid for process in (*city.webs, *city.workers)]
        until = time.monotonic() + AWAY
        browser.sites = [city.webs[1].address]
        while time.monotonic() < until:
            with pytest.raises(Lost, match="503") as lost:
                browser.send("POST", form.action, {**form.fields, "division": DIVISION})
            assert "现在连不上数据库" in lost.value.page
        city.cluster.ready()
        city.up()
        begun = [browser.send("POST", form.action, {**form.fields, "division": DIVISION}).location for _ in range(2)]
        assert begun[0] == begun[1] != ""
        applied(city, outside, "after")
        assert submitted(city) == 2
        assert pids == [process.pid for process in (*city.webs, *city.workers) if process.is_running()]
