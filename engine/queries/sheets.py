"""What is exported, as plain tables: a report in sheets, and the list of cases lot by lot. Words are those of ``sheet_words``, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select

from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Missing
from engine.domain.status import CaseStatus
from engine.domain.viewer import Viewer
from engine.queries.case_scope import visible_cases
from engine.queries.figure_sums import Rate
from engine.queries.report_officers import OfficersReport, OfficersShown, officers_report
from engine.queries.reports import Report, ReportShown, report
from engine.queries.sheet_file import Sheet
from engine.store import exports
from engine.store.reader import Reader
from engine.store.schema import cases

LOT = 1000
DRAFTED = timedelta(days=365)
"""A draft is handed in within a year, so no older case need be looked at."""
CASE_COLUMNS = ("办件编号", "事项", "申请人", "关于", "状态", "收件方式", "提交时间", "受理时间", "决定时间", "办结时间", "决定", "评价")
_DECISIONS = {"grant": "准予", "deny": "不予许可"}
_CHANNELS = {"online": "网上", "window": "窗口"}
_COUNTS = {
    "submitted": "收件", "accepted": "受理", "refused": "不受理、不予受理", "noticed": "补正告知", "notice_refused": "拦下的重复补正",
    "decided": "办结", "closed": "归结", "withdrawn": "撤回", "terminated": "终止",
}  # fmt: skip
_TIMES = {"department": "部门办理", "applicant": "等申请人", "statutory": "法定不计时"}
_LEVELS = {"5": "非常满意", "4": "满意", "3": "基本满意", "2": "不满意", "1": "非常不满意"}


@dataclass(frozen=True, kw_only=True)
class ReportSheets:
    """The report of these days as tables; times in working minutes, shares in per cent. Raises what ``Report`` raises."""

    since: date
    until: date
    process_id: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRows:
    """Cases handed in on these days that exist for the viewer, as rows of CASE_COLUMNS, masked as on pages; the next thousand behind
    ``after``, what ``Lot.after`` of the one before said."""

    since: date
    until: date
    process_id: str = ""
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class Lot:
    """``total``: of all, told with the first lot only. ``after`` None = this was the last."""

    rows: tuple[tuple[Any, ...], ...]
    total: int | None
    after: tuple[datetime, str] | None


@dataclass(frozen=True, kw_only=True)
class MyExports:
    """The viewer's own, newest first, at most 30."""


@dataclass(frozen=True)
class ExportShown:
    """``status`` waiting, done, failed or expired; ``total`` None until it is known."""

    export_id: str
    kind: str
    format: str
    filename: str
    status: str
    done: int
    total: int | None
    failure: str
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportContent:
    """The file itself, to be asked for after ``TakeExport``. Raises Missing as that does."""

    export_id: str


def report_sheets(query: ReportSheets, reader: Reader, viewer: Viewer) -> tuple[Sheet, ...]:
    own = report(Report(since=query.since, until=query.until, process_id=query.process_id), reader, viewer)
    people = officers_report(OfficersReport(since=query.since, until=query.until, process_id=query.process_id), reader, viewer)
    return tuple(each for each in (*_sheets(own), _officers(people)) if each.rows)


def _officers(own: OfficersShown) -> Sheet:
    columns = ("经办人", "部门", "办过的环节", "按时", "超期", "按时率%", "没有时限", "用时中位数（工作分钟）", "现在手上", "其中已超期")
    return Sheet("各经办人", columns, tuple((e.name, e.department, e.done, *_rate(e.rate), e.free, e.half, e.open, e.late) for e in own.lines))


