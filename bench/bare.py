"""What HTTP takes before anything of ours: a view of plain Flask that reads the form and redirects; the product's server, the clients of ``http.py``.

No press on this product can cost less than that and its command; what lies between is sign-in, session, tokens, rights and the view.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from flask import Flask, redirect, request

from bench.clients import Clients, together
from bench.frame import Figure
from bench.http import CLIENTS, PROCESSES, Session, listening
from bench.workload import OPINION, STEPS
from engine.serving import THREADS


def measure(quick: bool) -> Iterable[Figure]:
    rounds, cases = (3, 100) if quick else (5, 400)
    with listening(("bench.bare",), {}) as port:
        clients = Clients(lambda: Pressing(port), CLIENTS)
        took = []
        for _ in range(rounds):
            clients.start(cases)
            took.append(clients.complete())
        clients.close()
    pressed, cores = together(took).per_second, os.cpu_count() or 1
    note = f"{1000 * cores / pressed:.2f} ms of the {cores} cores for a press, its client's part with it"
    yield Figure(f"{CLIENTS} clients, {PROCESSES} web processes: presses on a view that does nothing", pressed, "/s", note=note)


class Pressing:
    def __init__(self, port: int) -> None:
        self._session = Session(port)

    def start(self) -> str:
        return uuid4().hex

    def complete(self, case_id: str, number: int) -> None:
        status = self._session.post(f"/desk/tasks/{case_id}-{number}", follows=False, outcome=STEPS[number][2], opinion=OPINION)
        if status != 302:
            raise RuntimeError(f"a press was answered {status}")

    def warm(self) -> None:
        for _ in range(100):
            self.complete("warm", 0)


def site() -> Flask:
    app = Flask(__name__)

    @app.get("/health")
    def health() -> str:
        return ""

    @app.post("/desk/tasks/<task_id>")
    def press(task_id: str) -> Any:
        return redirect(f"/desk?after={request.form['outcome']}")

    return app


def serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import MPServer

    multiprocessing.set_start_method("fork")
    same: dict[str, Any] = {"workers": PROCESSES, "blocking_threads": THREADS, "interface": Interfaces.WSGI, "log_enabled": False}
    MPServer(target="bench.bare", address="127.0.0.1", port=port, **same).serve(target_loader=site, wrap_loader=False)


if __name__ == "__main__":
    serve(int(os.environ["PORT"]))
