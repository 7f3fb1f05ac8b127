"""Whose key a request shows, and what he may ask and do: as his account would on the pages."""

from __future__ import annotations

from typing import Any, cast

from flask import abort, g, request

from engine.domain.errors import Missing
from engine.domain.viewer import Viewer
from engine.queries.api_keys import KeyHolder
from web import context

SCHEME = "bearer "


def holder() -> Viewer:
    """Raises HTTPException 401, alike for no key, one that is wrong, revoked or over, and an account that is closed."""
    if "holder" not in g:
        g.holder = _found(request.headers.get("Authorization", ""))
    return cast(Viewer, g.holder)


def _found(shown: str) -> Viewer:
    if shown[: len(SCHEME)].lower() != SCHEME:
        abort(401)
    try:
        return cast(Viewer, context.ask(KeyHolder(key=shown[len(SCHEME) :].strip()), Viewer.public()).viewer)
    except Missing:
        abort(401)


def ask(query: Any) -> Any:
    return context.ask(query, holder())


def execute(command: Any) -> Any:
    return context.execute(command, holder())
