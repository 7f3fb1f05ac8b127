"""Making the file somebody asked for, with the rights he has now; how far it is stands in its row, lot by lot.

A job that died begins again and writes the same file over. Cells are text or numbers, never formulas: a name that begins like one is told as
text (xlsx), or gets an apostrophe before it (csv), so that no spreadsheet runs what an applicant typed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import xlsxwriter

from engine.domain.errors import EngineError, Refused
from engine.domain.viewer import Viewer
from engine.queries.session import OfficerSession
from engine.queries.sheets import CASE_COLUMNS, CaseRows, ReportSheets, Sheet
from engine.service import Engine
from engine.store import exports, transaction

MOST_ROWS = 200_000
BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def make(engine: Engine, export_id: str) -> None:
    with transaction.reading(engine.database) as tx:
        row = exports.find(tx, export_id)
    if row is None or row.status != exports.WAITING:
        return
    try:
        content, number = _made(engine, row)
    except EngineError as error:
        if not error.permanent:
            raise
        failure = str(error)
        transaction.retrying(lambda: _write(engine, lambda tx: exports.fail(tx, export_id, failure)))
        return
    now = engine.clock.now()
    transaction.retrying(lambda: _write(engine, lambda tx: exports.finish(tx, engine.parts.seal, export_id, content, number, now)))


def forget_over(engine: Engine) -> None:
    """The contents of files whose day is over; nobody gets them any more before that, either."""
    now = engine.clock.now()
    transaction.retrying(lambda: _write(engine, lambda tx: exports.expire(tx, now)))


def _write(engine: Engine, change: Any) -> None:
    with transaction.writing(engine.database) as tx:
        change(tx)


def _made(engine: Engine, row: Any) -> tuple[bytes, int]:
    seen = engine.ask(OfficerSession(officer_id=row.officer_id), Viewer.system())
    viewer = Viewer.officer(seen.officer_id, seen.name, seen.posts)
    asked = {"since": date.fromisoformat(row.asked["since"]), "until": date.fromisoformat(row.asked["until"]), "process_id": row.asked["process_id"]}
    if row.kind == "report":
        sheets: Iterable[Sheet] = engine.ask(ReportSheets(**asked), viewer)
    else:
        sheets = [Sheet("办件清单", CASE_COLUMNS, tuple(_cases(engine, row.export_id, asked, viewer)))]
    told = tuple(sheets)
    return as_file(told, row.format), sum(len(each.rows) for each in told)


def _cases(engine: Engine, export_id: str, asked: dict[str, Any], viewer: Viewer) -> Iterator[tuple[Any, ...]]:
    lot = engine.ask(CaseRows(**asked), viewer)
    total, done = lot.total, 0
    if total > MOST_ROWS:
        raise Refused("一共有 {total} 件，超过一次能导出的 {most} 件，请缩短时段。", total=total, most=MOST_ROWS)
    while True:
        yield from lot.rows
        done += len(lot.rows)
        told = min(done, total)
        transaction.retrying(lambda told=told: _write(engine, lambda tx: exports.progress(tx, export_id, told, total)))
        if lot.after is None:
            return
        lot = engine.ask(CaseRows(**asked, after=lot.after), viewer)


def as_file(sheets: tuple[Sheet, ...], format_: str) -> bytes:
    return _xlsx(sheets) if format_ == "xlsx" else _csv(sheets)


def _xlsx(sheets: tuple[Sheet, ...]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            for column, words in enumerate(sheet.columns):
                page.write_string(0, column, words, bold)
                page.set_column(column, column, max(10, 2.2 * len(words)))
            for number, row in enumerate(sheet.rows, 1):
                for column, value in enumerate(row):
                    _cell(page, number, column, value)
    return held.getvalue()


def _cell(page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)


def _csv(sheets: tuple[Sheet, ...]) -> bytes:
    """Several tables one below the other, each under its title."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if len(sheets) > 1:
            writer.writerows([[]] * bool(number) + [[sheet.title]])
        writer.writerow([_harmless(each) for each in sheet.columns])
        writer.writerows([_harmless(each) for each in row] for row in sheet.rows)
    return (BOM + held.getvalue()).encode()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
