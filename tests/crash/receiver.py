"""The world outside on loopback: registries that answer and an SMS gateway that takes messages. It remembers every call with its key."""

from __future__ import annotations

import json
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SILENT = 0.06  # how often a registry, or the gateway, fails for once
_CODE = re.compile(r"\b(\d{6})\b")


@dataclass(frozen=True)
class Received:
    """``to`` is registry or phone; ``taken`` is false where it answered 503 instead."""

    to: str
    key: str
    body: dict[str, Any]
    taken: bool


class Receiver:
    def __init__(self, seed: int, silent: float = SILENT) -> None:
        self.received: list[Received] = []
        self._chance, self._silent, self._lock = random.Random(seed), silent, threading.Lock()
        self.url = ""

    def take(self, to: str, key: str, body: dict[str, Any]) -> bool:
        """Remember the call; false if this one is to fail. The record stands before the caller has its answer."""
        with self._lock:
            taken = self._chance.random() >= self._silent
            self.received.append(Received(to, key, body, taken))
            return taken

    def code_for(self, mobile: str) -> str:
        """The newest code sent to this number, or ""."""
        with self._lock:
            texts = [each.body["text"] for each in self.received if each.to == "phone" and each.taken and each.body["mobile"] == mobile]
        found = [code[1] for text in texts if (code := _CODE.search(text))]
        return found[-1] if found else ""


@contextmanager
def receiving(seed: int, silent: float = SILENT) -> Iterator[Receiver]:
    """``url``/registry and ``url``/phone take POSTs; ``url``/code/<mobile> gives the code last sent there."""
    receiver = Receiver(seed, silent)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken = receiver.take(self.path.strip("/"), self.headers.get("Idempotency-Key", ""), body)
            self._answer(200 if taken else 503, b'{"matched": true, "mismatch": []}')

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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
