"""How answers are written: exact JSON, and problems as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response

from engine.domain import exact_json

PROBLEM = "application/problem+json"


def answer(said: Any, status: int = 200) -> Response:
    """Numbers keep every digit; instants are ISO 8601 with their zone."""
    return Response(exact_json.dumps(said), status, mimetype="application/json")


def problem(status: int, title: str, detail: str, problems: Mapping[str, str]) -> Response:
    """``problems``: path → sentence, of what was sent."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if problems:
        said["errors"] = [{"path": path, "detail": sentence} for path, sentence in problems.items()]
    response = Response(exact_json.dumps(said), status, mimetype=PROBLEM)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="onestop"'
    return response


def instant(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()
