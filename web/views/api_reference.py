"""The API's description for programs, written by hand (``web/api/openapi.json``); a test compares it with what is there."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from web.permissions import permit

blueprint = Blueprint("api_reference", __name__, url_prefix="/api/v1")
_WRITTEN = (Path(__file__).parents[1] / "api" / "openapi.json").read_bytes()


@blueprint.get("/openapi.json")
@permit("public")
def openapi() -> Response:
    return Response(_WRITTEN, mimetype="application/json")
