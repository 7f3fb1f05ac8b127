"""The client processes of a run."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.browser import BUG
from tests.crash.city import OFFICERS, City
from tests.crash.processes import ROOT, plain_environment
from tests.crash.receiver import Receiver

APPLICANTS = 3
LAST_ACT_WITHIN = 120


@dataclass
class People:
    """``diaries``: the folder they write in. ``troubles``, once they have ended: who gave up or failed, and every page that met a bug."""

    diaries: Path
    troubles: list[str] = field(default_factory=list)


@contextmanager
def at_work(city: City, receiver: Receiver, chance: random.Random) -> Iterator[People]:
    """Applicants and officers, each a process with a diary. Leaving the block lets each end its act."""
    folder = city.folder / "diaries"
    folder.mkdir()
    own = People(folder)
    people = {f"applicant{number}": [] for number in range(1, APPLICANTS + 1)} | {login: ["--login", login] for login in OFFICERS}
    running = {name: _start(name, options, folder, city, receiver, chance) for name, options in people.items()}
    try:
        yield own
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: _end(process) for name, process in running.items()}
    for name, code in codes.items():
        own.troubles += _troubles(name, code, (folder / f"{name}.txt").read_text(errors="replace"))


def _troubles(name: str, code: int, said: str) -> list[str]:
    bugs = [f"{name} was answered {line}" for line in said.splitlines() if line.startswith(f"{BUG} ")]
    return bugs if not code else [*bugs, f"{name} ended with {code}: {said[-1500:]}"]


def _start(name: str, options: list[str], folder: Path, city: City, receiver: Receiver, chance: random.Random) -> subprocess.Popen[bytes]:
    sites = [part for site in city.sites for part in ("--site", site)]
    diary = ["--diary", str(folder / f"{name}.jsonl"), "--outside", receiver.url, "--seed", str(chance.getrandbits(32))]
    with (folder / f"{name}.txt").open("wb") as log:
        command = [sys.executable, "-m", "tests.crash.client", *options, *sites, *diary]
        return subprocess.Popen(command, cwd=ROOT, env=plain_environment(), stdout=log, stderr=log)


def _end(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(timeout=LAST_ACT_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