def _sheets(own: ReportShown) -> Iterator[Sheet]:
    counts = [("期间", f"{own.since}/{own.until}"), ("事项", own.name or "全部事项"), ("统计截至", _instant(own.counted_at))]
    counts += [(words, own.counts[name]) for name, words in _COUNTS.items()]
    counts += [("办结用时中位数（工作分钟）", own.finish.half), ("办结用时九成不超过（工作分钟）", own.finish.most)]
    counts += [("承诺时限（工作分钟）", own.finish.promise)]
    yield Sheet("总览", ("指标", "数值"), tuple(counts))
    yield Sheet("按时", ("时限", "按时", "超期", "按时率%"), (("法定时限", *_rate(own.statutory)), ("承诺时限", *_rate(own.promised))))
    yield Sheet("时间", ("谁的时间", "平均每件（工作分钟）"), tuple((words, round(own.times[name], 1)) for name, words in _TIMES.items()))
    yield Sheet(
        "走势",
        ("从", "收件", "受理", "办结", "承诺按时", "承诺超期", "用时中位数（工作分钟）"),
        tuple((str(p.begins), p.submitted, p.accepted, p.decided, p.promised.on_time, p.promised.late, p.half) for p in own.trend),
    )
    yield Sheet(
        "各事项",
        ("事项", "收件", "受理", "办结", "承诺按时", "承诺超期", "承诺按时率%", "用时中位数（工作分钟）", "差评"),
        tuple((e.name, e.submitted, e.accepted, e.decided, *_rate(e.promised), e.half, e.poor) for e in own.every),
    )
    yield Sheet(
        "各部门",
        ("部门", "按时", "超期", "按时率%", "没有时限", "用时中位数（工作分钟）"),
        tuple((e.department, *_rate(e.rate), e.free, e.half) for e in own.departments),
    )
    yield Sheet(
        "各部门分项",
        ("部门", "按时", "超期", "按时率%", "没有时限", "用时中位数（工作分钟）", "现在在办", "其中已超期"),
        tuple((e.department, *_rate(e.rate), e.free, e.half, e.open, e.late) for e in own.parts),
    )
    yield Sheet(
        "各环节",
        ("环节", "部门", "次数", "用时中位数（工作分钟）", "九成不超过（工作分钟）", "时限", "按时", "超期", "按时率%"),
        tuple((e.name, e.department, e.number, e.half, e.most, e.limit, *_rate(e.rate)) for e in own.steps),
    )
    yield Sheet("好差评", ("评价", "件数"), tuple((words, own.ratings.levels[level]) for level, words in _LEVELS.items()))


def _rate(own: Rate) -> tuple[Any, ...]:
    return own.on_time, own.late, None if own.share is None else round(100 * own.share, 1)


def case_rows(query: CaseRows, reader: Reader, viewer: Viewer) -> Lot:
    begin, end = (datetime.combine(day, time(0), SHANGHAI) for day in (query.since, query.until + timedelta(days=1)))
    which = [visible_cases(viewer), cases.c.submitted_at >= begin, cases.c.submitted_at < end]
    which += [cases.c.created_at >= begin - DRAFTED, cases.c.created_at < end, cases.c.division_code.in_(sorted(viewer.divisions))]
    which += [cases.c.process_id == query.process_id] if query.process_id else []
    total = None
    if query.after is None:
        total = int(reader.connection.execute(select(func.count()).select_from(cases).where(*which)).scalar_one())
    else:
        at, case_id = query.after
        which.append(or_(cases.c.created_at > at, and_(cases.c.created_at == at, cases.c.case_id > case_id)))
    found = reader.connection.execute(select(cases).where(*which).order_by(cases.c.created_at, cases.c.case_id).limit(LOT)).all()
    after = (found[-1].created_at, found[-1].case_id) if len(found) == LOT else None
    return Lot(tuple(_case_row(row) for row in found), total, after)


def _case_row(row: Any) -> tuple[Any, ...]:
    times = (_instant(each) for each in (row.submitted_at, row.accepted_at, row.decided_at, row.closed_at))
    said = (str(CaseStatus(row.status).label), _CHANNELS.get(row.channel, row.channel))
    return row.case_no, row.process_name, row.applicant_mask, row.subject_name, *said, *times, _DECISIONS.get(row.decision or "", ""), row.rating


def _instant(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def my_exports(query: MyExports, reader: Reader, viewer: Viewer) -> tuple[ExportShown, ...]:
    if viewer.officer_id is None:
        return ()
    return tuple(
        ExportShown(
            row.export_id, row.kind, row.format, row.filename, row.status, row.rows_done, row.rows_total, row.failure or "", row.asked_at,
            row.expires_at,
        )
        for row in exports.newest_of(reader.connection, viewer.officer_id, 30)
    )  # fmt: skip


def export_content(query: ExportContent, reader: Reader, viewer: Viewer) -> tuple[str, bytes]:
    """(file name, bytes)."""
    row = exports.find(reader.connection, query.export_id)
    if row is None or not exports.is_for(row, viewer, reader.now):
        raise Missing("没有找到这个文件，它可能已经过期，请重新导出。")
    return row.filename, exports.content_of(reader.seal, row)


QUERIES = {ReportSheets: report_sheets, CaseRows: case_rows, MyExports: my_exports, ExportContent: export_content}
