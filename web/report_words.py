"""How figures of reports are said: times, shares, charts with their tables, the heat of a diagram."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engine.queries.report_trend import Point
from engine.queries.reports import ReportShown
from web.language import language

TIME_WORDS = {"department": _l("部门办理"), "applicant": _l("等申请人"), "statutory": _l("法定不计时")}
LEVEL_WORDS = {"5": _l("非常满意"), "4": _l("满意"), "3": _l("基本满意"), "2": _l("不满意"), "1": _l("非常不满意")}
MARK_WORDS = {
    ("accepted", "deemed"): _l("其中视为受理"),
    ("refused", "not_required"): _l("其中不受理"),
    ("refused", "not_competent"): _l("其中不予受理"),
    ("refused", "false_papers"): _l("其中因虚假材料不予受理"),
    ("decided", "grant"): _l("其中准予"),
    ("decided", "deny"): _l("其中不予许可"),
}
HOUR = 60


@dataclass(frozen=True)
class Chart:
    """``drawn`` is what charts.js reads; ``rows`` the same as a table: a heading, then a cell for each series."""

    title: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    drawn: dict[str, Any]


def spent(minutes: float | None, day_minutes: int) -> str:
    """1.6 个工作日 · 3.2 个工作小时 · 25 分钟; a dash for none."""
    if minutes is None:
        return "–"
    if minutes >= day_minutes:
        return _("%(n)s 个工作日", n=f"{minutes / day_minutes:.1f}")
    if minutes >= HOUR:
        return _("%(n)s 个工作小时", n=f"{minutes / HOUR:.1f}")
    return _("%(n)s 分钟", n=f"{minutes:.0f}")


def per_cent(share: float | None) -> str:
    """98.5%, and never 100 % of what is not all."""
    if share is None:
        return "–"
    return f"{share:.1%}" if share == 1 else f"{min(share, 0.999):.1%}"


def charts(shown: ReportShown) -> tuple[Chart, ...]:
    if not any(point.submitted or point.accepted or point.decided for point in shown.trend):
        return ()
    labels = [label(point) for point in shown.trend]
    days = [None if point.half is None else round(point.half / shown.day_minutes, 2) for point in shown.trend]
    shares = [None if point.promised.share is None else round(100 * point.promised.share, 1) for point in shown.trend]
    numbers: tuple[tuple[str, list[Any]], ...] = (
        (_("收件数"), [point.submitted for point in shown.trend]),
        (_("受理数"), [point.accepted for point in shown.trend]),
        (_("办结数"), [point.decided for point in shown.trend]),
    )
    drawn = (
        _chart(_("收件、受理、办结"), labels, numbers, "", "bar"),
        _chart(_("承诺时限内办结的比例"), labels, ((_("按时办结率"), shares),), "%", "line"),
        _chart(_("办结用时的中位数"), labels, ((_("工作日"), days),), "", "line"),
    )
    return tuple(each for each in drawn if any(value is not None for one in each.drawn["series"] for value in one["values"]))


def _chart(title: str, labels: list[str], series: tuple[tuple[str, list[Any]], ...], unit: str, kind: str) -> Chart:
    rows = tuple((labels[place], tuple(_cell(values[place], unit) for _name, values in series)) for place in range(len(labels)))
    drawn = {"labels": labels, "unit": unit, "series": [{"name": name, "values": values, "type": kind} for name, values in series]}
    return Chart(title, _("时间"), tuple(name for name, _values in series), rows, drawn)


def _cell(value: Any, unit: str) -> str:
    return "–" if value is None else f"{value}{unit}"


def label(point: Point) -> str:
    day = point.begins
    if point.span == "month":
        return f"{day.year}年{day.month}月" if language() == "zh" else f"{day:%b %Y}"
    said = f"{day.month}月{day.day}日" if language() == "zh" else f"{day.day} {day:%b}"
    return _("%(day)s 起一周", day=said) if point.span == "week" else said


def heat(shown: ReportShown, lasting: Callable[[float | None], str]) -> dict[str, dict[str, Any]]:
    """Element → how hot, 0 to 1 (the share of its limit the median takes), and what stands on it. Without a limit it stays cold."""
    hot = {}
    for step in shown.steps:
        said = _("%(number)s 次 · %(time)s", number=step.number, time=lasting(step.half))
        hot[step.element] = {"value": None if step.share is None else min(1.0, max(0.01, step.share)), "words": said}
    return hot
