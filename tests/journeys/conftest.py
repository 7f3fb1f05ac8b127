"""A running demo city and a real browser. Without a Chromium every journey is skipped and says so."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 60


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    found = chromium()
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.journey)
            if not found:
                item.add_marker(pytest.mark.skip(reason="no Chromium found: apt-get install chromium fonts-noto-cjk, or set CHROMIUM"))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `python -m engine serve --demo` over an empty folder; stopped, and checked to stop cleanly, at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("city")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_") and name not in ("DATABASE_URL", "SECRET_KEY")}
    environment = {**kept, "DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1"}
    said = folder / "server.txt"
    with said.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "engine", "serve", "--demo"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(address, server, said)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_it_answers(address: str, server: subprocess.Popen, said: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"the server ended with code {server.returncode}:\n{said.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the server did not answer within {START_SECONDS} seconds:\n{said.read_text()}")


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
    context.set_default_timeout(10_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(f"{message.text} ({opened.url})") if message.type == "error" else None)
    yield opened
    context.close()
    assert complaints == []
