"""How answers are written: exact JSON, and problems as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug import Response

from engine.domain import exact_json

JSON, PROBLEM = "application/json", "application/problem+json"
_SAME = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
]
"""Of every answer. It is no page: should a browser open it nevertheless, nothing in it is run, drawn or kept."""


def answer(said: Any) -> Response:
    """Numbers keep every digit; instants are ISO 8601 with their zone."""
    return raw(exact_json.dumps(said))


def raw(written: bytes | str, status: int = 200, content_type: str = JSON) -> Response:
    return Response(written, status, _SAME, content_type=content_type)


def problem(status: int, title: str, detail: str, problems: Mapping[str, str]) -> Response:
    """``problems``: path → sentence, of what was sent."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if problems:
        said["errors"] = [{"path": path, "detail": sentence} for path, sentence in problems.items()]
    return raw(exact_json.dumps(said), status, PROBLEM)


def instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
