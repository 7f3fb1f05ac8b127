"""One request of a system: what it sent, whose key it shows, and what is seen for it. He asks and does what his account may on the pages."""

from __future__ import annotations

from typing import Any, cast

import werkzeug
from werkzeug.exceptions import HTTPException, Unauthorized, UnsupportedMediaType

from engine.content import Process
from engine.domain.errors import Invalid, Missing
from engine.domain.viewer import Viewer
from engine.queries.api_keys import KeyHolder
from engine.service import Engine, Look, Opening
from web.api import sent
from web.api.answers import JSON

SCHEME = "bearer "
_NOBODY = Viewer.public()


class Request(werkzeug.Request):
    max_content_length = sent.LARGEST


class Call:
    """Everything is seen as of one instant until it executes a command. Close it."""

    def __init__(self, engine: Engine, request: Request, task_id: str | None = None) -> None:
        self._engine, self.request = engine, request
        self._task_id = task_id
        self._look: Look | None = None
        self._body: dict[str, Any] | None = None
        self.holder = _NOBODY

    def require_key(self) -> None:
        """Raises HTTPException 401, alike for no key, one that is wrong, revoked or over, and an account that is closed."""
        shown = str(self.request.environ.get("HTTP_AUTHORIZATION", ""))
        if shown[: len(SCHEME)].lower() != SCHEME:
            raise Unauthorized
        try:
            self.holder = cast(Viewer, self.ask(KeyHolder(key=shown[len(SCHEME) :].strip())).viewer)
        except Missing:
            raise Unauthorized from None

    # --- what was sent ---
    def members(self, **wanted: Any) -> dict[str, Any]:
        """As ``sent.members`` of the body. Raises HTTPException for what is no JSON by its type (415) or too much (413), too."""
        return sent.members(self._read(), wanted)

    def _read(self) -> dict[str, Any]:
        if self._body is None:
            if self.request.environ.get("CONTENT_TYPE") != JSON and self.request.mimetype != JSON:  # taken apart only where it says more
                raise UnsupportedMediaType
            self._body = sent.read(self._written())
        return self._body

    def _written(self) -> bytes:
        """As Werkzeug reads it, which is left to it where the body comes in pieces, says no length or is too much."""
        length = self.request.content_length
        if length is not None and length <= sent.LARGEST:
            return cast(bytes, self.request.environ["wsgi.input"].read(length))
        return self.request.get_data()

    # --- the engine ---
    def look(self) -> Look:
        """What is sent begins as its command will."""
        if self._look is None:
            self._look = self._engine.look(self._opening())
        return self._look

    def _opening(self) -> Opening | None:
        if self._task_id is None or self.request.method != "POST":
            return None
        try:
            command_id = sent.command_id(self._read())
        except (Invalid, HTTPException):  # told once his key is known
            return None
        return Opening(command_id, self._task_id) if command_id else None

    def ask(self, query: Any) -> Any:
        return self.look().ask(query, self.holder)

    def process(self, edition_hash: str) -> Process:
        return self.look().process(edition_hash)

    def execute(self, command: Any) -> Any:
        return self._engine.execute(command, self.holder, self._look)  # which ends, and goes over to the command where it can

    def close(self) -> None:
        if self._look is not None:
            self._look.close()
