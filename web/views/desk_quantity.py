"""受理顺序 of a limited item: who stands in line, the first accepted first."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.queries.quantity import QuantityLine
from web.context import ask
from web.permissions import permit

blueprint = Blueprint("desk_quantity", __name__, url_prefix="/desk/quantity")


@blueprint.get("/<process_id>")
@permit("window", "reviewer", "approver", "inspector", "hearing_chair", "supervisor")
def line(process_id: str) -> str:
    return render_template("desk_quantity/line.html", lines=ask(QuantityLine(process_id=process_id)))
