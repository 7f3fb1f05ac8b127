"""What stands in the database is what the schema says, and rows of an earlier program are brought up to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, inspect, text, update

from engine.jobs import initials
from engine.queries.desk import DeskFolder
from engine.store import schema, transaction
from engine.store.backfill import TABLES, fill_divisions, fill_services
from engine.store.database import open_database
from engine.store.indexes import INDEXES
from engine.store.migrate import chain, head, is_newest
from tests.databases import KINDS, Databases
from tests.engine.world import APPROVER, GOODS, HERE, SITE, STALL, WINDOW, World


def test_a_migrated_database_has_the_columns_and_indexes_of_the_schema(database_url: str) -> None:
    database = open_database(database_url)
    assert INDEXES  # their module registers them
    for table in schema.metadata.sorted_tables:
        assert {each["name"] for each in inspect(database).get_columns(table.name)} == set(table.c.keys()), table.name
    declared = {str(index.name) for table in schema.metadata.sorted_tables for index in table.indexes}
    listed = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'", "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"}
    with database.connect() as connection:
        made = set(connection.execute(text(listed[database.dialect.name])).scalars())
    assert declared == {name for name in made if name.startswith("ix_") or name in declared}
    database.dispose()


def test_a_new_database_is_at_the_one_migration_that_no_other_follows_and_the_program_knows_it(database_url: str) -> None:
    order, last = [], head()
    while last is not None:
        order.append(last)
        last = chain()[last]
    assert sorted(order) == sorted(chain()), "one line, from the first to the newest"
    database = open_database(database_url)
    with transaction.reading(database) as tx:
        assert is_newest(tx)
    database.dispose()


@pytest.mark.skipif("postgresql" not in KINDS, reason="ONESTOP_TEST_DATABASE does not ask for PostgreSQL")
def test_each_migrated_index_is_the_declared_one_word_for_word(databases: dict[str, Databases]) -> None:
    """Only PostgreSQL says in its own words how it understood an index."""
    with databases["postgresql"].fresh() as url:
        database = open_database(url)
        said = indexes_said(database)
        database.dispose()
    assert said["public"] == said["declared"]


def indexes_said(database: Engine) -> dict[str, dict[str, str]]:
    with database.begin() as connection:
        connection.execute(text("CREATE SCHEMA declared"))
        schema.metadata.create_all(connection.execution_options(schema_translate_map={None: "declared"}))
        both = "FROM pg_indexes WHERE schemaname IN ('public', 'declared') AND indexname LIKE 'ix\\_%'"
        rows = connection.execute(text(f"SELECT schemaname, indexname, indexdef {both}")).all()
    said: dict[str, dict[str, str]] = {"public": {}, "declared": {}}
    for where, name, definition in rows:
        said[where][name] = definition.replace(f"{where}.", "")
    return said


def test_every_row_a_case_leaves_says_its_division(world: World) -> None:
    decided(world)
    with transaction.reading(world.engine.database) as tx:
        for name in (table.name for table in schema.metadata.sorted_tables if "case_id" in table.c and "division_code" in table.c):
            codes = set(tx.execute(text(f"SELECT division_code FROM {name} WHERE case_id IS NOT NULL")).scalars())
            assert codes <= {HERE}, name


def test_rows_written_before_the_division_was_known_get_it_afterwards_and_only_once(world: World) -> None:
    decided(world)
    with transaction.writing(world.engine.database) as tx:
        emptied = sum(tx.execute(update(table).where(table.c.case_id.is_not(None)).values(division_code=None)).rowcount for table in TABLES)
    assert fill_divisions(world.engine.database, batch=1) == emptied > len(TABLES)
    assert fill_divisions(world.engine.database) == 0
    test_every_row_a_case_leaves_says_its_division(world)


def test_live_steps_of_before_they_named_their_service_are_listed_under_it_all_the_same_and_are_named_at_the_next_start(world: World) -> None:
    cases = {world.accepted().case_id for _ in range(3)}

    def listed(service: str) -> set[str]:
        page = world.engine.ask(DeskFolder(folder="department", service=service), GOODS).page
        assert page.total == len(page.rows)
        return {row.case_id for row in page.rows}

    with transaction.writing(world.engine.database) as tx:
        named = tx.execute(update(schema.task).where(schema.task.c.process_id == STALL).values(process_id=None)).rowcount
    assert (listed(STALL), listed("another-service")) == (cases, set())
    versions = [world.case(each).version for each in cases]
    assert 3 <= fill_services(world.engine.database, batch=2) < named, "live ones only"
    assert (listed(STALL), listed("another-service")) == (cases, set())
    assert (fill_services(world.engine.database), [world.case(each).version for each in cases]) == (0, versions)


def test_cases_from_before_initials_get_them_at_a_worker_s_turn_and_nobody_at_work_loses_a_race_to_it(world: World) -> None:
    cases = [world.accepted().case_id for _ in range(3)]
    before = [(world.case(each).applicant_initials, world.case(each).subject_initials, world.case(each).version) for each in cases]
    with transaction.writing(world.engine.database) as tx:
        tx.execute(update(schema.cases).values(applicant_initials="", subject_initials=""))
    assert initials.fill_when_empty(world.engine, batch=1), "a lot of one case, ten lots a turn"
    assert [(world.case(each).applicant_initials, world.case(each).subject_initials, world.case(each).version) for each in cases] == before
    assert before[0][:2] == ("wm", "lwzd")
    world.clock.set(world.clock.now() + timedelta(days=1))
    assert not initials.fill_when_empty(world.engine), "once it is done it is done"


def decided(world: World) -> None:
    for _ in range(2):
        player = world.accepted()
        world.finish(player, "review_site", SITE, "agree", fields={"passage": 3})
        world.finish(player, "review_goods", GOODS, "agree")
    world.finish(player, "approve", APPROVER, "grant")
    waiting = world.submitted()
    world.finish(waiting, "check_application", WINDOW, "supplement", defects={"site_plan": "缺第3页"})
