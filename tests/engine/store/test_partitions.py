"""A province may cut its history into months: the ids of rows begin with the time, so no key and no statement has to change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from engine.store import journal, transaction
from tests.databases import KINDS, Databases
from tests.engine.store.test_retention import closed
from tests.engine.world import World, world_of

pytestmark = pytest.mark.skipif("postgresql" not in KINDS, reason="SQLite has no partitions")
KEYS = {"journal": "case_id", "task": "task_id", "clock": "case_id", "timer": "timer_id", "answers": "case_id"}


@pytest.fixture
def world(databases: dict[str, Databases]) -> Iterator[World]:
    with world_of(databases["postgresql"]) as own:
        yield own


def cut(world: World, table: str, key: str, before: str) -> None:
    """As README says it: a partitioned table of the same shape, the rows of before and of after an id apart from each other."""
    with transaction.writing(world.engine.database) as tx:
        for statement in (
            f"ALTER TABLE {table} RENAME TO {table}_whole",
            f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING ALL) PARTITION BY RANGE ({key})",
            f"CREATE TABLE {table}_old PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO ('{before}')",
            f"CREATE TABLE {table}_new PARTITION OF {table} FOR VALUES FROM ('{before}') TO (MAXVALUE)",
            f"INSERT INTO {table} SELECT * FROM {table}_whole",
            f"DROP TABLE {table}_whole",
        ):
            tx.execute(text(statement))


def test_cases_live_on_in_tables_cut_by_the_month_they_began(world: World) -> None:
    before = closed(world)
    month = world.clock.now().astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    next_month = f"{int((month.replace(month=month.month + 1)).timestamp() * 1000):012x}"
    for table, key in KEYS.items():
        cut(world, table, key, next_month)
    world.clock.set(datetime(month.year, month.month + 1, 7, 2, tzinfo=UTC))
    after = closed(world)
    with transaction.reading(world.engine.database) as tx:
        for case_id, part in ((before, "old"), (after, "new")):
            assert journal.first_broken(tx, world.engine.parts.seal, world.case(case_id)) is None
            for table in KEYS:
                found = tx.execute(text(f"SELECT count(*) FROM {table}_{part} WHERE case_id = :own"), {"own": case_id}).scalar_one()
                assert found > 0, (table, part)
