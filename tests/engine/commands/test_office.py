"""Accounts, posts and the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from argon2 import Type, extract_parameters
from sqlalchemy import select

from engine.commands import recount
from engine.commands.account import ChangePassword, SignIn
from engine.commands.office import CreateOfficer, ResetPassword, SaveCalendarYear, SaveDepartment, UpdateOfficer
from engine.domain.calendar import SHANGHAI
from engine.domain.errors import Forbidden, Invalid, Refused
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from engine.store import clocks, journal, office, transaction
from engine.store.schema_office import administration_log
from tests.engine.world import DEAR, HERE, WINDOW, World, fresh, officer

SECURITY = officer("data_bureau:security_admin", "卫")
ADMIN = officer("data_bureau:system_admin", "陈")
TAXMAN = Post(HERE, "city_appearance", "reviewer")  # type: ignore[arg-type]


def sign_in(world: World, login: str, password: str):
    return world.engine.execute(SignIn(command_id=fresh(), login=login, password=password, origin="10.0.0.1"), Viewer.public())


def created(world: World, login: str = "zhao.min"):
    return world.do(CreateOfficer(command_id=fresh(), login=login, name="赵敏", posts=(TAXMAN,)), SECURITY)


def test_a_new_officer_signs_in_with_the_first_password_and_must_change_it(world: World) -> None:
    made = created(world)
    assert sign_in(world, "Zhao.Min ", made.password).must_change_password
    himself = Viewer.officer(made.officer_id, "赵敏", (TAXMAN,))
    for weak in ("short", "aaaaaaaaaaaa", "zhao.min-2026!"):
        with pytest.raises(Invalid):
            world.do(ChangePassword(command_id=fresh(), old=made.password, new=weak), himself)
    changed = world.do(ChangePassword(command_id=fresh(), old=made.password, new="竹林七贤-2026-xyz"), himself)
    assert changed.session_epoch == 2
    assert not sign_in(world, "zhao.min", "竹林七贤-2026-xyz").must_change_password


def test_outside_of_tests_a_password_costs_a_guesser_memory_and_time() -> None:
    cost = extract_parameters(DEAR.hash("竹林七贤-2026-xyz"))
    assert (cost.type, cost.memory_cost >= 64 * 1024, cost.time_cost >= 3) == (Type.ID, True, True)


def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(world: World) -> None:
    made = created(world)
    for _ in range(5):
        with pytest.raises(Invalid, match="用户名或密码不对"):
            sign_in(world, "zhao.min", "wrong password")
    with pytest.raises(Refused, match="15 分钟"):
        sign_in(world, "zhao.min", made.password)
    world.clock.set(world.clock.now() + timedelta(minutes=16))
    assert sign_in(world, "zhao.min", made.password).officer_id == made.officer_id


def test_an_unknown_name_and_a_wrong_password_look_alike(world: World) -> None:
    created(world)
    told = set()
    for login in ("zhao.min", "nobody.here"):
        with pytest.raises(Invalid) as wrong:
            sign_in(world, login, "wrong password")
        told.add(str(wrong.value))
    assert len(told) == 1


def test_changing_posts_or_deactivating_ends_open_sessions(world: World) -> None:
    made = created(world)
    world.do(UpdateOfficer(command_id=fresh(), officer_id=made.officer_id, name="赵敏", posts=(), active=False), SECURITY)
    with transaction.reading(world.engine.database) as tx:
        row = office.find_officer(tx, officer_id=made.officer_id)
    assert (row.session_epoch, row.active) == (2, False)
    with pytest.raises(Invalid):
        sign_in(world, "zhao.min", made.password)
    assert world.do(ResetPassword(command_id=fresh(), officer_id=made.officer_id), SECURITY).password != made.password


def test_three_administrators_are_three_people_and_a_clerk_is_none(world: World) -> None:
    posts = (Post(HERE, "data_bureau", "system_admin"), Post(HERE, "data_bureau", "auditor"))  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="岗位设置有误"):
        world.do(CreateOfficer(command_id=fresh(), login="two.hats", name="双", posts=posts), SECURITY)
    for command, other in (
        (CreateOfficer(command_id=fresh(), login="new.one", name="新"), ADMIN),
        (SaveDepartment(command_id=fresh(), department_id="police", name="公安局", kind="government"), SECURITY),
        (SaveDepartment(command_id=fresh(), department_id="police", name="公安局", kind="government"), WINDOW),
    ):
        with pytest.raises(Forbidden):
            world.do(command, other)


def test_a_newly_published_holiday_moves_every_open_clock_and_says_so(world: World) -> None:
    player = world.accepted()

    def due() -> datetime:
        with transaction.reading(world.engine.database) as tx:
            return clocks.of_case(tx, player.case_id)[("case", "promised")].due_at

    assert due() == datetime(2026, 3, 4, 17, 30, tzinfo=SHANGHAI)
    holidays = (date(2026, 3, 3), date(2026, 3, 4))
    moved = world.do(SaveCalendarYear(command_id=fresh(), year=2026, holidays=holidays, makeup_days=()), ADMIN)
    assert (moved.moved >= 4, moved.goes_on) == (True, False)
    assert due() == datetime(2026, 3, 6, 17, 30, tzinfo=SHANGHAI)
    assert world.task(player.case_id, "review_goods").due_at == datetime(2026, 3, 5, 17, 30, tzinfo=SHANGHAI)
    with transaction.reading(world.engine.database) as tx:
        events = [row.event for row in journal.of_case(tx, player.case_id)]
    assert "CalendarRecomputed" in events
    assert world.case(player.case_id).journal_length == len(events)


def test_a_calendar_that_moves_many_cases_is_carried_to_them_lot_by_lot_and_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recount, "BATCH", 2)
    cases = sorted(world.accepted().case_id for _ in range(5))
    holidays = (date(2026, 3, 3), date(2026, 3, 4))
    begun = world.engine.execute(SaveCalendarYear(command_id=fresh(), year=2026, holidays=holidays, makeup_days=()), ADMIN)

    def promised() -> list[bool]:
        with transaction.reading(world.engine.database) as tx:
            return [clocks.of_case(tx, case_id)[("case", "promised")].due_at.astimezone(SHANGHAI).day == 6 for case_id in cases]

    assert begun.goes_on
    assert promised() == [True, True, False, False, False]
    world.stage.settle()
    assert promised() == [True] * 5
    with transaction.reading(world.engine.database) as tx:
        told = [[row for row in journal.of_case(tx, case_id) if row.event == "CalendarRecomputed"] for case_id in cases]
        (done,) = [row for row in tx.execute(select(administration_log)).all() if row.event == "ClocksRecounted"]
    assert {row.actor_name for each in told for row in each} == {ADMIN.name}
    assert (done.officer_name, done.facts["clocks_changed"]) == (ADMIN.name, sum(map(len, told)))
    again = world.do(SaveCalendarYear(command_id=fresh(), year=2026, holidays=holidays, makeup_days=()), ADMIN)
    world.stage.settle()
    assert (again.moved, promised()) == (0, [True] * 5)


def test_no_password_stands_in_the_command_log_in_the_open(world: World) -> None:
    made = created(world)
    sign_in(world, "zhao.min", made.password)
    from sqlalchemy import text

    with transaction.reading(world.engine.database) as tx:
        rows = tx.execute(text("SELECT kind, body_sealed, result_sealed FROM command_log")).all()
    seal = world.engine.parts.seal
    bodies = {row.kind: seal.open(row.body_sealed) for row in rows}
    assert bodies["SignIn"] == {}
    assert all(made.password.encode() not in row.body_sealed + row.result_sealed for row in rows)
