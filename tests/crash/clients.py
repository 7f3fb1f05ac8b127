"""The client processes of a run."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.city import OFFICERS, City
from tests.crash.processes import ROOT, plain_environment
from tests.crash.receiver import Receiver

APPLICANTS = 3
LAST_ACT_WITHIN = 120


@contextmanager
def at_work(city: City, receiver: Receiver, chance: random.Random) -> Iterator[Path]:
    """Applicants and officers, each a process with a diary in the folder that is given. Leaving the block lets each end its act.

    Raises RuntimeError if one ended by a fault of its own: then the run has proved nothing.
    """
    folder = city.folder / "diaries"
    folder.mkdir()
    people = {f"applicant{number}": [] for number in range(1, APPLICANTS + 1)} | {login: ["--login", login] for login in OFFICERS}
    running = {name: _start(name, options, folder, city, receiver, chance) for name, options in people.items()}
    try:
        yield folder
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: _end(process) for name, process in running.items()}
    failed = [name for name, code in codes.items() if code]
    if failed:
        said = "\n".join((folder / f"{name}.txt").read_text(errors="replace")[-1500:] for name in failed)
        raise RuntimeError(f"These clients failed: {', '.join(failed)}\n{said}")


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
