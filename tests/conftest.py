"""What every test may ask for. `database_url` is a fresh, migrated, empty database, `database_kind` one of the kinds; a test that asks for
either runs on every kind in ONESTOP_TEST_DATABASE and is marked `database`."""

from __future__ import annotations

import gc
import signal
import tempfile
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import KINDS, Databases, PostgresDatabases, SqliteDatabases, quick_folder

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[dict[str, Databases]]:
    """For fixtures that live longer than one test: `with databases["sqlite"].fresh() as url`."""
    worker_input = getattr(request.config, "workerinput", {})
    run_id = worker_input.get("testrunuid", uuid.uuid4().hex)
    with tempfile.TemporaryDirectory(prefix="onestop-", dir=quick_folder(), ignore_cleanup_errors=True) as folder:
        yield {
            "sqlite": SqliteDatabases(Path(folder)),
            "postgresql": PostgresDatabases(run_id, worker_input.get("workerid", "main")),
        }


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database_url(database_kind: str, databases: dict[str, Databases]) -> Iterator[str]:
    """SQLAlchemy URL of a migrated database without rows, gone after the test."""
    with databases[database_kind].fresh() as url:
        yield url


def pytest_configure() -> None:
    """A run begun in the background of a shell (`… &`) ignores Ctrl-C, and so would every process that tests start and end with it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "database_kind" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """The collector need not walk through five thousand tests and every module again and again: a tenth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
