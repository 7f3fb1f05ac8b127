"""Making the file somebody asked for, with the rights he has now; how far it is stands in its row, lot by lot.

A job that died begins again and writes the same file over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.domain.errors import EngineError, Refused
from engine.domain.viewer import Viewer
from engine.queries.session import OfficerSession
from engine.queries.sheet_file import Sheet, as_file
from engine.queries.sheets import CASE_COLUMNS, CaseRows, ReportSheets
from engine.service import Engine
from engine.store import exports, transaction

MOST_ROWS = 200_000


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
    told = tuple(_in_his_words(each, row.asked.get("words") or {}) for each in sheets)
    return as_file(told, row.format), sum(len(each.rows) for each in told)


def _in_his_words(sheet: Sheet, words: Mapping[str, str]) -> Sheet:
    """The fixed words as who asked reads them; without ``words`` in Chinese."""
    if not words:
        return sheet
    cells = (tuple(words.get(cell, cell) if isinstance(cell, str) else cell for cell in row) for row in sheet.rows)
    return Sheet(words.get(sheet.title, sheet.title), tuple(words.get(each, each) for each in sheet.columns), tuple(cells))


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
