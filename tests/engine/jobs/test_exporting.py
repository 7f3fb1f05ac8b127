"""Exports: what stands in the file is what the page shows, for nobody but who asked, harmless to a spreadsheet, and gone after a day."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from engine.commands.export import AskExport, TakeExport
from engine.domain.errors import Invalid, Missing, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.jobs import counting, exporting
from engine.queries import sheets
from engine.queries.operations import AccessLog
from engine.queries.reports import Report
from engine.queries.sheet_file import Sheet, as_file
from engine.queries.sheet_words import WORDS
from engine.queries.sheets import ExportContent, MyExports
from engine.store import transaction
from engine.store.schema import cases, journal
from tests.engine.jobs.test_counting import BEGAN, ENDED, told
from tests.engine.world import HERE, MONDAY, STALL, WINDOW, World, fresh
from tests.web.cast import enrol

NAMES = frozenset({
    "临时占道经营", "老王早点", "王*", "城市管理局", "市场监督管理局", "政务服务中心", "现场审查", "经营范围审查",
    "受理审查", "审批", "核验身份", "补正材料", "发放许可证",
})  # fmt: skip
"""Names of a service, of steps, departments and people: no words of ours."""
DAYS = {"since": BEGAN, "until": ENDED}


def supervisor(world: World) -> Viewer:
    officer_id = enrol(world, "du")["du"]
    return Viewer.officer(officer_id, "杜察", (Post(HERE, "city_appearance", "supervisor"),))  # type: ignore[arg-type]


def exported(world: World, who: Viewer, kind: str, format_: str, process_id: str = STALL) -> tuple[str, bytes]:
    export_id = world.do(AskExport(command_id=fresh(), kind=kind, format=format_, process_id=process_id, **DAYS), who)
    world.engine.execute(TakeExport(command_id=fresh(), export_id=export_id), who)
    name, content = world.engine.ask(ExportContent(export_id=export_id), who)
    return name, content


def tables(content: bytes) -> dict[str, list[list[str]]]:
    """Title → rows below the headings, of a report as csv."""
    found: dict[str, list[list[str]]] = {}
    title = ""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        if len(row) == 1:
            title = row[0]
            found[title] = []
        elif row:
            found[title].append(row)
    return {name: rows[1:] for name, rows in found.items()}


def strings(content: bytes) -> tuple[list[str], str]:
    """(texts, sheets' XML) of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        pages = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
    return ["".join(one.itertext()) for one in shared], pages


def test_a_report_s_file_says_what_the_page_says_and_what_the_journal_says(world: World) -> None:
    who = supervisor(world)
    told(world)
    counting.anew(world.engine)
    own = world.engine.ask(Report(process_id=STALL, **DAYS), who)
    name, content = exported(world, who, "report", "csv")
    assert name == "效能报表-20260302-20260322.csv" and content.startswith(b"\xef\xbb\xbf")
    found = tables(content)
    assert [[str(n) for n in (p.submitted, p.accepted, p.decided)] for p in own.trend] == [row[1:4] for row in found["走势"]]
    assert found["按时"] == [["法定时限", "2", "0", "100.0"], ["承诺时限", "1", "1", "50.0"]]
    assert {row[0]: row[2] for row in found["各环节"]} == {step.name: str(step.number) for step in own.steps}
    with transaction.reading(world.engine.database) as tx:
        events = tx.execute(select(journal.c.event)).scalars().all()
    counts = dict(found["总览"])
    for words, event in {"收件": "CaseSubmitted", "受理": "CaseAccepted", "办结": "DecisionMade", "拦下的重复补正": "SecondNoticeRefused"}.items():
        assert int(counts[words]) == events.count(event) > 0, words
    texts, _pages = strings(exported(world, who, "report", "xlsx")[1])
    assert {"各环节", "走势"}.isdisjoint(texts) and {"现场审查", "承诺时限", "城市管理局"} <= set(texts)


def test_who_reads_english_gets_every_fixed_word_in_english(world: World) -> None:
    who = supervisor(world)
    told(world)
    counting.anew(world.engine)
    words = {str(word): f"W{number}" for number, word in enumerate(sorted(WORDS))}
    for kind in ("report", "cases"):
        export_id = world.do(AskExport(command_id=fresh(), kind=kind, format="csv", process_id=STALL, words={**words, "老王早点": "x"}, **DAYS), who)
        name, content = world.engine.ask(ExportContent(export_id=export_id), who)
        assert name.startswith("W")
        cells = {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row}
        assert cells & WORDS == set() and {cell for cell in cells if re.search("[\u4e00-\u9fff]", cell)} <= NAMES


def test_a_list_of_cases_holds_each_case_once_masked_and_its_taking_is_logged(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LOT", 2)
    who = supervisor(world)
    told(world)
    _name, content = exported(world, who, "cases", "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    with transaction.reading(world.engine.database) as tx:
        kept = {row.case_no: row for row in tx.execute(select(cases))}
    assert [row["办件编号"] for row in rows] == sorted(kept, key=lambda no: (kept[no].created_at, kept[no].case_id)) and len(rows) == 3
    assert {row["申请人"] for row in rows} == {"王*"} and "33019919650512609X" not in content.decode() and "13800000001" not in content.decode()
    assert {row["决定"] for row in rows} == {"准予", "不予许可", ""}
    auditor = Viewer.officer("a", "沈", (Post(HERE, "data_bureau", "auditor"),))  # type: ignore[arg-type]
    logged = world.engine.ask(AccessLog(), auditor).rows[0]
    assert logged.officer_name == "杜察" and "下载办件清单（2026-03-02 至 2026-03-22，3 行" in logged.what


def test_only_who_asked_may_take_it_while_he_has_the_post_and_for_a_day(world: World) -> None:
    who = supervisor(world)
    export_id = world.do(AskExport(command_id=fresh(), kind="cases", format="csv", **DAYS), who)
    assert world.engine.ask(MyExports(), who)[0].status == "done"
    colleague = Viewer.officer("another", "别", who.posts)
    moved = Viewer.officer(str(who.officer_id), who.name, (Post(HERE, "city_appearance", "reviewer"),))  # type: ignore[arg-type]
    for stranger in (colleague, moved, Viewer.public()):
        with pytest.raises(Missing):
            world.engine.execute(TakeExport(command_id=fresh(), export_id=export_id), stranger)
        with pytest.raises(Missing):
            world.engine.ask(ExportContent(export_id=export_id), stranger)
    assert world.engine.ask(MyExports(), colleague) == ()
    world.stage.pass_time(world.clock.now() + timedelta(days=1, minutes=1))
    exporting.forget_over(world.engine)
    with pytest.raises(Missing):
        world.engine.ask(ExportContent(export_id=export_id), who)
    assert world.engine.ask(MyExports(), who)[0].status == "expired"


def test_a_clerk_may_not_export_and_nonsense_is_refused(world: World) -> None:
    with pytest.raises(Missing):
        world.engine.execute(AskExport(command_id=fresh(), kind="cases", format="csv", **DAYS), WINDOW)
    who = supervisor(world)
    for wrong in ({"kind": "people"}, {"format": "exe"}, {"until": date(2020, 1, 1)}):
        with pytest.raises(Invalid):
            world.engine.execute(AskExport(command_id=fresh(), **{"kind": "cases", "format": "csv", **DAYS, **wrong}), who)
    for _ in range(3):
        world.engine.execute(AskExport(command_id=fresh(), kind="cases", format="csv", **DAYS), who)
    with pytest.raises(Refused, match="还有 3 个"):
        world.engine.execute(AskExport(command_id=fresh(), kind="cases", format="csv", **DAYS), who)


def test_too_many_rows_are_refused_with_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 0)
    who = supervisor(world)
    world.submitted()
    world.do(AskExport(command_id=fresh(), kind="cases", format="xlsx", **DAYS), who)
    (shown,) = world.engine.ask(MyExports(), who)
    assert shown.status == "failed" and "请缩短时段" in shown.failure and shown.asked_at >= MONDAY


def test_what_an_applicant_typed_is_never_a_formula() -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")
    sheet = Sheet("表", ("名称", "数"), tuple((each, 1) for each in evil))
    rows = list(csv.reader(io.StringIO(as_file((sheet,), "csv").decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [f"'{each}" for each in evil]
    texts, pages = strings(as_file((sheet,), "xlsx"))
    assert set(evil) <= set(texts) and "<f>" not in pages
