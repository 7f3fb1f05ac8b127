"""A database that is away, a disk that is full: people read what happened, nothing is half-done, and it goes on by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, text

from engine.store import transaction
from tests.databases import KINDS
from tests.engine.outage import Outage, outage_of
from tests.engine.world import World
from tests.web.conftest import Visitor
from web import create_app


@pytest.fixture(params=KINDS)
def outage(request: pytest.FixtureRequest, databases: Any) -> Iterator[Outage]:
    with outage_of(databases[request.param]) as own:
        yield own


def drafts(world: World) -> int:
    with transaction.reading(world.engine.database) as tx:
        return int(tx.execute(text("SELECT count(*) FROM cases")).scalar_one())


def test_pages_say_that_the_database_is_away_and_open_again_when_it_is_back(outage: Outage) -> None:
    visitor = Visitor(create_app(outage.world.engine))
    assert visitor.get("/").status_code == 200
    outage.begin()
    for address in ("/", "/login", "/services/street-stall", "/no-such-page", "/desk"):
        answer = visitor.get(address)
        if answer.status_code in (302, 404) or address == "/login":  # knows its answer without the database
            continue
        assert (address, answer.status_code, answer.headers["Retry-After"]) == (address, 503, "5")
        assert visitor.says("现在连不上数据库")
        assert f'href="{address}">重试</a>' in visitor.page
    assert visitor.get("/", headers={"Accept": "application/json"}).get_json()["error"].startswith("现在连不上数据库")
    assert "The database cannot be reached" in visitor.get("/?lang=en").get_data(as_text=True)
    outage.end()
    assert visitor.get("/").status_code == 200


def test_a_form_sent_while_the_database_is_away_is_kept_in_the_page_and_acts_once_when_sent_again(outage: Outage) -> None:
    visitor = Visitor(create_app(outage.world.engine))
    visitor.get("/apply/street-stall", follow_redirects=True)
    before = drafts(outage.world)
    outage.begin()
    assert visitor.post("/apply/street-stall/start", {"division": "330783"}).status_code == 503
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', visitor.page))
    assert kept["division"] == "330783"
    assert kept["command_id"]
    outage.end()
    assert visitor.client.post("/apply/street-stall/start", data=kept).status_code == 302
    visitor.client.post("/apply/street-stall/start", data=kept)  # once more, by mistake
    assert drafts(outage.world) == before + 1


def test_a_password_typed_while_the_database_is_away_is_not_kept_in_the_page(outage: Outage) -> None:
    visitor = Visitor(create_app(outage.world.engine))
    visitor.get("/login")
    outage.begin()
    assert visitor.post("/login", {"login": "admin", "password": "s3cret-word"}).status_code == 503
    assert "s3cret-word" not in visitor.page
    assert visitor.says("现在连不上数据库")


def test_the_balance_is_told_who_is_fit_for_visitors_and_the_queues_lag_is_seen(outage: Outage) -> None:
    visitor = Visitor(create_app(outage.world.engine))
    assert visitor.get("/health").get_json() == {"status": "ok", "database": True, "schema": True, "queue_lag_seconds": 0}
    outage.begin()
    away = visitor.get("/health")
    assert (away.status_code, away.get_json()) == (503, {"status": "unavailable", "database": False})
    assert visitor.get("/health/live").status_code == 200
    outage.end()
    with transaction.migrating(outage.world.engine.database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'm0001_first_schema'"))
    behind = visitor.get("/health")
    assert (behind.status_code, behind.get_json()["schema"]) == (503, False)


def fill_the_disk(world: World) -> None:
    """SQLite may take no further page; PostgreSQL says what it says when it finds no room for a row."""
    database = world.engine.database
    if database.dialect.name == "sqlite":
        database.dispose()
        event.listen(database, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
        return
    with transaction.migrating(database) as connection:
        connection.execute(text("CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'"))
        connection.execute(text("CREATE TRIGGER no_room BEFORE INSERT ON command_log FOR EACH ROW EXECUTE FUNCTION no_room()"))


def test_a_full_disk_is_said_and_leaves_nothing_half_done(world: World, visitor: Visitor) -> None:
    visitor.get("/apply/street-stall", follow_redirects=True)
    before = drafts(world)
    fill_the_disk(world)
    status = 302
    while status == 302:  # SQLite fills the pages it has first
        visitor.get("/apply/street-stall", follow_redirects=True)
        status = visitor.post("/apply/street-stall/start", {"division": "330783"}, follow=False).status_code
    assert status == 507
    assert visitor.says("服务器的磁盘满了")
    with transaction.reading(world.engine.database) as tx:
        logged = tx.execute(text("SELECT count(*) FROM command_log WHERE kind = 'StartDraft'")).scalar_one()
    assert drafts(world) == before + logged
