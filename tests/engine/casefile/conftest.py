"""A case told to its end, and its file."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.commands.case_record import RecordExport
from engine.domain.viewer import Viewer
from engine.queries.whole_case import WholeCase
from engine.rehearsal.player import Player
from tests.engine.casefile.repacking import Archive, opened
from tests.engine.world import World, fresh, world_of

SYSTEM = Viewer.system()


@dataclass
class Told:
    """``export()`` takes the file of the case as it stands now."""

    world: World
    player: Player

    def export(self, viewer: Viewer = SYSTEM) -> bytes:
        found = self.world.do(RecordExport(command_id=fresh(), case_no=self.player.case.case_no, reason="复议"), viewer)
        with self.world.engine.ask(WholeCase(case_id=found.case_id), viewer) as file:
            return file.read()


def closed_case(world: World) -> Told:
    player = Player(world.stage, world.process, world.story)
    player.play()
    assert player.case.status == "closed"
    return Told(world, player)


@pytest.fixture
def told(world: World) -> Told:
    return closed_case(world)


@pytest.fixture(scope="module")
def case_file(databases: Any) -> bytes:
    """One file for all tests that only alter it."""
    with world_of(databases["sqlite"]) as world:
        return closed_case(world).export()


@pytest.fixture
def altered(case_file: bytes) -> Callable[..., io.BytesIO]:
    """The file after a hand has changed it."""

    def change(hand: Callable[[Archive], None]) -> io.BytesIO:
        archive = opened(case_file)
        hand(archive)
        return archive.closed()

    return change
