"""The working calendar: a year at a glance; every day is a button that turns it into a day off, a make-up day, or back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine.commands.office import SaveCalendarYear
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Invalid
from engine.queries.office import CalendarYear, YearShown
from web.context import ask, command_id, engine, execute
from web.permissions import permit

blueprint = Blueprint("admin_calendar", __name__, url_prefix="/admin/calendar")


@blueprint.get("", strict_slashes=False)
@permit("system_admin")
def this_year() -> Any:
    return redirect(url_for("admin_calendar.year", year=engine().clock.now().astimezone(SHANGHAI).year))


@blueprint.get("/<int:year>")
@permit("system_admin")
def year(year: int) -> str:
    shown = ask(CalendarYear(year=year))
    return render_template(
        "admin_calendar/year.html", year=shown, holidays=set(shown.holidays), makeup_days=set(shown.makeup_days), changed=False
    )


@blueprint.post("/<int:year>")
@permit("system_admin")
def change(year: int) -> Any:
    """``toggle=<day>`` draws the year anew with that day turned, nothing saved yet; ``save`` keeps it and recounts all open clocks."""
    shown = ask(CalendarYear(year=year))
    holidays, makeup_days = _days("holiday"), _days("makeup")
    if "toggle" in request.form:
        _turn(_day(request.form["toggle"]), holidays, makeup_days)
    holidays -= makeup_days  # a weekend inside a holiday that is worked
    if "save" not in request.form:
        return _redrawn(shown, holidays, makeup_days)
    recounted = execute(
        SaveCalendarYear(
            command_id=command_id(),
            year=year,
            holidays=tuple(sorted(holidays)),
            makeup_days=tuple(sorted(makeup_days)),
            provisional=request.form.get("provisional") == "true",
        )
    )
    if recounted.goes_on:
        flash(_("已保存 %(year)s 年的工作日历，在办时限正在后台逐件重新计算，算完后管理日志里有总数。", year=year), "success")
    else:
        flash(_("已保存 %(year)s 年的工作日历，重新计算了 %(n)s 个在办时限。", year=year, n=recounted.moved), "success")
    return redirect(url_for("admin_calendar.year", year=year))


def _redrawn(shown: YearShown, holidays: set[date], makeup_days: set[date]) -> str:
    return render_template(
        "admin_calendar/year.html",
        year=shown,
        holidays=holidays,
        makeup_days=makeup_days,
        changed=True,
        provisional=request.form.get("provisional") == "true",
    )


def _turn(day: date, holidays: set[date], makeup_days: set[date]) -> None:
    """A weekday becomes a holiday and back, a Saturday or Sunday a make-up day and back."""
    chosen = makeup_days if day.weekday() >= 5 else holidays
    if day in holidays or day in makeup_days:
        holidays.discard(day)
        makeup_days.discard(day)
    else:
        chosen.add(day)


def _days(name: str) -> set[date]:
    return {_day(text) for text in request.form.get(name, "").split()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("“{text}”不是日期。", text=text[:20]) from error
