"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.engine.world import World, world_of


@pytest.fixture
def world(database_kind: str, databases: dict[str, Databases]) -> Iterator[World]:
    with world_of(databases[database_kind]) as own:
        yield own
