"""效能监察: who is late, and by how much."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.queries.supervision import OverdueTasks
from web.context import ask
from web.permissions import permit

blueprint = Blueprint("desk_supervision", __name__, url_prefix="/supervision")


@blueprint.get("/overdue")
@permit("supervisor")
def overdue() -> str:
    return render_template("desk_supervision/overdue.html", tasks=ask(OverdueTasks()))
