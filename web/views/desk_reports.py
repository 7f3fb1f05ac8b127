"""效能监察: what a service or all of them did in a period, as figures, charts with their tables, and a heat map."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.queries.figure_sums import Rate
from engine.queries.report_officers import OfficersReport, OfficersShown
from engine.queries.reports import Report, ReportShown
from web.context import ask, look, today
from web.permissions import permit
from web.report_words import LEVEL_WORDS, MARK_WORDS, TIME_WORDS, charts, heat, per_cent, spent
from web.views.public_guide import diagram_of

blueprint = Blueprint("desk_reports", __name__, url_prefix="/supervision/reports")

PERIODS = {"week": _l("近 7 天"), "month": _l("本月"), "last_month": _l("上月"), "quarter": _l("近 90 天"), "year": _l("今年")}
LONGEST = timedelta(days=1100)


@blueprint.get("")
@permit("supervisor")
def report() -> str:
    """``?service=…&period=…``, or ``since`` and ``until`` as ISO days."""
    since, until, period = asked_period()
    shown = ask(Report(since=since, until=until, process_id=request.args.get("service", "")))
    return render_template("desk_reports/report.html", **words_of(shown, period))


@blueprint.get("/officers")
@permit("supervisor")
def officers() -> str:
    """Each officer of the supervisor's divisions; arguments as of ``report``."""
    since, until, period = asked_period()
    shown = ask(OfficersReport(since=since, until=until, process_id=request.args.get("service", "")))
    return render_template("desk_reports/officers.html", **words_of_people(shown, period))


@blueprint.get("/<process_id>/diagram.bpmn")
@permit("supervisor")
def diagram(process_id: str) -> Response:
    return diagram_of(look().current_process(process_id))


def asked_period() -> tuple[date, date, str]:
    """(first day, last day, name of the period or ""); this month where nothing readable was asked."""
    this_day = today()
    since, until = (request.args.get(name, type=_day) for name in ("since", "until"))
    if since and until:
        last = min(max(since, until), this_day)
        return max(min(since, last), last - LONGEST), last, ""
    period = request.args.get("period", "month")
    return *named_period(period, this_day), period if period in PERIODS else "month"


def named_period(period: str, today: date) -> tuple[date, date]:
    first = today.replace(day=1)
    if period == "last_month":
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    begins = {"week": today - timedelta(days=6), "quarter": today - timedelta(days=89), "year": today.replace(month=1, day=1)}
    return begins.get(period, first), today


def words_of_people(shown: OfficersShown, period: str) -> dict[str, Any]:
    return {
        "report": shown, "title": shown.name or _("全部事项"), "period": period, "periods": PERIODS,
        "lasting": lambda minutes: spent(minutes, shown.day_minutes), "rate": lambda own: per_cent(own.share),
    }  # fmt: skip


def words_of(shown: ReportShown, period: str) -> dict[str, Any]:
    def lasting(minutes: float | None) -> str:
        return spent(minutes, shown.day_minutes)

    def rate(own: Rate) -> str:
        return per_cent(own.share)

    return {
        "report": shown,
        "title": shown.name or _("全部事项"),
        "period": period,
        "periods": PERIODS,
        "lasting": lasting,
        "rate": rate,
        "per_cent": per_cent,
        "charts": charts(shown),
        "heat": heat(shown, lasting),
        "time_words": TIME_WORDS,
        "level_words": LEVEL_WORDS,
        "mark_words": MARK_WORDS,
    }


def _day(text: str) -> date:
    """Raises ValueError, by which Flask takes the argument as not given."""
    return date.fromisoformat(text)
