"""A small registry server for a first run without any department system.

Its answers are made up (``bpmn/_shared/stand_in.toml``) and say so: the source it names is 演示数据, and pages show that.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from engine.domain import exact_json

SOURCE = "演示数据（示范登记系统）"
MOST_BYTES = 256 * 1024


class StandIn:
    """``answers``: ``[default]`` topic → reply; ``[[case]]`` with ``mentions`` (a text anywhere in the inputs, a credit code say) and
    ``replies`` by topic, or ``silent = true`` and ``topics`` for registries that do not answer.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._defaults: Mapping[str, Any] = answers.get("default", {})
        self._cases: list[Mapping[str, Any]] = list(answers.get("case", []))

    def answer(self, topic: str, inputs: Any) -> Mapping[str, Any] | None:
        """The reply, or None for silence."""
        said = exact_json.dumps(inputs).decode()
        for case in self._cases:
            if case["mentions"] in said and topic in case.get("topics", case.get("replies", {})):
                return None if case.get("silent") else {**self._defaults.get(topic, {}), **case["replies"][topic]}
        return self._defaults.get(topic)


def serve(path: Path, port: int = 0) -> tuple[ThreadingHTTPServer, str]:
    """Start on loopback in a thread; gives the server (``shutdown`` ends it) and its address. Port 0 takes a free one."""
    stand_in = StandIn(tomllib.loads(path.read_text(encoding="utf-8")))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            try:
                asked = exact_json.loads(self.rfile.read(min(length, MOST_BYTES)))
                reply = stand_in.answer(asked["topic"], asked["inputs"])
            except (ValueError, KeyError, TypeError):
                self.send_error(400)
                return
            if reply is None:
                self.send_error(503)
                return
            body = exact_json.dumps(reply)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Source-Name", quote(SOURCE))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, name="stand-in", daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"
