"""What administrators look at, each his own part (三员分立)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.commands.account import RecordAccess
from engine.commands.office import CreateOfficer, SaveCalendarYear, SaveDepartment
from engine.domain.errors import Forbidden, Missing
from engine.domain.officer import Post, Role
from engine.queries import paging
from engine.queries.accounts import Officers, OneOfficer, PostChoices
from engine.queries.office import CalendarYear, Departments, Windows
from engine.queries.operations import AccessLog, AdministrationLog, Incidents, Jobs, SentMessages
from tests.engine.world import HERE, SITE, WINDOW, World, fresh, officer

ADMIN = officer("data_bureau:system_admin", "陈")
SECURITY = officer("data_bureau:security_admin", "卫")
AUDITOR = officer("data_bureau:auditor", "沈")


@pytest.mark.parametrize("query", [Departments(), Windows(), CalendarYear(year=2026), Jobs(), Incidents(), SentMessages()], ids=repr)
def test_only_the_system_administrator_sees_the_office_and_its_machines(world: World, query: object) -> None:
    world.engine.ask(query, ADMIN)
    for other in (SECURITY, AUDITOR, WINDOW):
        with pytest.raises(Forbidden):
            world.engine.ask(query, other)


@pytest.mark.parametrize("query", [Officers(), PostChoices()], ids=repr)
def test_only_the_security_administrator_sees_people(world: World, query: object) -> None:
    world.engine.ask(query, SECURITY)
    for other in (ADMIN, AUDITOR, WINDOW):
        with pytest.raises(Forbidden):
            world.engine.ask(query, other)


@pytest.mark.parametrize("query", [AccessLog(), AdministrationLog()], ids=repr)
def test_only_the_auditor_reads_the_logs(world: World, query: object) -> None:
    world.engine.ask(query, AUDITOR)
    for other in (ADMIN, SECURITY, WINDOW):
        with pytest.raises(Forbidden):
            world.engine.ask(query, other)


def test_officers_are_found_by_name_login_department_and_state(world: World) -> None:
    created = CreateOfficer(command_id=fresh(), login="wu.xin", name="吴新", posts=(Post(HERE, "market_regulation", Role.REVIEWER),))
    officer_id = world.do(created, SECURITY).officer_id
    for wanted, number in (
        (Officers(search="吴"), 1),
        (Officers(search="WU.X"), 1),
        (Officers(search="%"), 0),
        (Officers(department="market_regulation"), 1),
        (Officers(department="city_appearance"), 0),
        (Officers(division=HERE), 1),
        (Officers(active=False), 0),
    ):
        assert world.engine.ask(wanted, SECURITY).total == number, wanted
    shown = world.engine.ask(OneOfficer(officer_id=officer_id), SECURITY)
    assert (shown.login, shown.must_change_password, [post.group for post in shown.posts]) == (
        "wu.xin",
        True,
        ["market_regulation:reviewer"],
    )


def test_a_department_says_how_many_work_there_and_what_waits(world: World) -> None:
    world.accepted()
    world.do(
        CreateOfficer(command_id=fresh(), login="wu.xin", name="吴新", posts=(Post(HERE, "city_appearance", Role.REVIEWER),)), SECURITY
    )
    world.do(SaveDepartment(command_id=fresh(), department_id="archives", name="档案馆", kind="institution"), ADMIN)
    shown = {one.department_id: (one.officers, one.open_tasks) for one in world.engine.ask(Departments(), ADMIN)}
    assert shown["city_appearance"] == (1, 1)
    assert shown["archives"] == (0, 0)
    assert [one.name for one in world.engine.ask(Departments(search="档案"), ADMIN)] == ["档案馆"]


def test_a_year_shows_days_off_make_up_days_and_what_leans_on_it(world: World) -> None:
    world.accepted()
    shown = world.engine.ask(CalendarYear(year=2026), ADMIN)
    january = shown.months[0]
    assert [(day.working, day.mark) for day in january.days[:5]] == [
        (False, "holiday"),
        (False, "holiday"),
        (False, "holiday"),
        (True, "makeup"),
        (True, ""),
    ]
    assert (january.blanks, shown.published, shown.provisional) == (3, True, False)
    assert shown.leaning_clocks > 0


def test_a_year_nobody_entered_is_provisional_and_one_far_away_does_not_exist(world: World) -> None:
    shown = world.engine.ask(CalendarYear(year=2031), ADMIN)
    assert (shown.published, shown.provisional) == (False, True)
    with pytest.raises(Missing):
        world.engine.ask(CalendarYear(year=1066), ADMIN)


def test_the_logs_say_who_did_what_with_names_and_without_machine_ids(world: World) -> None:
    player = world.accepted()
    world.do(RecordAccess(command_id=fresh(), case_id=player.case_id, what="核对身份证"), SITE)
    (seen,) = world.engine.ask(AccessLog(search="核对"), AUDITOR).rows
    assert (seen.officer_name, seen.case_no, seen.what) == ("赵", world.case(player.case_id).case_no, "核对身份证")
    world.do(
        CreateOfficer(command_id=fresh(), login="wu.xin", name="吴新", posts=(Post(HERE, "market_regulation", Role.REVIEWER),)), SECURITY
    )
    world.do(SaveCalendarYear(command_id=fresh(), year=2027, holidays=(date(2027, 1, 1),), makeup_days=(), provisional=True), ADMIN)
    entries = {row.event: row.facts for row in world.engine.ask(AdministrationLog(), AUDITOR).rows}
    assert entries["OfficerCreated"] == {"officer": "吴新", "login": "wu.xin", "posts": ["示范市市场监督管理局承办人"]}
    assert entries["CalendarPublished"]["year"] == 2027


def test_messages_of_the_demo_can_be_read_and_recipients_are_masked(world: World) -> None:
    world.submitted()
    page = world.engine.ask(SentMessages(), ADMIN)
    assert page.total >= 1
    assert all(row.recipient_mask == "138****0001" and row.content for row in page.rows)


def test_a_log_that_breaks_off_says_from_where_it_goes_on(world: World, monkeypatch) -> None:
    player = world.submitted()
    for number in range(60):
        world.engine.execute(RecordAccess(command_id=fresh(), case_id=player.case_id, what=f"第{number}次"), WINDOW)
        world.clock.set(world.clock.now() + timedelta(seconds=1))
    auditor = officer("data_bureau:auditor", "审")
    monkeypatch.setattr(paging, "MOST", 50)
    page = world.engine.ask(AccessLog(), auditor)
    assert (str(page.total), page.rows[0].what, page.rows[-1].what) == ("50+", "第59次", "第10次")
    older = world.engine.ask(AccessLog(before=page.older), auditor)
    assert [row.what for row in older.rows] == [f"第{number}次" for number in range(10, -1, -1)]
    assert older.older is None
