"""Word to officers on real wires: an SMTP server and a signed webhook on loopback, through a worker that is killed and channels that are away."""

from __future__ import annotations

import hmac
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from engine.channels.http import signature
from engine.commands.inform import AskColleague
from engine.commands.word import SaveContact
from engine.domain.contact import EMAIL, PHONE, Contact
from engine.domain.word_kinds import COLLEAGUES, KIND_OF, WORK, kind_of
from engine.domain.word_templates import TEMPLATES
from engine.jobs import carrying
from engine.service import SystemClock
from engine.store import outbox, transaction
from tests.databases import KINDS, Databases
from tests.engine.channels.post_office import PostOffice, post_office
from tests.engine.test_processes import until
from tests.engine.world import GOODS, KEY, World, fresh, world_of
from tests.project.source_tree import ROOT
from tests.web.cast import enrol
from tests.web.test_desk_words import someone

SECRET = "of the gateway"
SENDER = "onestop@city.example"


@dataclass
class Webhook:
    """``asked``: (key, body) of every POST; ``taken``: of each key the first that was answered 200.
    ``hold``: it takes a message and keeps whoever sent it waiting."""

    url: str = ""
    asked: list[tuple[str, bytes]] = field(default_factory=list)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    forged: int = 0
    open: bool = True
    hold: threading.Event = field(default_factory=threading.Event)


@contextmanager
def webhook() -> Iterator[Webhook]:
    own = Webhook()
    own.hold.set()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            right = signature(SECRET, self.headers["X-Onestop-Timestamp"], body)
            own.forged += not hmac.compare_digest(right, self.headers["X-Onestop-Signature"])
            key = self.headers["Idempotency-Key"]
            own.asked.append((key, body))
            if own.open and key not in dict(own.taken):  # what the key is for: the second time is the same message
                own.taken.append((key, json.loads(body)))
            own.hold.wait(30)
            self.send_response(200 if own.open else 503)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who was killed hears no answer
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    own.url = f"http://127.0.0.1:{server.server_address[1]}/sms"
    try:
        yield own
    finally:
        own.hold.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def mail() -> Iterator[PostOffice]:
    with post_office() as own:
        yield own


@pytest.fixture
def gateway() -> Iterator[Webhook]:
    with webhook() as own:
        yield own


@contextmanager
def worker(world: World, mail: PostOffice, gateway: Webhook) -> Iterator[subprocess.Popen[str]]:
    """A real one, on the world's database."""
    told = {
        **os.environ, "DATABASE_URL": world.settings.database_url, "SECRET_KEY": "tests", "DATA_KEY": KEY, "DATA_DIR": str(world.settings.data_dir),
        "ONESTOP_CONTENT": str(world.settings.content_root), "ONESTOP_LEASE": "2", "ONESTOP_SMTP_URL": mail.url, "ONESTOP_MAIL_FROM": SENDER,
        "ONESTOP_PHONE_URL": gateway.url, "ONESTOP_PHONE_SECRET": SECRET, "ONESTOP_STAND_IN_URL": "http://127.0.0.1:1/",
    }  # fmt: skip
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", "engine", "work", "--alone"], env=told, cwd=ROOT, text=True, **silent) as own:
        try:
            yield own
        finally:
            own.kill()


def asked(world: World) -> str:
    """赵 wants e-mail and text messages and is asked something, minutes ago; gives the job that carries it."""
    world.clock.set(SystemClock().now() - timedelta(minutes=5))  # so that nothing else falls due for the real worker
    zhao = someone(enrol(world, "zhao")["zhao"])
    contact = Contact("zhao@city.example", "13800000002", frozenset({EMAIL, PHONE}), {})
    world.do(SaveContact(command_id=fresh(), contact=contact), zhao)
    case_id = world.accepted().case_id
    settings = replace(world.settings, smtp_url="smtp://127.0.0.1:1", mail_from=SENDER)
    world.engine.settings, world.engine.parts = settings, replace(world.engine.parts, settings=settings)
    task_id = world.task(case_id, "review_goods").task_id
    world.engine.execute(AskColleague(command_id=fresh(), task_id=task_id, to=str(zhao.officer_id), question="看得清吗？"), GOODS)
    with transaction.reading(world.engine.database) as tx:
        (row,) = [each for each in outbox.waiting(tx, SystemClock().now(), 50) if each.kind == carrying.KIND]
    return str(row.job_id)


@pytest.mark.crash
@pytest.mark.skipif(sys.platform != "linux", reason="kills a process with -9")
def test_a_worker_killed_between_sending_and_writing_down_leaves_one_letter_and_one_message_for_each_key(
    databases: dict[str, Databases], mail: PostOffice, gateway: Webhook
) -> None:
    """On one database: what the other does is in the crash runs."""
    with world_of(databases[KINDS[0]]) as world:
        job_id = asked(world)
        gateway.open = False
        with worker(world, mail, gateway):
            until(lambda: gateway.asked)  # an outage: the letter has gone, the gateway answers 503
            gateway.open = True
            gateway.hold.clear()
            until(lambda: gateway.taken)  # it has taken the message; the worker is killed before it hears so
            (own,) = children_of_this_test()
            os.kill(own, signal.SIGKILL)
        gateway.hold.set()
        with worker(world, mail, gateway):
            until(lambda: done(world, job_id))
    assert {key for key, _body in gateway.asked} == {f"{job_id}:{PHONE}"} and len({body for _key, body in gateway.asked}) == 1
    assert len(gateway.asked) >= 3, "the outage, the one who died, and the one after him"
    assert gateway.forged == 0 and [body["mobile"] for _key, body in gateway.taken] == ["13800000002"]
    (letter,) = mail.letters
    assert letter["To"] == "zhao@city.example" and "看得清吗？" in letter.get_content()


def children_of_this_test() -> list[int]:
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    found = [int(child) for task in tasks for child in task.read_text().split()]
    return [one for one in found if b"engine\0work" in Path(f"/proc/{one}/cmdline").read_bytes()]


def done(world: World, job_id: str) -> bool:
    with transaction.reading(world.engine.database) as tx:
        return outbox.running(tx, job_id) is None and not outbox.waiting(tx, SystemClock().now().replace(year=2100), 50)


def test_each_kind_of_word_takes_the_channels_chosen_for_it(world: World, mail: PostOffice) -> None:
    contact = Contact("a@b.example", "13800000002", frozenset({EMAIL, PHONE}), {}, frozenset({(COLLEAGUES, PHONE), (WORK, EMAIL)}))
    assert Contact.of(contact.kept()) == contact and Contact.of({**contact.kept(), "by": []}).wants(WORK, PHONE) is False
    assert [contact.wants(kind_of("asked"), one) for one in (EMAIL, PHONE)] == [True, False]
    assert [contact.wants(kind_of("task"), one) for one in (EMAIL, PHONE)] == [False, True]
    assert Contact.of({"email": "", "mobile": "", "by": [], "quiet": None}).without == frozenset(), "kept before kinds were known"


def test_every_word_to_an_officer_is_of_a_kind() -> None:
    to_officers = [name for name, template in TEMPLATES.items() if not str(template.label).startswith("申请人")]
    assert sorted(KIND_OF) == sorted(to_officers)


