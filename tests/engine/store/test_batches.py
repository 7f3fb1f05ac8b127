"""What a command writes goes out in as few statements as the database takes, all of it or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text

from engine.store import outbox, rows, transaction
from engine.store.schema import job
from engine.store.statements import MOST_VALUES
from engine.store.writing import LostRace, Writing
from tests.engine.store.test_writing import statements
from tests.engine.world import World

MANY = 2 * MOST_VALUES // 9 + 500
"""Jobs of nine columns each: more than one statement takes on either database."""


def enqueue(world: World, tx: Writing, number: int, name: str = "many") -> None:
    for each in range(number):
        outbox.enqueue(tx, world.engine.parts.seal, f"{name}:{each}", "carry_words", {}, world.clock.now(), None, None)


def jobs(world: World, name: str = "many") -> int:
    with transaction.reading(world.engine.database) as tx:
        return int(tx.execute(select(func.count()).where(job.c.job_id.startswith(f"{name}:"))).scalar_one())


def test_more_rows_than_one_statement_takes_are_all_written_in_one_transaction(world: World) -> None:
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        enqueue(world, tx, MANY)
    assert seen["BEGIN"] == seen["COMMIT"] == 1
    assert jobs(world) == MANY


def test_of_more_than_one_statement_none_is_kept_when_a_guard_fails(world: World) -> None:
    with transaction.writing(world.engine.database) as tx:
        enqueue(world, tx, 1, "one")
    with pytest.raises(LostRace), transaction.writing(world.engine.database) as tx:
        assert rows.change(tx, job, {"job_id": "one:0", "status": "ready"}, status="running")
        enqueue(world, tx, MANY)
        with transaction.writing(world.engine.database) as other:
            other.execute(text("UPDATE job SET status = 'done' WHERE job_id = 'one:0'"))
    assert jobs(world) == 0


def test_rows_of_one_table_with_the_same_columns_are_one_statement(world: World) -> None:
    seen = statements(world)
    with transaction.writing(world.engine.database) as tx:
        enqueue(world, tx, 20)
    assert sum(seen.values()) - seen["BEGIN"] - seen["COMMIT"] == 1
    assert jobs(world) == 20
