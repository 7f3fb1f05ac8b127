"""For machines that watch this one: `/health/live` says that the process answers, `/health` that it is fit for visitors."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify

from engine.domain.errors import Unavailable
from engine.domain.viewer import Viewer
from engine.queries.health import Health
from web.context import ask
from web.permissions import permit

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@permit("public")
def live() -> Any:
    return jsonify(status="ok")


@blueprint.get("/health")
@permit("public")
def ready() -> Any:
    """503 takes this process out of the balance. A queue that lags does not: that is for whoever watches the figure."""
    try:
        found = ask(Health(), Viewer.public())
    except Unavailable:
        return jsonify(status="unavailable", database=False), 503
    fit = found.schema_is_newest
    body = jsonify(status="ok" if fit else "unavailable", database=True, schema=fit, queue_lag_seconds=found.queue_lag_seconds)
    return body, 200 if fit else 503
