"""The security administrator gives a system its key on a page, once, and takes it away."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.engine.world import World
from tests.web.cast import enrol, sign_in
from tests.web.conftest import Visitor
from tests.web.system import System, issue, make_a_robot

NEW = {"login": "qian", "label": "市监审批系统，钱江负责", "expires_on": "2027-03-01"}


@pytest.fixture
def guard(site: Flask, world: World) -> Visitor:
    enrol(world, "wei", "qian", "feng")
    make_a_robot(world, "qian")
    return sign_in(site, "wei")


def given(guard: Visitor) -> str:
    guard.get("/admin/keys/new")
    guard.post("/admin/keys/new", NEW)
    found = re.search(r"<span data-words>(osk_[0-9a-f_]+)</span>", guard.page)
    assert found
    return found[1]


def test_a_key_is_shown_once_with_an_example_and_opens_the_account(site: Flask, guard: Visitor) -> None:
    key = given(guard)
    assert guard.says("这个密钥只显示这一次") and guard.says(f'curl -H "Authorization: Bearer {key}"') and guard.says("http://localhost/api/v1/tasks")
    assert System(site, key).get("/api/v1/tasks").status_code == 200
    guard.get("/admin/keys")
    assert guard.says("市监审批系统") and guard.says("钱江") and guard.says("2027年3月1日") and not guard.says(key)


def test_sent_twice_the_page_shows_the_same_key_and_there_is_one(guard: Visitor) -> None:
    guard.get("/admin/keys/new")
    form = guard.page
    keys = set()
    for _ in range(2):
        guard.page = form
        guard.post("/admin/keys/new", NEW)
        keys.add(re.findall(r"osk_[0-9a-f_]{81}", guard.page)[0])
    assert len(keys) == 1
    guard.get("/admin/keys")
    assert guard.page.count("/revoke") == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "nobody"}, "没有这个可用的账号"),
        ({"login": "feng"}, "没有“数字员工”岗位"),
        ({"label": " "}, "请写明用途"),
        ({"expires_on": "tomorrow"}, "请填写日期"),
        ({"expires_on": "2029-01-01"}, "最长两年"),
        ({"expires_on": "2026-03-01"}, "最后一天应在今天和 2028-03-02 之间"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(guard: Visitor, changed: dict[str, str], said: str) -> None:
    guard.get("/admin/keys/new")
    assert guard.post("/admin/keys/new", {**NEW, **changed}).status_code == 422
    assert guard.says(said) and f'value="{ {**NEW, **changed}["login"] }"' in guard.page


def test_a_revoked_key_opens_nothing_and_moves_to_those_that_ended(site: Flask, world: World, guard: Visitor) -> None:
    made = issue(world, "qian")
    one = System(site, made.key)
    assert one.get("/api/v1/tasks").status_code == 200
    guard.get("/admin/keys")
    guard.post(f"/admin/keys/{made.key_id}/revoke")
    assert guard.says("接口密钥已停用") and one.get("/api/v1/tasks").status_code == 401
    guard.get("/admin/keys")
    assert not guard.says(made.key_id)
    guard.get("/admin/keys?state=ended")
    assert guard.says(made.key_id) and guard.says("已停用")
    guard.post(f"/admin/keys/{made.key_id}/revoke", {"command_id": "0" * 32})
    assert guard.says("这个接口密钥已经停用了。")


def test_the_page_of_a_system_s_account_leads_to_its_key_and_the_auditor_reads_of_it(site: Flask, world: World, guard: Visitor) -> None:
    guard.get("/admin/officers")
    offered = []
    for address in set(re.findall(r'href="(/admin/officers/[0-9a-f]{32})"', guard.page)):
        guard.get(address)
        offered += re.findall(r"/admin/keys/new\?login=(\w+)", guard.page)
    assert offered == ["qian"]
    guard.get("/admin/keys/new?login=qian")
    assert 'value="qian"' in guard.page
    given(guard)
    enrol(world, "shen")
    auditor = sign_in(site, "shen")
    auditor.get("/admin/administration-log")
    assert auditor.says("发放接口密钥") and auditor.says("市监审批系统") and "osk_" not in auditor.page


@pytest.mark.parametrize("login", ["chen", "shen", "qian"])
def test_nobody_else_keeps_keys(site: Flask, world: World, guard: Visitor, login: str) -> None:
    if login != "qian":
        enrol(world, login)
    other = sign_in(site, login)
    assert [other.get(address).status_code for address in ("/admin/keys", "/admin/keys/new")] == [403, 403]
    guard.get("/admin/keys/new")
    other.page = other.page or guard.page
    assert other.post("/admin/keys/new", NEW).status_code in (400, 403)


def test_the_pages_speak_english_to_who_reads_it(guard: Visitor) -> None:
    guard.get("/admin/keys?lang=en")
    assert guard.says("API keys") and guard.says("No keys in use yet")
    guard.get("/admin/keys/new")
    assert guard.says("Login name of the account")
