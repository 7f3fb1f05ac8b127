"""A whole engine around the tests' own small service (tests/services): officers of the cast, a clock that is set, a phone that can be read.

Passwords are hashed here at the lowest cost there is; ``DEAR`` is what the product hashes with. A service is read once for all engines of a process.
"""

from __future__ import annotations

import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher

from engine import content, service
from engine.commands import account
from engine.commands.design import PublishBundle
from engine.commands.found import FoundOffice
from engine.commands.task import CompleteTask
from engine.domain.calendar import SHANGHAI
from engine.domain.case import Case
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.rehearsal.clock import SetClock
from engine.rehearsal.player import Player
from engine.rehearsal.stage import Stage
from engine.service import Engine
from engine.settings import Settings
from engine.store import cases, progress, transaction
from tests.databases import Databases

service.load_edition = lru_cache(service.load_edition)
DEAR, account.hasher = account.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SERVICES = Path(__file__).parent.parent / "services"
STALL = "street-stall"
HERE, NEXT_TOWN = "330783", "330784"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
KEY = urlsafe_b64encode(b"a key of the tests, 32 bytes.....").decode()[:43]


def fresh() -> str:
    """A new command id."""
    return uuid4().hex


def settings_for(database_url: str, folder: Path) -> Settings:
    return Settings(
        database_url=database_url, host="127.0.0.1", port=0, secret_key="tests", data_dir=folder, data_key=KEY, content_root=SERVICES, signing_key=KEY
    )


def officer(group: str, name: str = "", division: str = HERE, officer_id: str = "") -> Viewer:
    department, _, role = group.partition(":")
    return Viewer.officer(officer_id or f"{group}-{division}"[:32], name or group, (Post(division, department, role),))  # type: ignore[arg-type]


WINDOW = officer("service_hall:window", "李")
SITE = officer("city_appearance:reviewer", "赵")
GOODS = officer("market_regulation:reviewer", "钱")
APPROVER = officer("city_appearance:approver", "孙")
STRANGER = officer("market_regulation:reviewer", "周", NEXT_TOWN)


def found(database_url: str) -> None:
    """What every World begins with, done once and copied: the office founded and the service published, on Monday."""
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        engine = Engine(settings_for(database_url, Path(folder)), SetClock(MONDAY))
        office = FoundOffice(command_id="found", departments=content.read_departments(SERVICES), calendar=content.read_calendar(SERVICES))
        engine.execute(office, Viewer.system())
        bundle = content.read_folder(SERVICES, STALL)
        engine.execute(PublishBundle(command_id="publish", zip=content.to_zip(bundle)), Viewer.system())
        engine.dispose()


@lru_cache
def stall() -> tuple[content.Bundle, content.Process, Any]:
    """Its files, what they mean, and its first story."""
    bundle = content.read_folder(SERVICES, STALL)
    return bundle, content.load(bundle), content.read_scenarios(bundle)[0]


class World:
    """One office on its first day; the database is a copy of one that was ``found``."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.clock = SetClock(MONDAY)
        self.settings = settings_for(database_url, folder)
        self.engine = Engine(self.settings, self.clock)
        self.bundle, self.process, self.story = stall()
        self.stage = Stage(self.engine, self.clock, content.read_registries(SERVICES), HERE)

    def do(self, command: Any, viewer: Viewer) -> Any:
        """Execute, then let the worker do what became ready."""
        result = self.engine.execute(command, viewer)
        self.stage.settle()
        return result

    def submitted(self) -> Player:
        """A case handed in; the window has it."""
        player = Player(self.stage, self.process, self.story)
        player.play(1)
        return player

    def accepted(self) -> Player:
        player = self.submitted()
        self.finish(player, "check_application", WINDOW, "accept")
        return player

    def finish(self, player: Player, element: str, who: Viewer, outcome: str | None = None, **more: Any) -> None:
        self.do(CompleteTask(command_id=fresh(), task_id=self.task(player.case_id, element).task_id, outcome=outcome, **more), who)

    def task(self, case_id: str, element: str) -> Any:
        """The newest row of this step."""
        with transaction.reading(self.engine.database) as tx:
            return [row for row in progress.tasks_of(tx, case_id) if row.element_id == element][-1]

    def tasks(self, case_id: str, element: str) -> list[Any]:
        """All rows of this step, oldest first."""
        with transaction.reading(self.engine.database) as tx:
            return [row for row in progress.tasks_of(tx, case_id) if row.element_id == element]

    def open_steps(self, case_id: str) -> list[str]:
        with transaction.reading(self.engine.database) as tx:
            return sorted(row.element_id for row in progress.tasks_of(tx, case_id, status="open"))

    def case(self, case_id: str) -> Case:
        with transaction.reading(self.engine.database) as tx:
            return cases.load(tx, case_id)


@contextmanager
def world_of(databases: Databases) -> Iterator[World]:
    with (
        databases.fresh(found) as database_url,
        tempfile.TemporaryDirectory(prefix="onestop-", ignore_cleanup_errors=True) as folder,
    ):
        world = World(database_url, Path(folder))
        try:
            yield world
        finally:
            world.engine.dispose()
