"""An office with pages, and people who open them without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.databases import Databases
from tests.engine.world import World, world_of
from web import Site, create_app

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_MARK = re.compile(r'name="_based_on" value="([0-9a-f]*)"')
_COMMAND = re.compile(r'name="command_id" value="([0-9a-f]{32})"')


class Visitor:
    """One browser: keeps its cookies, sends the token of the page it saw last."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = ""

    def get(self, address: str, **more: Any) -> TestResponse:
        return self._seen(self.client.get(address, **more))

    def post(self, address: str, form: dict[str, Any] | None = None, *, follow: bool = True, **more: Any) -> TestResponse:
        """A form of the page seen last, with its token, its first command id and which answers it was drawn from."""
        found, mark = _COMMAND.search(self.page), _MARK.search(self.page)
        hidden = {"csrf_token": self.token(), "command_id": found[1] if found else "", **({"_based_on": mark[1]} if mark else {})}
        return self._seen(self.client.post(address, data={**hidden, **(form or {})}, follow_redirects=follow, **more))

    def token(self) -> str:
        found = _TOKEN.search(self.page)
        return found[1] if found else ""

    def says(self, words: str) -> bool:
        """Does the page seen last show these words (tags aside)?"""
        return words in unescape(re.sub(r"<[^>]+>", "", self.page))

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html":
            self.page = response.get_data(as_text=True)
        return response


@pytest.fixture
def world(database_kind: str, databases: dict[str, Databases]) -> Iterator[World]:
    with world_of(databases[database_kind]) as own:
        yield own


@pytest.fixture
def site(world: World, made: list[Site]) -> Iterator[Site]:
    """The application around this test's engine, which is all it knows of an office: made once, since its 230 addresses and its pages
    take longer to compile than most tests to run."""
    app = made[0] if made else create_app(world.engine)
    made[:] = [app]
    app.extensions["engine"] = app.api.engine = world.engine
    config = dict(app.config)
    yield app
    app.config.clear()
    app.config.update(config)


@pytest.fixture(scope="session")
def made() -> list[Site]:
    return []


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return Visitor(site)
