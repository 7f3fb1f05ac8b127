"""The town of a crash run: its folder, its database, its officers, its processes; everything up, and everything down again."""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine import operation
from engine.commands.found import EnrolOfficer
from engine.commands.word import SaveContact
from engine.domain.contact import EMAIL, PHONE, Contact
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.domain.word_kinds import TIME
from engine.service import Engine
from engine.settings import Settings, read_settings
from tests.crash.applicant import DIVISION
from tests.crash.officer import PASSWORD
from tests.crash.postgres import Cluster
from tests.crash.processes import Process, outlived, plain_environment
from tests.crash.receiver import SECRET, SENDER, Receiver
from tests.ports import free_port

HERE = Path(__file__).parent
SERVICES = HERE.parent / "services"
WEBS = 2
WORKERS = ((), ("--alone",))  # options of `work`: one with a supervisor of its own, one as a service manager runs it
LEASE = "10"  # seconds until a dead worker's jobs are taken back
OFFICERS = {  # login → name, department, role; where two hold the same post they reach for the same tasks
    "li": ("李静", "service_hall", "window"),
    "lin": ("林霞", "service_hall", "window"),
    "zhao": ("赵敏", "city_appearance", "reviewer"),
    "qian": ("钱江", "market_regulation", "reviewer"),
    "feng": ("冯远", "market_regulation", "reviewer"),
    "sun": ("孙立", "city_appearance", "approver"),
}
CONTACTS = {  # login → where he wants to be told, too; who is missing reads the page only
    "li": Contact("li@city.example", "13900000001", frozenset({EMAIL, PHONE}), {}),
    "lin": Contact("", "13900000002", frozenset({PHONE}), {}),
    "qian": Contact("qian@city.example", "13900000003", frozenset({EMAIL, PHONE}), {}),
    "feng": Contact("feng@city.example", "", frozenset({EMAIL}), {}),
    "zhao": Contact("zhao@city.example", "13900000004", frozenset({EMAIL, PHONE}), {}, frozenset({(TIME, PHONE)})),
}


@dataclass
class City:
    folder: Path
    settings: Settings
    cluster: Cluster | None
    receiver: Receiver
    officer_ids: dict[str, str] = field(default_factory=dict)
    webs: list[Process] = field(default_factory=list)
    workers: list[Process] = field(default_factory=list)

    @property
    def sites(self) -> list[str]:
        return [web.address for web in self.webs]

    def up(self) -> None:
        """Everything runs and answers; what does not is started."""
        if self.cluster is not None:
            self.cluster.ready()
        for process in [*self.webs, *self.workers]:
            process.ready()

    def serving(self) -> None:
        """The database and a web server answer."""
        if self.cluster is not None:
            self.cluster.ready()
        while not any(web.answers() for web in self.webs):
            self.webs[0].ready()

    def down(self) -> None:
        """No programs any more; the database stays."""
        for process in [*self.webs, *self.workers]:
            process.kill()


@contextmanager
def founded(database: str, folder: Path, receiver: Receiver) -> Iterator[City]:
    """A city on its first day, not yet serving; at the end nothing of it runs any more."""
    cluster = Cluster(folder / "pg") if database == "postgresql" else None
    lay_out_content(folder / "content")
    city = None
    try:
        url = f"sqlite:///{folder / 'onestop.sqlite'}"
        if cluster is not None:
            cluster.ready()
            cluster.run("create database onestop")
            url = cluster.url()
        environment = _environment(folder, url, receiver)
        city = City(folder, read_settings(environment), cluster, receiver)
        city.officer_ids = _open_office(city.settings)
        _add_processes(city, environment)
        yield city
    finally:
        if city is not None:
            city.down()
            outlived(city.settings.data_dir)
        if cluster is not None:
            cluster.stop()


def lay_out_content(folder: Path) -> None:
    """The tests' own departments, calendar and letters, and the service made for crashing."""
    shutil.copytree(SERVICES / "bpmn" / "_shared", folder / "bpmn" / "_shared")
    shutil.copytree(HERE / "content", folder, dirs_exist_ok=True)


def _environment(folder: Path, url: str, receiver: Receiver) -> dict[str, str]:
    """Uploads lie in a directory beside SQLite and in the database on PostgreSQL, so that both stores are killed."""
    return {
        **plain_environment(),
        "DATABASE_URL": url,
        "DATA_DIR": str(folder / "var"),
        "SECRET_KEY": "crash",
        "DATA_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "HOST": "127.0.0.1",
        "ONESTOP_CONTENT": str(folder / "content"),
        "ONESTOP_FILES": "database" if url.startswith("postgresql") else "directory",
        "ONESTOP_LEASE": LEASE,
        "ONESTOP_PROCESSES": "2",
        "ONESTOP_STAND_IN_URL": f"{receiver.url}/registry",
        "ONESTOP_PHONE_URL": f"{receiver.url}/phone",
        "ONESTOP_PHONE_SECRET": SECRET,
        "ONESTOP_SMTP_URL": receiver.mail_url,
        "ONESTOP_MAIL_FROM": SENDER,
    }


def _open_office(settings: Settings) -> dict[str, str]:
    engine = operation.prepare(settings, with_demo=False)
    ids = enrolled(engine)
    engine.dispose()
    return ids


def enrolled(engine: Engine) -> dict[str, str]:
    """Everybody with his post and his contact: login → officer id."""
    ids = {}
    for login, (name, _, _) in OFFICERS.items():
        command = EnrolOfficer(
            command_id=f"enrol-{login}", login=login, name=name, password=PASSWORD, posts=(post_of(login),), must_change_password=False
        )
        ids[login] = str(engine.execute(command, Viewer.system()))
        if login in CONTACTS:
            engine.execute(SaveContact(command_id=f"contact-{login}", contact=CONTACTS[login]), viewer_of(login, ids[login]))
    return ids


def post_of(login: str) -> Post:
    _, department, role = OFFICERS[login]
    return Post(DIVISION, department, role)  # type: ignore[arg-type]


def viewer_of(login: str, officer_id: str) -> Viewer:
    return Viewer.officer(officer_id, OFFICERS[login][0], (post_of(login),))


def _add_processes(city: City, environment: dict[str, str]) -> None:
    for number in range(1, WEBS + 1):
        port = free_port()
        command = ["-m", "engine", "serve", "--no-worker"]
        own = {**environment, "PORT": str(port)}
        city.webs.append(Process(f"web {number}", command, own, city.folder / f"web{number}.txt", f"http://127.0.0.1:{port}"))
    for number, options in enumerate(WORKERS, 1):
        command = ["-m", "engine", "work", *options]
        city.workers.append(Process(f"worker {number}", command, environment, city.folder / f"worker{number}.txt"))
