"""Pages and commands over HTTP under load: the running server beside ``Engine.execute`` in the client itself (PostgreSQL, 4 clients).

``python -m engine serve`` with two web processes. Tasks are completed over the API by systems of the departments (``over_api.py``), and by officers who
post the task page's own form: a client signs in as each of them; a completion is that POST with its answer, a redirect. Both keep their connections
open. Opening pages is measured apart. Cases are begun in the client.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.clients import Clients, Took, together
from bench.durable import database
from bench.frame import Figure, growth, rate
from bench.over_api import OverApi, issue_key
from bench.wire import PATIENCE, Wire
from bench.workload import CONTENT, DIVISION, OPINION, STEPS, Ours, found, live_through, settings_for
from engine.commands.found import EnrolOfficer
from engine.domain.command_id import new_command_id
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.settings import Settings

CLIENTS, PROCESSES = 4, 2
AT_LEAST = 0.6
"""Over the API, of the completions per second that the same number of clients reach without HTTP."""
PASSWORD = "a password of the bench 1"
GROUPS = tuple(group for _, group, _ in STEPS)
PAGES = {"inbox": "/desk?folder=department", "task page": "/desk/tasks/{task}", "case page": "/desk/cases/{case}", "progress page": "/track/{case}"}
FOLLOWED = 20  # cases: as many as a browser of an applicant keeps
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def measure(quick: bool) -> Iterable[Figure]:
    rounds, cases = (3, 40) if quick else (9, 160)
    with ExitStack() as stack:
        settings = stack.enter_context(office())
        within = _clients(stack, lambda: Ours(settings))
        keys = _keys(settings)
        for processes in (PROCESSES, 1):
            with serving(settings, processes) as port:
                api, form = (_clients(stack, lambda port=port: OverApi(settings, port, keys)), _clients(stack, lambda port=port: OverHttp(settings, port)))
                yield from _beside({"within": within, "api": api, "form": form}, processes, rounds, cases // CLIENTS)
                if processes == PROCESSES:
                    yield from _pages(settings, port, rounds, cases // CLIENTS)


def _clients(stack: ExitStack, make: object) -> Clients:
    clients = Clients(make, CLIENTS)  # type: ignore[arg-type]
    stack.callback(clients.close)
    return clients


def _keys(settings: Settings) -> dict[str, str]:
    """Of each group's account, whose posts its system works with."""
    engine = Engine(settings)
    keys = {group: issue_key(engine, _login(group)) for group in GROUPS}
    engine.dispose()
    return keys


def _beside(each: dict[str, Clients], processes: int, rounds: int, cases: int) -> Iterator[Figure]:
    """They take turns, so that whatever else the machine does falls on all."""
    took: dict[str, list[Took]] = {name: [] for name in each}
    for _ in range(rounds):
        for name, clients in each.items():
            clients.start(cases)
            took[name].append(clients.complete())
    directly = together(took["within"]).per_second
    where = f"{CLIENTS} clients, {processes} web process{'es' if processes > 1 else ''}"
    for name, said in (("api", "tasks completed"), ("form", "by the page's form")):
        ours, bound = together(took[name]), AT_LEAST if name == "api" and processes == PROCESSES else None
        yield rate(f"{where}: {said}", ours.per_second, "/s", "Engine.execute in the clients", directly, at_least=bound, note=_tail(ours))


def _pages(settings: Settings, port: int, rounds: int, cases: int) -> Iterator[Figure]:
    """How long one page takes while all clients open pages, beside the same page asked for by one client alone."""
    for name, address in PAGES.items():
        alone, many = (_opened(settings, port, address, number, rounds * cases) for number in (1, CLIENTS))
        yield growth(f"{name}, {CLIENTS} clients", many.quantile(0.5), "ms", "one client", alone.quantile(0.5))
        yield Figure(f"{name}, {CLIENTS} clients: pages", many.per_second, "/s", note=_tail(many))


def _opened(settings: Settings, port: int, address: str, number: int, times: int) -> Took:
    clients = Clients(lambda: Looking(settings, port, address), number)
    try:
        clients.start(1)
        return together([clients.start(times)])
    finally:
        clients.close()


def _tail(took: Took) -> str:
    return f"p50 {took.quantile(0.5):.2f}, p95 {took.quantile(0.95):.2f}, p99 {took.quantile(0.99):.2f} ms"


@contextmanager
def office() -> Iterator[Settings]:
    """A durable PostgreSQL with the workload published, and an officer for each of its groups who has signed in before."""
    with database("postgresql") as url, tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        settings = settings_for(url, Path(folder))
        found(settings)
        engine = Engine(settings)
        for group in GROUPS:
            department, _, role = group.partition(":")
            posts = (Post(DIVISION, department, Role(role)), Post(DIVISION, department, Role.ROBOT))
            account = {"login": _login(group), "name": group, "password": PASSWORD, "posts": posts, "must_change_password": False}
            engine.execute(EnrolOfficer(command_id=new_command_id(), **account), Viewer.system())
        engine.dispose()
        yield settings


