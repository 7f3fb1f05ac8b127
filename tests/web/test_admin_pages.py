"""Administrators keep the office on pages: people, departments, windows, calendar, what got stuck, who looked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from engine import content
from engine.queries.accounts import OneOfficer
from engine.queries.office import CalendarYear, Windows
from engine.rehearsal.stage import Stage
from tests.engine.world import HERE, SERVICES, World, fresh, officer
from tests.web.cast import PASSWORD, enrol, sign_in
from tests.web.conftest import Visitor

ADMIN = officer("data_bureau:system_admin", "陈")
SECURITY = officer("data_bureau:security_admin", "卫")
NEW = {"name": "吴新", "login": "wu.xin", "post.0.division": HERE, "post.0.department": "market_regulation", "post.0.role": "reviewer"}


@pytest.fixture
def signed_in(site: Flask, world: World) -> Callable[[str], Visitor]:
    def sign(login: str) -> Visitor:
        enrol(world, login)
        return sign_in(site, login)

    return sign


# --- people ---
def test_a_new_officer_gets_a_password_once_changes_it_and_works(site: Flask, world: World, signed_in: Callable[[str], Visitor]) -> None:
    player = world.accepted()
    guard = signed_in("wei")
    guard.get("/admin/officers/new")
    guard.post("/admin/officers/new", NEW)
    assert guard.says("这个密码只显示这一次")
    password = re.findall(r"<span data-words>([^<]+)</span>", guard.page)[1]
    guard.get("/admin/officers?q=吴新")
    assert guard.says("示范市 · 市场监督管理局 · 承办人") and not guard.says(password)
    new = sign_in(site, "wu.xin", password)
    new.post("/account/password", {"old": password, "new": "a good new one 7", "again": "a good new one 7"})
    address = f"/desk/tasks/{world.task(player.case_id, 'review_goods').task_id}"
    new.get(address)
    new.post(address, {"outcome": "agree", "opinion": "同意"})
    assert world.task(player.case_id, "review_goods").done_by_name == "吴新"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "Wu Xin"}, "用户名用 3 至 32 位小写字母"),
        ({"login": "wei"}, "这个用户名已经有人使用。"),
        ({"name": ""}, "请填写姓名。"),
        ({"post.0.role": ""}, "每个岗位都要选地区、部门和角色"),
        ({"post.0.role": "king"}, "每个岗位都要选地区、部门和角色"),
        ({"post.1.division": HERE, "post.1.department": "data_bureau", "post.1.role": "auditor"}, "不能兼任业务岗位"),
        (
            {
                "post.1.division": HERE,
                "post.1.department": "service_hall",
                "post.1.role": "window",
                "post.2.division": HERE,
                "post.2.department": "market_regulation",
                "post.2.role": "approver",
            },
            "不能既受理又审批",
        ),
    ],
)
def test_what_is_wrong_with_a_new_officer_is_said_and_what_was_typed_stays(
    signed_in: Callable[[str], Visitor], changed: dict[str, str], said: str
) -> None:
    guard = signed_in("wei")
    guard.get("/admin/officers/new")
    assert guard.post("/admin/officers/new", {**NEW, **changed}).status_code == 422
    assert guard.says(said) and f'value="{changed.get("login", "wu.xin")}"' in guard.page


def test_more_rows_for_posts_can_be_asked_for_without_saving(signed_in: Callable[[str], Visitor]) -> None:
    guard = signed_in("wei")
    guard.get("/admin/officers/new")
    rows = guard.page.count("post.")
    guard.post("/admin/officers/new", {**NEW, "_add": "1"})
    assert guard.page.count("post.") > rows and 'value="吴新"' in guard.page


def test_a_post_taken_away_and_an_account_closed_end_the_session(site: Flask, world: World, signed_in: Callable[[str], Visitor]) -> None:
    officer_id = enrol(world, "qian")["qian"]
    reviewer, guard = sign_in(site, "qian"), signed_in("wei")
    guard.get(f"/admin/officers/{officer_id}")
    guard.post(f"/admin/officers/{officer_id}", {"name": "钱江", "active": "true", "post.0.remove": "1"})
    assert world.engine.ask(OneOfficer(officer_id=officer_id), SECURITY).posts == ()
    assert reviewer.get("/desk").status_code == 302
    guard.get(f"/admin/officers/{officer_id}")
    guard.post(f"/admin/officers/{officer_id}", {"name": "钱江"})
    assert not world.engine.ask(OneOfficer(officer_id=officer_id), SECURITY).active
    assert sign_in(site, "qian").says("用户名或密码不对。")


def test_a_reset_password_replaces_the_old_one(site: Flask, world: World, signed_in: Callable[[str], Visitor]) -> None:
    officer_id = enrol(world, "qian")["qian"]
    guard = signed_in("wei")
    guard.get(f"/admin/officers/{officer_id}")
    guard.post(f"/admin/officers/{officer_id}/password")
    password = re.findall(r"<span data-words>([^<]+)</span>", guard.page)[1]
    assert sign_in(site, "qian", PASSWORD).says("用户名或密码不对。")
    assert sign_in(site, "qian", password).says("请先设置只有您知道的新密码")


# --- houses and windows ---
def test_a_department_is_added_renamed_and_never_twice(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/departments/new")
    form = {"new": "true", "department_id": "archives", "name": "档案馆", "kind": "institution", "phone": "0579-1", "active": "true"}
    admin.post("/admin/departments", form)
    assert admin.says("已保存部门“档案馆”。")
    admin.get("/admin/departments/new")
    assert admin.post("/admin/departments", form).status_code == 422 and admin.says("这个编号已经有部门使用。")
    admin.get("/admin/departments/archives")
    admin.post("/admin/departments", {**form, "new": "false", "name": "市档案馆"})
    assert admin.says("市档案馆")
    assert admin.get("/admin/departments/none").status_code == 404


def test_a_window_is_added_and_closed_and_its_faults_are_named(world: World, signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/windows/new")
    form = {"division": HERE, "department": "service_hall", "name": "综合窗口 9 号", "address": "一楼", "hours": "工作日", "active": "true"}
    assert admin.post("/admin/windows", {**form, "division": ""}).status_code == 422 and admin.says("请选择地区。")
    admin.post("/admin/windows", form)
    assert admin.says("已保存窗口“综合窗口 9 号”。")
    window = next(one for one in world.engine.ask(Windows(), ADMIN).windows if one.name == "综合窗口 9 号")
    admin.get(f"/admin/windows/{window.window_id}")
    admin.post("/admin/windows", {**form, "window_id": window.window_id, "active": ""})
    assert not next(one for one in world.engine.ask(Windows(), ADMIN).windows if one.window_id == window.window_id).active


# --- calendar ---
def test_a_press_on_a_day_turns_it_and_only_saving_keeps_it(world: World, signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/calendar/2027")
    assert admin.says("只按双休日计算")
    admin.post("/admin/calendar/2027", {"holiday": "", "makeup": "", "toggle": "2027-01-01"})
    assert admin.says("改动还没有保存。") and 'name="holiday" value="2027-01-01"' in admin.page
    assert not world.engine.ask(CalendarYear(year=2027), ADMIN).published
    admin.post("/admin/calendar/2027", {"holiday": "2027-01-01", "makeup": "", "toggle": "2027-01-02"})
    assert 'name="makeup" value="2027-01-02"' in admin.page
    admin.post("/admin/calendar/2027", {"holiday": "2027-01-01", "makeup": "2027-01-02", "save": "1"})
    kept = world.engine.ask(CalendarYear(year=2027), ADMIN)
    assert (kept.holidays, kept.makeup_days, kept.provisional) == ((date(2027, 1, 1),), (date(2027, 1, 2),), False)


def test_a_day_pressed_twice_is_as_before(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/calendar/2027")
    admin.post("/admin/calendar/2027", {"holiday": "2027-01-01", "makeup": "", "toggle": "2027-01-01"})
    assert 'name="holiday" value=""' in admin.page


def test_saving_the_calendar_moves_running_limits_and_says_how_many(world: World, signed_in: Callable[[str], Visitor]) -> None:
    player = world.accepted()
    before = world.task(player.case_id, "review_goods").due_at
    admin = signed_in("chen")
    admin.get("/admin/calendar/2026")
    admin.post("/admin/calendar/2026", {"holiday": "2026-03-03", "makeup": "", "save": "1"})
    assert re.search(r"重新计算了 [1-9]\d* 个在办时限", admin.page)
    assert world.task(player.case_id, "review_goods").due_at > before


@pytest.mark.parametrize("form", [{"toggle": "yesterday"}, {"holiday": "2027-13-01"}, {"save": "1", "holiday": "2028-01-01"}])
def test_a_crooked_date_changes_nothing(world: World, signed_in: Callable[[str], Visitor], form: dict[str, str]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/calendar/2027")
    assert admin.post("/admin/calendar/2027", form).status_code == 422
    assert not world.engine.ask(CalendarYear(year=2027), ADMIN).published


# --- what got stuck, who looked ---
def test_operator_s_lists_say_when_nothing_is_stuck(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    for address, words in (
        ("/admin/jobs", "没有失败的作业"),
        ("/admin/incidents", "没有停住的办件"),
        ("/admin/messages", "还没有发出消息"),
    ):
        admin.get(address)
        assert admin.says(words)


def test_trying_again_what_is_not_stuck_is_a_sentence(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/jobs")
    admin.post("/admin/jobs/none/retry", {"command_id": fresh()})
    assert admin.says("这个作业不在失败状态，不需要重试。")
    assert admin.post("/admin/incidents/none/retry", {"command_id": fresh()}).status_code == 404


def test_a_job_that_gave_up_says_why_and_is_tried_again(world: World, signed_in: Callable[[str], Visitor]) -> None:
    registries = content.read_registries(SERVICES)
    world.stage = Stage(world.engine, world.clock, {}, HERE)
    player = world.submitted()
    admin = signed_in("chen")
    admin.get("/admin/jobs")
    assert admin.says("registry.identity 没有在 registries.toml 中登记") and admin.says(world.case(player.case_id).case_no)
    address = re.search(r'action="(/admin/jobs/[^"]+/retry)"', admin.page)[1]
    admin.post(address)
    assert admin.says("已重新排队") and admin.says("没有失败的作业")
    mended = Stage(world.engine, world.clock, registries, HERE)
    mended.begin(world.story)
    mended.settle()
    assert world.open_steps(player.case_id) == ["check_application"]


def test_what_administrators_did_is_read_by_the_auditor(signed_in: Callable[[str], Visitor]) -> None:
    admin = signed_in("chen")
    admin.get("/admin/departments/new")
    admin.post(
        "/admin/departments", {"new": "true", "department_id": "archives", "name": "档案馆", "kind": "institution", "active": "true"}
    )
    auditor = signed_in("shen")
    auditor.get("/admin/administration-log")
    assert auditor.says("保存部门") and auditor.says("档案馆") and auditor.says("陈管")


@pytest.mark.parametrize(
    ("login", "forbidden"),
    [
        ("chen", ("/admin/officers", "/admin/access-log", "/admin/administration-log")),
        (
            "wei",
            (
                "/admin/departments",
                "/admin/windows",
                "/admin/calendar/2026",
                "/admin/jobs",
                "/admin/incidents",
                "/admin/messages",
                "/admin/access-log",
            ),
        ),
        ("shen", ("/admin/departments", "/admin/officers", "/admin/jobs")),
        ("li", ("/admin/departments", "/admin/officers", "/admin/access-log", "/admin/jobs")),
    ],
)
def test_three_administrators_keep_apart(signed_in: Callable[[str], Visitor], login: str, forbidden: tuple[str, ...]) -> None:
    visitor = signed_in(login)
    assert [visitor.get(address).status_code for address in forbidden] == [403] * len(forbidden)
