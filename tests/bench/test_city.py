"""A city told by the generator: its cases are as good as lived ones, and no question to it reads more than it shows.

The lists' limits are set low here, so that a few hundred cases stand for a million: who reads beyond them reads them all.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from bench.generator import City, fill, officer
from bench.workload import OPINION, PROCESS, settings_for
from engine.commands.task import CompleteTask
from engine.domain.officer import Post, Role
from engine.domain.viewer import Viewer
from engine.jobs.lights import count_when_due
from engine.queries import board_tasks, desk, desk_folders, limits, notice, operations, paging, stuck
from engine.queries import licences as register
from engine.queries.api_tasks import OpenTasks
from engine.queries.board import Board
from engine.queries.case_file import CaseFile
from engine.queries.catalogue import Services
from engine.queries.design import DesignList
from engine.queries.desk import SORTS, DeskFolder, DeskRail
from engine.queries.followed import Followed
from engine.queries.granted import Granted
from engine.queries.notice import Notices
from engine.queries.operations import AccessLog, AdministrationLog, Incidents, Jobs, SentMessages
from engine.queries.progress import Progress
from engine.queries.report_officers import MyFigures, OfficersReport
from engine.queries.reports import Report
from engine.queries.standstill import Standstill
from engine.queries.supervision import OverdueTasks
from engine.queries.task_page import TaskPage
from engine.service import Engine
from engine.store import cases, journal, licences, transaction
from engine.store.schema import cases as table_of_cases
from tests.databases import KINDS
from tests.engine.world import fresh
from tests.plans import GROWING, nodes_of

CASES = 800
WINDOW, TAX = officer("service_hall:window"), officer("tax:reviewer")
MARK = re.compile(r"\$(\d+)")
READ = 250  # rows a question may touch: far fewer than the cases of one division have


@pytest.fixture(scope="module", params=KINDS)
def city(request: pytest.FixtureRequest, databases: dict[str, Any]) -> Iterator[Engine]:
    with databases[request.param].fresh() as url, tempfile.TemporaryDirectory() as folder:
        settings = settings_for(url, Path(folder))
        fill(settings, City(CASES, open_share=0.5, divisions=(WINDOW.posts[0].division, "330784")), processes=1)
        engine = Engine(settings)
        licensed(engine)
        yield engine
        engine.dispose()


def licensed(engine: Engine) -> None:
    """A licence for each case granted, of which one in three has come to an end."""
    ends = cycle(["valid", "valid", "expired", "valid", "deregistered", "renewed"])
    seal = engine.parts.seal
    with transaction.writing(engine.database) as tx:
        for number, case in enumerate(tx.execute(select(table_of_cases).where(table_of_cases.c.decision == "grant"))):
            shown = {name: getattr(case, name) for name in ("case_id", "division_code", "process_id", "process_name", "subject_name", "subject_initials")}
            holder = {"holder_mask": case.applicant_mask, "holder_lookup": case.applicant_lookup, "holder_initials": case.applicant_initials}
            until, status = date(2030, 1, 1) + timedelta(days=number), next(ends)
            licences.add(
                tx, **shown, **holder, licence_id=case.case_id, number=f"330783-证〔2026〕{number:06d}号", name="许可证", department=case.lead_department,
                origin_case_id=case.case_id, holder_sealed=seal.close({}), granted_on=date(2026, 1, 1), valid_from=date(2026, 1, 1), valid_until=until,
                file_by=until, warn_on=until - timedelta(days=365 * 5 if number % 9 == 0 else 60), status=status,
            )  # fmt: skip
    with transaction.writing(engine.database) as tx:
        tx.execute(text("ANALYZE licence"))


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (paging, desk, desk_folders, board_tasks, limits, stuck):
        monkeypatch.setattr(module, "MOST", 20)
    monkeypatch.setattr(desk, "MOST_BESIDE", 10)
    monkeypatch.setattr(desk, "MOST_LATE_BESIDE", 20)
    monkeypatch.setattr(desk_folders, "MOST_LATE", 30)
    monkeypatch.setattr(register, "MOST", 20)
    for module in (desk_folders, operations, notice, register):
        monkeypatch.setattr(module, "LOOK_BACK", 40)


def rows(city: Engine, statement: str) -> list[Any]:
    with transaction.reading(city.database) as tx:
        return list(tx.execute(text(statement)))


def test_every_told_case_has_a_whole_chain_and_a_division_in_each_row(city: Engine) -> None:
    told = rows(city, "SELECT case_id FROM cases")
    assert len(told) == CASES + 7
    with transaction.reading(city.database) as tx:
        broken = [row.case_id for row in told[::8] if journal.first_broken(tx, city.parts.seal, cases.load(tx, row.case_id)) is not None]
    assert broken == []
    assert rows(city, "SELECT 1 FROM journal WHERE division_code IS NULL") == []


def test_a_told_case_goes_on_from_where_it_stands_to_its_end(city: Engine) -> None:
    own = rows(city, "SELECT case_id FROM task WHERE element_id = 'approve' AND status = 'open' AND division_code = '330784' LIMIT 1")[
        0
    ].case_id
    task_id = rows(city, f"SELECT task_id FROM task WHERE case_id = '{own}' AND status = 'open'")[0].task_id
    approver = officer("market_regulation:approver", "330784")
    city.execute(CompleteTask(command_id=fresh(), task_id=task_id, outcome="grant", opinion=OPINION), approver)
    with transaction.reading(city.database) as tx:
        assert cases.load(tx, own).status == "closed"
        assert journal.first_broken(tx, city.parts.seal, cases.load(tx, own)) is None


def test_counts_say_that_there_are_more(city: Engine) -> None:
    assert str(dict(city.ask(DeskRail(), TAX).folders)["department"]) == "10+"
    assert str(dict(city.ask(DeskRail(), TAX).folders)["handled"]).endswith("+"), "more acts than were looked through"
    page = city.ask(DeskFolder(folder="department"), TAX).page
    assert (str(page.total), page.pages, len(page.rows)) == ("20+", 1, 30 if page.total > 30 else len(page.rows))


def test_the_most_pressing_come_first_however_many_there_are(city: Engine) -> None:
    shown = [row.task_id for row in city.ask(DeskFolder(folder="department"), TAX).page.rows]
    by_hand = rows(
        city,
        "SELECT task_id FROM task WHERE status = 'open' AND division_code = '330783' AND department = 'tax' AND role = 'reviewer' "
        "ORDER BY coalesce(due_at, '9999-01-01 00:00:00+00'), opened_at, task_id",
    )
    assert shown == [row.task_id for row in by_hand][: len(shown)]


def questions(city: Engine) -> Iterator[tuple[str, Any, Viewer]]:
    for viewer in (WINDOW, TAX):
        yield "rail", DeskRail(), viewer
        yield "tasks for another system", (first := OpenTasks(limit=10)), viewer
        yield "more of them", replace(first, after=city.ask(first, viewer).next), viewer
        for folder in (*desk.FOLDERS, desk.ALL):
            for sort in SORTS:
                yield f"{folder} by {sort}", DeskFolder(folder=folder, sort=sort, reverse=sort == "number"), viewer
            yield f"{folder} narrowed", DeskFolder(folder=folder, service=PROCESS), viewer
    number = rows(city, "SELECT case_no FROM cases WHERE division_code = '330783' LIMIT 1")[0].case_no
    yield "a number anywhere", DeskFolder(folder=desk.ALL, search=number), WINDOW
    yield "initials anywhere", DeskFolder(folder=desk.ALL, search="wm"), WINDOW
    guards = [
        Viewer.officer("g", "岗", (Post("330783", "data_bureau", role),)) for role in (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.SUPERVISOR)
    ]
    for query in (*(Jobs(state=state) for state in operations.JOB_STATES), Incidents(), SentMessages()):
        yield repr(query), query, guards[0]
    for query in (AccessLog(), AccessLog(search="王"), AdministrationLog()):
        yield repr(query), query, guards[1]
    yield "late tasks", OverdueTasks(), guards[2]
    count_when_due(city)
    for query in (Board(), limits.Limits(), limits.Limits(risk=True, most=10), stuck.StuckCases()):
        yield repr(query), query, guards[2]
    for asked in ({"light": "red"}, {"light": "green", "service": PROCESS, "department": "tax"}, {"officer": "-"}, {"officer": TAX.officer_id}):
        yield f"board's tasks {asked}", board_tasks.BoardTasks(**asked), guards[2]
    for service in ("", PROCESS):
        asked = {"since": date(2020, 1, 1), "until": date(2030, 1, 1)}
        yield f"report {service}", Report(**asked, process_id=service), guards[2]
        yield f"officers {service}", OfficersReport(**asked, process_id=service), guards[2]
    yield "my figures", MyFigures(since=date(2020, 1, 1), until=date(2030, 1, 1)), TAX
    yield "designer", DesignList(), Viewer.officer("d", "设计", (Post("330783", "data_bureau", Role.DESIGNER),))
    for query in (Services(), Notices(), Notices(running=True, search="公示"), Granted(), Granted(search="公司")):
        yield repr(query), query, Viewer.public()
    own = rows(
        city, "SELECT case_id, task_id FROM task WHERE status = 'open' AND element_id = 'check_application' AND division_code = '330783'"
    )[0]
    applicant = Viewer.applicant({own.case_id})
    for query, viewer in ((Followed(), applicant), (Progress(case_id=own.case_id), applicant), (CaseFile(case_id=own.case_id), WINDOW)):
        yield repr(query), query, viewer
    lead = officer("market_regulation:approver")
    for viewer in (WINDOW, lead):
        for state in register.STATES:
            yield f"licences {state}", register.LicenceList(state=state), viewer
            yield f"licences {state} of a service", register.LicenceList(state=state, service=PROCESS), viewer
        for search in ("330783-证〔2026〕000007号", "wm", "公司", "33019919650512609X"):
            yield f"licences like {search}", register.LicenceList(state="all", search=search), viewer
    one = rows(city, "SELECT licence_id, case_id FROM licence WHERE division_code = '330783' LIMIT 1")[0]
    yield "a licence", register.OneLicence(licence_id=one.licence_id), WINDOW
    yield "my licences", register.MyLicences(), Viewer.applicant({one.case_id})
    yield "licences of a case", register.CaseLicences(case_id=one.case_id), WINDOW
    yield "why it stands", Standstill(case_id=own.case_id), WINDOW
    yield "task", TaskPage(task_id=own.task_id), WINDOW


def test_no_list_counter_or_page_reads_a_table_through(city: Engine) -> None:
    asked = {name: _statements(city, query, viewer) for name, query, viewer in questions(city)}
    assert all(asked.values())
    plan = _postgresql if city.database.dialect.name == "postgresql" else _sqlite
    wrong = {name: found for name, statements in asked.items() if (found := [each for one in statements for each in plan(city, *one)])}
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())


def _statements(city: Engine, query: Any, viewer: Viewer) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def heard(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("SELECT", "WITH")):
            return
        if MARK.search(statement):  # it went straight to libpq, with numbered marks
            marked = MARK.sub(r"%(p\1)s", statement.replace("%", "%%"))
            seen.append((marked, {f"p{number}": value for number, value in enumerate(parameters, 1)}))
        else:
            seen.append((statement, parameters if isinstance(parameters, dict) else tuple(parameters)))

    event.listen(city.database, "before_cursor_execute", heard)
    try:
        city.ask(query, viewer)
    finally:
        event.remove(city.database, "before_cursor_execute", heard)
    return seen


def _sqlite(city: Engine, statement: str, parameters: Any) -> list[str]:
    """Lines of the plan that walk a growing table without an index."""
    with city.database.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    words = [line.split() for line in plan]
    return [line for line, word in zip(plan, words, strict=True) if word[:1] == ["SCAN"] and word[1] in GROWING and "INDEX" not in word]


def _postgresql(city: Engine, statement: str, parameters: Any) -> list[str]:
    """Nodes that walk a growing table without an index, or touch more rows than any answer needs."""
    with city.database.connect() as connection, connection.begin() as tx:
        for way in ("seqscan", "hashjoin", "mergejoin"):  # so few rows are else read through, because it is cheaper
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        found = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
        tx.rollback()
    nodes = list(nodes_of(found))
    own = [node for node in nodes if node.get("Relation Name") in GROWING]
    through = [f"Seq Scan on {node['Relation Name']}" for node in own if node["Node Type"] == "Seq Scan"]
    touched = sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in own)
    return [*through, *([f"{touched:.0f} rows touched"] if touched > READ else [])]
