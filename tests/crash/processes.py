"""What an operator runs, as real processes: started, killed with -9 together with their children, started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from engine.processes import GRACE
from tests.crash.proc import children_of, kill, started_with

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # a busy machine takes its time
ORPHANS_END_WITHIN = GRACE + 20.0  # seconds


class Process:
    """One supervised process in a session of its own. ``address``: where it answers once it is up, "" if nowhere."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path, address: str = "") -> None:
        self.name, self.address = name, address
        self._command, self._environment, self._log = command, dict(environment), log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command], cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ready(self) -> None:
        """Wait until it is up, starting it again if it ended meanwhile. Raises TimeoutError."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if not self.is_running():
                self.start()
            if not self.address or self.answers():
                return
            time.sleep(0.05)
        raise TimeoutError(f"{self.name} did not come up:\n{self._log.read_text(errors='replace')[-2000:]}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/login", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """-9 to it and to every process it has started, at once: they are one process group."""
        self.signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def signal(self, what: signal.Signals) -> None:
        """To it and all that it has started."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, what)

    def kill_alone(self) -> None:
        """-9 to it; what it has started must notice by itself."""
        if self.is_running():
            assert self._process is not None
            kill(self._process.pid)
            self._process.wait()

    def kill_child(self, chance: random.Random) -> None:
        """-9 to one process it has started; it must notice and start another."""
        if self.is_running():
            assert self._process is not None
            children = children_of(self._process.pid)
            if children:
                kill(chance.choice(children))


def outlived(data_dir: Path) -> list[str]:
    """Programs of this town that run although nobody has started them any more: they have until ``ORPHANS_END_WITHIN`` to notice, and are then
    killed. Gives what each was, told by its command."""
    until = time.monotonic() + ORPHANS_END_WITHIN
    while (left := started_with(f"DATA_DIR={data_dir}")) and time.monotonic() < until:
        time.sleep(0.1)
    for pid in left:
        kill(pid)
    return [f"process {pid}: {command}" for pid, command in left.items()]


def plain_environment() -> dict[str, str]:
    """This process's, without what would reach into the run."""
    own = ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "DATA_DIR", "HOST", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_") and name not in own}
