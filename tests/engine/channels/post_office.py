"""A mail server on loopback that keeps what it is given: enough of SMTP for ``smtplib``, and ways to be out of order."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """``open`` False: it answers every letter with a passing failure."""

    url: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    open: bool = True

    def take(self, letter: EmailMessage) -> str:
        self.letters.append(letter)
        return "250 taken"


@contextmanager
def post_office(take: Callable[[EmailMessage], str] | None = None) -> Iterator[PostOffice]:
    """``take`` gives the line that answers a letter, "" for no answer at all: the line goes dead."""
    office = PostOffice()
    answer = take or office.take

    class Counter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.say("354 go on")
                    if not self.take():
                        return
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok" if office.open or verb != b"MAIL" else "451 out of order")

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                if not line:
                    return False  # whoever wrote it died before its end: no letter
                lines.append(line.removeprefix(b"."))
            said = answer(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
            if said:
                self.say(said)
            return bool(said)

        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who was killed hears no answer
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    office.url = f"smtp://127.0.0.1:{server.server_address[1]}"
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
