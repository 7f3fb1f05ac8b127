"""我的办理情况: what an officer did himself in a period, in time or late, and what he has in his hands now."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.queries.report_officers import MyFigures
from web.context import ask
from web.desk_frame import DESK_ROLES
from web.permissions import permit
from web.views.desk_reports import asked_period, words_of_people

blueprint = Blueprint("desk_figures", __name__, url_prefix="/desk/figures")


@blueprint.get("")
@permit(*DESK_ROLES)
def mine() -> str:
    since, until, period = asked_period()
    return render_template("desk_reports/mine.html", **words_of_people(ask(MyFigures(since=since, until=until)), period))
