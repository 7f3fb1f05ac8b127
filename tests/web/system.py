"""Another department's business system, which works its tasks through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from engine.commands.api_key import IssueApiKey, Issued
from engine.commands.office import UpdateOfficer
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.store import office, transaction
from tests.engine.world import World, fresh
from tests.web.cast import enrol


def issue(world: World, login: str) -> Issued:
    """A key for an officer of the cast, who is enrolled and becomes one of a system."""
    make_a_robot(world, login)
    until = (world.clock.now() + timedelta(days=300)).date()
    command = IssueApiKey(command_id=fresh(), login=login, label="部门业务系统", expires_on=until)
    return world.engine.execute(command, Viewer.system())


def make_a_robot(world: World, login: str) -> None:
    """The post 数字员工 beside those he has."""
    with transaction.reading(world.engine.database) as tx:
        row = office.find_officer(tx, login=login)
        posts = office.posts_of(tx, row.officer_id)
    robot = Post(posts[0].division, posts[0].department, Role.ROBOT)
    if robot not in posts:
        command = UpdateOfficer(command_id=fresh(), officer_id=row.officer_id, name=row.name, posts=(*posts, robot), active=True)
        world.engine.execute(command, Viewer.system())


class System:
    """Sends its key with everything, and JSON."""

    def __init__(self, site: Flask, key: str) -> None:
        self.client, self.key = site.test_client(), key

    def get(self, address: str, **more: Any) -> TestResponse:
        return self.client.get(address, headers=self.headers(), **more)

    def post(self, address: str, said: Any = None, **more: Any) -> TestResponse:
        body = {"data": more.pop("data")} if "data" in more else {"json": said}
        more.setdefault("content_type", "application/json")
        return self.client.post(address, headers=self.headers(), **body, **more)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def complete(self, task_id: str, **said: Any) -> TestResponse:
        return self.post(f"/api/v1/tasks/{task_id}/complete", {"command_id": fresh(), **said})


def system(site: Flask, world: World, login: str) -> System:
    enrol(world, login)
    return System(site, issue(world, login).key)
