"""A client whose departments' own systems complete tasks over ``/api/v1``: a key for each, and a connection that stays open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson

from bench.wire import Wire
from bench.workload import OPINION, STEPS, Ours, live_through
from engine.commands.api_key import IssueApiKey
from engine.domain.command_id import new_command_id
from engine.domain.viewer import Viewer
from engine.service import Engine
from engine.settings import Settings


def issue_key(engine: Engine, login: str) -> str:
    """For the account of this login, whole."""
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    return str(engine.execute(IssueApiKey(command_id=new_command_id(), login=login, label="bench", expires_on=until), Viewer.system()).key)


class System:
    def __init__(self, port: int, key: str) -> None:
        self._wire = Wire(port)
        self._headers = f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"

    def complete(self, task_id: str, outcome: str) -> int:
        """The answer's status."""
        body = orjson.dumps({"command_id": new_command_id(), "outcome": outcome, "opinion": OPINION})
        return self._wire.send("POST", f"/api/v1/tasks/{task_id}/complete", self._headers, body)[0]


class OverApi:
    """``keys``: group → key. ``start`` begins cases without the API, as it is not what is measured.

    For each round the systems connect anew: which web process a connection falls to is chance, and one draw would decide all rounds."""

    def __init__(self, settings: Settings, port: int, keys: dict[str, str]) -> None:
        self._ours, self._port, self._keys = Ours(settings), port, keys
        self._systems = dict[str, System]()

    def start(self) -> str:
        self._systems.clear()
        return self._ours.start()

    def complete(self, case_id: str, number: int) -> None:
        if not self._systems:
            self._systems.update({group: System(self._port, key) for group, key in self._keys.items()})
        _, group, outcome = STEPS[number]
        status = self._systems[group].complete(f"{case_id}-{self._ours.task_numbers[number]}", outcome)
        if status != 200:
            raise RuntimeError(f"completing {STEPS[number][0]} was answered {status}")

    def warm(self) -> None:
        live_through(self)