def _login(group: str) -> str:
    return group.replace(":", "-").replace("_", "-")


@contextmanager
def serving(settings: Settings, processes: int) -> Iterator[int]:
    """The product's own server on a free port, pages only. Raises RuntimeError if it does not answer."""
    told = {
        "DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir), "SECRET_KEY": settings.secret_key,
        "DATA_KEY": settings.data_key, "ONESTOP_CONTENT": str(CONTENT), "ONESTOP_PROCESSES": str(processes),
    }  # fmt: skip
    with listening(("engine", "serve", "--no-worker"), told) as port:
        yield port


@contextmanager
def listening(module: tuple[str, ...], told: dict[str, str]) -> Iterator[int]:
    """A module of Python run as a server on a free port, which it is told as PORT beside the rest. Raises RuntimeError if it does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
    command = (sys.executable, "-m", *module)
    server = subprocess.Popen(command, env={**kept, **told, "PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENCE)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            if Session(port).get("/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


class Session:
    """One browser: a connection kept open, its cookies, and the token its forms carry."""

    def __init__(self, port: int) -> None:
        self._wire = Wire(port)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        status, page = self._send("GET", path)
        found = _TOKEN.search(page)
        self.token = found[1] if found else self.token
        return status, page

    def post(self, path: str, *, follows: bool = True, **fields: str) -> int:
        """Without ``follows`` the answer's cookie is not taken: it holds the sentence that the next page shows and drops, and would grow."""
        form = urlencode({**fields, "csrf_token": self.token, "command_id": new_command_id()})
        before = dict(self._cookies)
        status, _ = self._send("POST", path, form, "Content-Type: application/x-www-form-urlencoded\r\n")
        if not follows:
            self._cookies = before
        return status

    def sign_in(self, login: str) -> None:
        self.get("/login")
        if self.post("/login", login=login, password=PASSWORD) != 302 or self.get("/desk")[0] != 200:
            raise RuntimeError(f"{login} could not sign in")

    def follow(self, case_no: str, query_code: str) -> None:
        self.get("/track")
        if self.post("/track", case_no=case_no, query_code=query_code) != 302:
            raise RuntimeError(f"{case_no} could not be followed")

    def _send(self, method: str, path: str, body: str = "", headers: str = "") -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        status, answered, page = self._wire.send(method, path, f"Accept: text/html\r\nCookie: {cookies}\r\n{headers}", body.encode())
        for name, value in answered:
            if name == "set-cookie":
                own, _, kept = value.partition(";")[0].partition("=")
                self._cookies[own] = kept
        return status, page.decode()


class OverHttp:
    """A client whose officers act over HTTP; ``start`` begins cases without it, as it is not what is measured."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._ours = Ours(settings)
        self._officers = {group: Session(port) for group in GROUPS}
        for group, session in self._officers.items():
            session.sign_in(_login(group))

    def start(self) -> str:
        return self._ours.start()

    def complete(self, case_id: str, number: int) -> None:
        _, group, outcome = STEPS[number]
        path = f"/desk/tasks/{case_id}-{self._ours.task_numbers[number]}"
        status = self._officers[group].post(path, follows=False, outcome=outcome, opinion=OPINION)
        if status != 302:
            raise RuntimeError(f"completing {STEPS[number][0]} was answered {status}")

    def warm(self) -> None:
        live_through(self)


class Looking:
    """A window clerk who opens one kind of page, each time of another of his cases, or an applicant who follows them. ``start`` is one look."""

    def __init__(self, settings: Settings, port: int, address: str) -> None:
        ours, self._session, self._address, self._turn = Ours(settings), Session(port), address, 0
        begun = [ours.begin() for _ in range(FOLLOWED)]
        if address.startswith("/track"):
            for each in begun:
                self._session.follow(each.case_no, each.query_code)
        else:
            self._session.sign_in(_login(GROUPS[0]))
        self._cases = [str(each.case_id) for each in begun]
        self._task = ours.task_numbers[0]

    def start(self) -> str:
        case_id = self._cases[self._turn % len(self._cases)]
        self._turn += 1
        status, _ = self._session.get(self._address.format(case=case_id, task=f"{case_id}-{self._task}"))
        if status != 200:
            raise RuntimeError(f"{self._address} was answered {status}")
        return case_id

    def complete(self, case_id: str, number: int) -> None:
        """Nothing: this client only looks."""

    def warm(self) -> None:
        for _ in range(10):
            self.start()
