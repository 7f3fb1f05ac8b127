"""What every test may ask for. `database_url` is a fresh, migrated, empty database; a test that asks for it runs on every kind in
ONESTOP_TEST_DATABASE and is marked `database`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from tests.databases import KINDS, PostgresDatabases, SqliteDatabases


class Databases(Protocol):
    def fresh(self) -> AbstractContextManager[str]: ...


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Databases]:
    """For fixtures that live longer than one test: `with databases["sqlite"].fresh() as url`."""
    worker_input = getattr(request.config, "workerinput", {})
    run_id = worker_input.get("testrunuid", uuid.uuid4().hex)
    return {
        "sqlite": SqliteDatabases(tmp_path_factory.mktemp("sqlite")),
        "postgresql": PostgresDatabases(run_id, worker_input.get("workerid", "main")),
    }


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, databases: dict[str, Databases]) -> Iterator[str]:
    """SQLAlchemy URL of a migrated database without rows, gone after the test."""
    with databases[request.param].fresh() as url:
        yield url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "database_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)
