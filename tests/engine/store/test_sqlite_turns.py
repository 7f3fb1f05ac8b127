"""SQLite's one lock: writers wait for it in turn, and whoever has it is not kept waiting for a core."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine

from engine.store import cores, office, rows, transaction
from engine.store.database import open_database
from engine.store.schema_office import setting
from tests.databases import Databases


@pytest.fixture
def database(databases: dict[str, Databases]) -> Iterator[Engine]:
    with databases["sqlite"].fresh() as url:
        own = open_database(url)
        yield own
        own.dispose()


def write(database: Engine) -> None:
    with transaction.writing(database) as tx:
        rows.put(tx, setting, {"name": "motto"}, content="mine")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
def test_writers_of_sqlite_queue_beside_the_file(database: Engine) -> None:
    import fcntl

    with open(f"{database.url.database}-queue", "ab") as queue:  # noqa: PTH123
        fcntl.flock(queue, fcntl.LOCK_EX)
        writer = Thread(target=write, args=(database,))
        writer.start()
        writer.join(0.2)
        assert writer.is_alive()
    writer.join(10)
    assert not writer.is_alive()


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The policies this process asked Linux for, as one that takes turns."""
    seen = list[str]()
    monkeypatch.setattr(cores, "_takes_turns", True)
    monkeypatch.setattr(cores, "_be", seen.append)
    return seen


def test_whoever_has_the_lock_or_waits_for_it_is_let_onto_a_core_at_once_until_it_is_released(database: Engine, asked_for: list[str]) -> None:
    with transaction.writing(database) as tx:
        rows.put(tx, setting, {"name": "motto"}, content="mine")
        assert asked_for == []
        tx.flush()
        assert asked_for == ["SCHED_OTHER"]
    assert asked_for == ["SCHED_OTHER", "SCHED_BATCH"]


def test_so_it_is_where_what_was_written_is_taken_back(database: Engine, asked_for: list[str]) -> None:
    def fails(tx: Any) -> None:
        rows.put(tx, setting, {"name": "motto"}, content="mine")
        tx.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.writing(database) as tx:
        fails(tx)
    assert asked_for == ["SCHED_OTHER", "SCHED_BATCH"]


def test_who_only_reads_waits_for_nobody_and_nobody_for_him(database: Engine, asked_for: list[str]) -> None:
    with transaction.reading(database) as tx:
        assert office.read_setting(tx, "motto") is None
    assert asked_for == []


def test_a_process_that_takes_no_turns_stays_as_it_is(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[str]()
    monkeypatch.setattr(cores, "_takes_turns", False)
    monkeypatch.setattr(cores, "_be", seen.append)
    write(database)
    assert seen == []
