"""Real processes: what dies is started again, what shall end ends cleanly, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import pytest

from engine.domain.errors import Unavailable
from engine.processes import GRACE, Supervisor, when_reachable
from tests.engine.world import KEY
from tests.ports import free_port
from tests.project.source_tree import ROOT

PATIENCE = 60.0  # seconds for a process to start on a busy machine
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def until(true: object, *, of: float = PATIENCE) -> None:
    """Look again and again until it is true."""
    pause = threading.Event()
    for _ in range(int(of / 0.05)):
        if true():  # type: ignore[operator]
            return
        pause.wait(0.05)
    raise AssertionError("it did not come true in time")


def children(process_id: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{process_id}/task").glob("*/children") for child in task.read_text().split()]


def command(process_id: int) -> str:
    return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def lives(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("verb", [("work",), ("work", "--alone"), ("serve", "--no-worker")], ids=" ".join)
def test_what_is_started_without_its_database_waits_with_a_sentence_and_ends_at_once_when_told(
    verb: tuple[str, ...], tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
        "SECRET_KEY": "a",
        "DATA_KEY": KEY,
        "DATA_DIR": str(tmp_path),
    }
    with subprocess.Popen([sys.executable, "-m", "engine", *verb], env=environment, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        try:
            assert process.stdout is not None
            assert "启动在等数据库" in process.stdout.readline()
            assert "自动继续" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 130
        finally:
            process.kill()


def test_who_waits_for_the_database_goes_on_when_it_is_back() -> None:
    heard, rests, answers = [], [], iter([Unavailable("away"), Unavailable("away"), "made"])

    def act() -> str:
        answer = next(answers)
        if isinstance(answer, Unavailable):
            raise answer
        return answer

    assert when_reachable(act, heard.append, rests.append) == "made"
    assert (len(heard), len(rests)) == (1, 2)


def test_a_child_that_dies_is_started_again_and_all_end_together() -> None:
    supervisor = Supervisor(2, [sys.executable, "-c", "import time; time.sleep(600)"])
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    try:
        until(lambda: len(supervisor.process_ids) == 2)
        first = supervisor.process_ids
        os.kill(first[0], signal.SIGKILL)
        until(lambda: len(supervisor.process_ids) == 2 and first[0] not in supervisor.process_ids)
        assert first[1] in supervisor.process_ids
        last = supervisor.process_ids
    finally:
        supervisor.stop()
        thread.join(timeout=PATIENCE)
    assert not [process_id for process_id in last if lives(process_id)]


@contextmanager
def served(url: str, folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    own = {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "SECRET_KEY": "tests",
        "DATA_KEY": KEY,
        "ONESTOP_PROCESSES": "2",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")} | own
    said = folder / "server.txt"
    with said.open("w") as output:
        started = [sys.executable, "-m", "engine", "serve", *options]
        process = subprocess.Popen(started, cwd=ROOT, env=environment, stdout=output, stderr=output, process_group=0)
    try:
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/login", timeout=5) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def test_pages_go_on_when_their_processes_are_killed_and_end_cleanly_on_sigterm(database_url: str, tmp_path: Path) -> None:
    with served(database_url, tmp_path) as (server, address):
        until(lambda: answers(address))
        first = children(server.pid)
        assert sorted("--alone" in command(child) for child in first) == [False, False, True]
        for child in first:
            os.kill(child, signal.SIGKILL)
        until(lambda: len(set(children(server.pid)) - set(first)) == 3)
        until(lambda: answers(address))
        last = children(server.pid)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=PATIENCE) == 0
        assert not [child for child in last if lives(child)]
        assert "已停止。" in (tmp_path / "server.txt").read_text(encoding="utf-8")


def test_ctrl_c_in_a_terminal_reaches_all_and_ends_all_also_those_that_are_only_starting(tmp_path: Path) -> None:
    with served(f"sqlite:///{tmp_path / 'office.sqlite'}", tmp_path) as (server, address):
        until(lambda: answers(address))  # one process answers, the others may not be there yet
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(timeout=GRACE - 5) == 0  # nobody had to be killed
        assert "started again" not in (tmp_path / "server.txt").read_text(encoding="utf-8")


def test_no_process_outlives_a_server_that_was_killed(database_url: str, tmp_path: Path) -> None:
    with served(database_url, tmp_path) as (server, address):
        until(lambda: answers(address))
        orphans = children(server.pid)
        assert len(orphans) == 3
        server.kill()
        server.wait()
        until(lambda: not [child for child in orphans if lives(child)])


def test_a_worker_that_waits_for_its_database_ends_with_its_supervisor(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere", "SECRET_KEY": "a", "DATA_KEY": KEY, "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "engine", "work", "--alone", "--parent", "0"]  # he is gone
    ended = subprocess.run(command, env={**os.environ, **own}, cwd=ROOT, timeout=PATIENCE, check=False)
    assert ended.returncode == -signal.SIGTERM


def test_an_orphan_is_told_once_to_end_and_ended_by_the_kernel_if_it_never_hears() -> None:
    orphan = (
        "import time; from engine.processes import when_orphaned; when_orphaned(0, lambda: print('end', flush=True), 0.5); time.sleep(600)"
    )
    ended = subprocess.run([sys.executable, "-c", orphan], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (ended.returncode, ended.stdout) == (-signal.SIGALRM, "end\n")


def test_a_second_server_at_the_same_port_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(taken.getsockname()[1])}
        command = [sys.executable, "-m", "engine", "serve"]
        refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert refused.returncode == 2
    assert "已被占用" in refused.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes take no turns")
def test_a_process_that_has_settled_and_the_threads_it_begins_wait_for_a_core_instead_of_pushing_others_off() -> None:
    program = """
import os, threading
from engine.processes import settle
settle()
threads = [threading.Thread(target=lambda: print(os.sched_getscheduler(0) == os.SCHED_BATCH)) for _ in range(2)]
for each in threads: each.start(); each.join()
print(os.sched_getscheduler(0) == os.SCHED_BATCH)
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True"] * 3
