"""看板: lights by service, department and officer; today's risks, what is stuck and why, and the list behind each number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from engine.queries.board import MOST_SAID, Board
from engine.queries.board_tasks import BoardTasks
from engine.queries.escalations import Escalations
from engine.queries.limits import Limits
from engine.queries.stuck import StuckCases
from web.context import ask
from web.desk_helps import helps_shown
from web.permissions import permit

blueprint = Blueprint("desk_lights", __name__, url_prefix="/desk/board")
ON_BOARD = 10
"""Rows of each list that stand on the board itself."""
LIGHTS = {"red": _l("超期"), "amber": _l("临期"), "green": _l("正常"), "untimed": _l("不计时")}


@blueprint.get("")
@permit("supervisor")
def board() -> str:
    """``?division=``: only that one; ``?all=1``: every officer."""
    division = request.args.get("division", "")
    return render_template(
        "desk_lights/board.html",
        board=ask(Board(division=division)),
        risks=ask(Limits(division=division, risk=True, size=ON_BOARD, most=MOST_SAID)),
        stuck=_with_helps(ask(StuckCases(division=division, size=ON_BOARD))),
        escalations=ask(Escalations()),
        everybody=request.args.get("all") == "1",
    )


@blueprint.get("/tasks")
@permit("supervisor")
def tasks() -> str:
    """``?light= &department= &service= &officer= &division= &page=``: the open steps behind a number."""
    asked = {name: request.args.get(name, "") for name in ("division", "light", "department", "service", "officer")}
    shown = ask(BoardTasks(**asked, page=request.args.get("page", 1, type=int)))
    return render_template("desk_lights/tasks.html", shown=shown, page=shown.page, asked=asked, lights=LIGHTS)


@blueprint.get("/limits")
@permit("supervisor")
def limits() -> str:
    """``?risk=1``: what will be late by tomorrow's closing; else limits of cases that are over."""
    risk = request.args.get("risk") == "1"
    page = ask(Limits(division=request.args.get("division", ""), risk=risk, page=request.args.get("page", 1, type=int)))
    return render_template("desk_lights/limits.html", page=page, risk=risk)


@blueprint.get("/stuck")
@permit("supervisor")
def stuck() -> str:
    found = ask(StuckCases(division=request.args.get("division", ""), page=request.args.get("page", 1, type=int)))
    return render_template("desk_lights/stuck.html", stuck=_with_helps(found))


def _with_helps(found: Any) -> dict[str, Any]:
    rows = [(case, [(each, helps_shown(each.helps)) for each in case.reasons]) for case in found.rows]
    return {"rows": rows, "total": found.total, "page": found.page, "pages": found.pages}
