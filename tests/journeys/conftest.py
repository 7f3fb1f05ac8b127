"""A running demo city and a real browser. Without a Chromium every journey is skipped and says so."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.databases import KINDS
from tests.journeys.waiting import PATIENCE, patiently
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 600  # the demo city plays its cases first; on a busy machine that takes a while
OWN = ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "SIGNING_KEY")


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    found = chromium()
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.journey)
            if not found:
                item.add_marker(pytest.mark.skip(reason="no Chromium found: apt-get install chromium fonts-noto-cjk, or set CHROMIUM"))


@contextmanager
def running_city(folder: Path, database_url: str | None = None) -> Iterator[str]:
    """Address of a served demo city: over an empty folder (SQLite, as `run.py` starts it), or over an empty database of one's own."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_") and name not in OWN}
    environment = {**kept, "DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "engine", "serve", "--demo"]
    if database_url is not None:
        data_key, signing_key = (base64.urlsafe_b64encode(os.urandom(32)).decode() for _ in range(2))
        environment |= {"DATABASE_URL": database_url, "SECRET_KEY": "journeys", "DATA_KEY": data_key, "SIGNING_KEY": signing_key}
        command = [sys.executable, "-m", "tests.journeys.serve_city"]
    said = folder / "server.txt"
    with said.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, server, said)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=60)
    assert code in (0, 130), f"the server did not stop cleanly ({code}):\n{said.read_text()}"


@contextmanager
def city_on(kind: str, databases: dict[str, Any], folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        with running_city(folder) as address:
            yield address
    else:
        with databases[kind].fresh() as url, running_city(folder, url) as address:
            yield address


@pytest.fixture(scope="session", params=KINDS)
def city(request: pytest.FixtureRequest, databases: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One demo city for all journeys of a worker on this database: they share it, so each brings cases of its own."""
    with city_on(request.param, databases, tmp_path_factory.mktemp(f"city-{request.param}")) as address:
        yield address


@pytest.fixture(params=KINDS)
def own_city(request: pytest.FixtureRequest, databases: dict[str, Any], tmp_path: Path) -> Iterator[str]:
    """A demo city for one journey that changes what others would stumble over (a published service, say)."""
    with city_on(request.param, databases, tmp_path) as address:
        yield address


def wait_until_it_answers(address: str, server: subprocess.Popen, said: Path) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            pytest.fail(f"the server ended with code {server.returncode}:\n{said.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=30):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    patiently(answers, f"an answer of the server, which says in {said} why", START_SECONDS)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(params=[1280], ids=["desk"])
def width(request: pytest.FixtureRequest) -> int:
    """Pixels; `@pytest.mark.parametrize("width", [375, 1280], indirect=True)` asks for a phone as well."""
    return request.param


@pytest.fixture
def page(browser, city: str, width: int):
    """A fresh browser session at the city. An error on the page's console or a refused resource fails the test."""
    context = browser.new_context(base_url=city, viewport={"width": width, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(PATIENCE)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(f"{message.text} ({opened.url})") if message.type == "error" else None)
    yield opened
    context.close()
    assert complaints == []
