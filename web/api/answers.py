"""How answers are written: exact JSON, and problems as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.http import HTTP_STATUS_CODES

from engine.domain import exact_json

JSON, PROBLEM = "application/json", "application/problem+json"
_SAME = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
)
"""Of every answer. It is no page: should a browser open it nevertheless, nothing in it is run, drawn or kept."""


class Answer:
    """One as WSGI has it (PEP 3333): its headers are no more than a list of them."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, body: bytes, status: int = 200, content_type: str = JSON) -> None:
        self.body, self.status = body, status
        self.headers = [("Content-Type", content_type), ("Content-Length", str(len(body))), *_SAME]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(f"{self.status} {HTTP_STATUS_CODES[self.status]}", self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


def answer(said: Any) -> Answer:
    """Numbers keep every digit; instants are ISO 8601 with their zone."""
    return Answer(exact_json.dumps(said))


def problem(status: int, title: str, detail: str, problems: Mapping[str, str]) -> Answer:
    """``problems``: path → sentence, of what was sent."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if problems:
        said["errors"] = [{"path": path, "detail": sentence} for path, sentence in problems.items()]
    return Answer(exact_json.dumps(said), status, PROBLEM)


def instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
