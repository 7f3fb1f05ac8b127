"""办事指南 of one service, and its process drawn."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from engine.queries.catalogue import Guide
from web.context import ask, look
from web.permissions import permit

blueprint = Blueprint("public_guide", __name__)


@blueprint.get("/services/<process_id>")
@permit("public")
def guide(process_id: str) -> str:
    return render_template("public_guide/guide.html", guide=ask(Guide(process_id=process_id)))


@blueprint.get("/services/<process_id>/diagram.bpmn")
@permit("public")
def diagram(process_id: str) -> Response:
    process = look().current_process(process_id)
    return diagram_of(process)


def diagram_of(process) -> Response:  # type: ignore[no-untyped-def]
    """The main diagram of an edition, as drawn."""
    return Response(process.bundle.file(process.item.process), mimetype="application/xml")
