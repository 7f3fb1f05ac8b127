"""Tables and reports as files: asked for, made by a job with the rights of who asked, and each time one is taken away written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from engine.commands.work import Job, Work
from engine.domain.errors import Invalid, Missing, Refused
from engine.queries.case_scope import supervised
from engine.queries.sheet_words import WORDS
from engine.store import exports, office

KINDS = {"report": "效能报表", "cases": "办件清单"}
FORMATS = ("xlsx", "csv")
KEPT = timedelta(days=1)
AT_ONCE = 3


@dataclass(frozen=True, kw_only=True)
class AskExport:
    """``kind`` report or cases, ``format`` xlsx or csv, of the days from ``since`` to ``until``; ``process_id`` "" = all services. Supervisors,
    of their divisions; ``words``: what the fixed words (``sheet_words``) are called in his language, none = Chinese. Gives the export's id.
    Raises Refused while three of his are still being made."""

    command_id: str
    kind: str
    format: str
    since: date
    until: date
    process_id: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TakeList:
    """He takes away a list of his own desk as a file of so many rows: the access log says so. Raises Missing for who is no officer."""

    command_id: str
    title: str
    rows: int
    format: str


@dataclass(frozen=True, kw_only=True)
class TakeExport:
    """He takes the file away: the access log says so. Raises Missing when it is not his, or no longer, or not there."""

    command_id: str
    export_id: str


def ask_export(command: AskExport, work: Work) -> str:
    divisions = supervised(work.viewer)
    if work.viewer.officer_id is None:
        raise Missing("没有找到这个页面。")
    if command.kind not in KINDS or command.format not in FORMATS or command.until < command.since:
        raise Invalid("请选择要导出的内容、格式和时段。")
    if exports.waiting_of(work.tx, work.viewer.officer_id) >= AT_ONCE:
        raise Refused("您还有 {number} 个导出没有完成，请等它们完成后再试。", number=AT_ONCE)
    export_id = work.draw_id()
    words = {name: said[:100] for name, said in command.words.items() if name in WORDS}
    span = f"{command.since:%Y%m%d}-{command.until:%Y%m%d}"
    exports.add(
        work.tx,
        export_id=export_id,
        officer_id=work.viewer.officer_id,
        kind=command.kind,
        format=command.format,
        asked={"since": command.since.isoformat(), "until": command.until.isoformat(), "process_id": command.process_id, "words": words},
        divisions=divisions,
        filename=f"{words.get(KINDS[command.kind], KINDS[command.kind])}-{span}.{command.format}",
        asked_at=work.now,
        expires_at=work.now + KEPT,
    )
    work.enqueue(Job(f"export:{export_id}", "make_export", {"export_id": export_id}))
    return export_id


def take_export(command: TakeExport, work: Work) -> None:
    row = exports.find(work.tx, command.export_id)
    if row is None or not exports.is_for(row, work.viewer, work.now):
        raise Missing("没有找到这个文件，它可能已经过期，请重新导出。")
    asked = row.asked
    what = f"下载{KINDS[row.kind]}（{asked['since']} 至 {asked['until']}，{row.rows_done} 行，{row.format}）"
    _log(work, what, row.divisions[0])


def take_list(command: TakeList, work: Work) -> None:
    if work.viewer.officer_id is None or not work.viewer.divisions:
        raise Missing("没有找到这个页面。")
    _log(work, f"下载列表“{command.title[:60]}”（{command.rows} 行，{command.format}）", min(work.viewer.divisions))


def _log(work: Work, what: str, division: str) -> None:
    office.add_access(
        work.tx,
        access_id=work.draw_id(),
        at=work.now,
        officer_id=str(work.viewer.officer_id),
        officer_name=work.viewer.name,
        case_id="",
        division_code=division,
        what=what[:200],
    )
