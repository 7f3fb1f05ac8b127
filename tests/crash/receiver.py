"""The world outside on loopback: registries that answer, an SMS gateway and a mail server that take messages. It remembers every call with
its key, fails now and then, or takes what it is given and never says so, and can be away for a while."""

from __future__ import annotations

import hmac
import json
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from engine.channels.http import signature
from tests.engine.channels.post_office import post_office

SILENT = 0.06  # how often a registry, the gateway or the mail server fails for once
MUTE = 0.03  # how often it takes what it is given and the answer is lost
SECRET = "of the gateway"
SENDER = "onestop@city.example"
TAKEN, REFUSED, UNANSWERED = "taken", "refused", "unanswered"
_CODE = re.compile(r"\b(\d{6})\b")


@dataclass(frozen=True)
class Received:
    """``to`` is registry, phone or mail. ``key``: Idempotency-Key, or a letter's Message-ID. ``taken`` is false where it was answered that it
    was not. ``signed`` is false where a signature was due and does not fit."""

    to: str
    key: str
    body: dict[str, Any]
    taken: bool
    signed: bool = True


class Receiver:
    def __init__(self, seed: int, silent: float = SILENT, mute: float = MUTE) -> None:
        self.received: list[Received] = []
        self._chance, self._silent, self._mute, self._lock = random.Random(seed), silent, mute, threading.Lock()
        self._away_until = 0.0
        self.url, self.mail_url = "", ""

    def away(self, seconds: float) -> None:
        """The gateway and the mail server take nothing for so long."""
        with self._lock:
            self._away_until = time.monotonic() + seconds

    def take(self, to: str, key: str, body: dict[str, Any], *, signed: bool = True) -> str:
        """TAKEN, REFUSED or UNANSWERED (taken, and the line goes dead). The record stands before the caller has its answer."""
        with self._lock:
            away = to != "registry" and time.monotonic() < self._away_until
            chance = self._chance.random()
            fate = REFUSED if away or chance < self._silent else UNANSWERED if chance < self._silent + self._mute else TAKEN
            self.received.append(Received(to, key, body, fate != REFUSED, signed))
            return fate

    def code_for(self, mobile: str) -> str:
        """The newest code sent to this number, or ""."""
        with self._lock:
            texts = [each.body["text"] for each in self.received if each.to == "phone" and each.taken and each.body["mobile"] == mobile]
        found = [code[1] for text in texts if (code := _CODE.search(text))]
        return found[-1] if found else ""

    def letter(self, letter: EmailMessage) -> str:
        """The line of SMTP that answers it, "" for none."""
        body = {"to": str(letter["To"]), "subject": str(letter["Subject"]), "text": letter.get_content()}
        fate = self.take("mail", str(letter["Message-ID"]), body)
        return {TAKEN: "250 taken", REFUSED: "451 out of order", UNANSWERED: ""}[fate]


@contextmanager
def receiving(seed: int, silent: float = SILENT, mute: float | None = None) -> Iterator[Receiver]:
    """``url``/registry and ``url``/phone take POSTs; ``url``/code/<mobile> gives the code last sent there; ``mail_url`` takes letters.
    ``mute``: MUTE when left out, never where nothing is to fail."""
    receiver = Receiver(seed, silent, (MUTE if silent else 0) if mute is None else mute)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        with post_office(receiver.letter) as office:
            receiver.mail_url = office.url
            yield receiver
    finally:
        server.shutdown()
        server.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return  # whoever wrote it died before its end
            to = self.path.strip("/")
            right = signature(SECRET, self.headers.get("X-Onestop-Timestamp", ""), body)
            signed = to != "phone" or hmac.compare_digest(right, self.headers.get("X-Onestop-Signature", ""))
            fate = receiver.take(to, self.headers.get("Idempotency-Key", ""), json.loads(body), signed=signed)
            if fate != UNANSWERED:
                self._answer(200 if fate == TAKEN else 503, b'{"matched": true, "mismatch": []}')

        def do_GET(self) -> None:
            self._answer(200, receiver.code_for(self.path.rpartition("/")[2]).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # a worker was killed while it listened

    return Handler
