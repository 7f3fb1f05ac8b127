"""A client whose departments' own systems complete tasks over ``/api/v1``: a key for each, and a connection that stays open."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import orjson

from bench.workload import OPINION, STEPS, Ours
from engine.commands.api_key import IssueApiKey
from engine.domain.command_id import new_command_id
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.settings import Settings

PATIENCE = 60.0  # seconds for an answer


def issue_key(engine: Engine, login: str) -> str:
    """For the account of this login, whole."""
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    return str(engine.execute(IssueApiKey(command_id=new_command_id(), login=login, label="bench", expires_on=until), Viewer.system()).key)


class System:
    def __init__(self, port: int, key: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._file = self._socket.makefile("rb")
        self._key = key

    def complete(self, task_id: str, outcome: str) -> int:
        """By hand, as ``http.Session`` does it. Gives the status."""
        body = orjson.dumps({"command_id": new_command_id(), "outcome": outcome, "opinion": OPINION})
        head = (
            f"POST /api/v1/tasks/{task_id}/complete HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        status, length = int(self._file.readline().split()[1]), 0
        while line := self._file.readline().rstrip():
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        self._file.read(length)
        return status


class OverApi:
    """``keys``: group → key. ``start`` begins cases without the API, as it is not what is measured."""

    def __init__(self, settings: Settings, port: int, keys: dict[str, str]) -> None:
        self._ours = Ours(settings)
        self._systems = {group: System(port, key) for group, key in keys.items()}

    def start(self) -> str:
        return self._ours.start()

    def complete(self, case_id: str, number: int) -> None:
        _, group, outcome = STEPS[number]
        status = self._systems[group].complete(f"{case_id}-{self._ours.task_numbers[number]}", outcome)
        if status != 200:
            raise RuntimeError(f"completing {STEPS[number][0]} was answered {status}")

    def warm(self) -> None:
        for _ in range(7):
            case_id = self.start()
            for number in range(len(STEPS)):
                self.complete(case_id, number)
