"""Signing in, being locked out, changing one's password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.commands.office import ResetPassword
from tests.engine.world import World, fresh, officer
from tests.web.cast import PASSWORD, enrol, sign_in
from tests.web.conftest import Visitor

SECURITY = officer("data_bureau:security_admin", "卫")


def try_password(visitor: Visitor, login: str, password: str) -> int:
    visitor.get("/login")
    return visitor.post("/login", {"login": login, "password": password}).status_code


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(world: World, visitor: Visitor) -> None:
    enrol(world, "li")
    answers = []
    for login in ("li", "nobody"):
        assert try_password(visitor, login, "wrong") == 422
        answers.append(visitor.says("用户名或密码不对。"))
    assert answers == [True, True]


def test_five_failures_lock_the_name_for_a_quarter_of_an_hour_and_say_so(world: World, visitor: Visitor) -> None:
    enrol(world, "li")
    for _ in range(5):
        try_password(visitor, "li", "wrong")
    assert try_password(visitor, "li", PASSWORD) == 409
    assert visitor.says("账号已暂停 15 分钟")
    world.clock.set(world.clock.now() + timedelta(minutes=16))
    assert try_password(visitor, "li", PASSWORD) == 200
    assert visitor.says("待受理")


def test_a_sign_in_page_brought_back_does_not_sign_in_again_without_the_password(site: Flask, world: World) -> None:
    enrol(world, "li")
    visitor = Visitor(site)
    visitor.get("/login")
    old_page = visitor.page
    visitor.post("/login", {"login": "li", "password": PASSWORD})
    visitor.post("/logout")
    token = visitor.token()
    visitor.page = old_page
    assert visitor.post("/login", {"login": "li", "password": "anything", "csrf_token": token}).status_code == 422
    assert visitor.get("/desk").status_code == 302


def test_after_signing_in_one_comes_back_to_the_page_one_wanted(site: Flask, world: World) -> None:
    enrol(world, "li")
    visitor = Visitor(site)
    visitor.get("/desk?folder=handled", follow_redirects=True)
    response = visitor.post("/login", {"login": "li", "password": PASSWORD, "next": "/desk?folder=handled"})
    assert response.request.full_path == "/desk?folder=handled"


def test_no_link_leads_off_the_site_after_signing_in(site: Flask, world: World) -> None:
    enrol(world, "li")
    visitor = Visitor(site)
    visitor.get("/login")
    response = visitor.post("/login", {"login": "li", "password": PASSWORD, "next": "https://evil.test/"}, follow=False)
    assert response.headers["Location"] == "/desk"


def test_a_new_password_ends_other_sessions_and_keeps_this_one(site: Flask, world: World) -> None:
    enrol(world, "li")
    here, elsewhere = sign_in(site, "li"), sign_in(site, "li")
    here.get("/account/password")
    here.post("/account/password", {"old": PASSWORD, "new": "纸短情长一万年 2026", "again": "纸短情长一万年 2026"})
    assert here.says("密码已修改。")
    assert here.get("/desk").status_code == 200
    assert elsewhere.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"old": "wrong", "new": "a good new one 7", "again": "a good new one 7"}, "原密码不对。"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "新密码至少 10 个字符。"),
        ({"old": PASSWORD, "new": "a good new one 7", "again": "another"}, "两次填写的新密码不一样。"),
        ({"old": PASSWORD, "new": "aaaaaaaaaaaa", "again": "aaaaaaaaaaaa"}, "密码过于简单"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "新密码不能与原密码相同。"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_beside_it(site: Flask, world: World, form: dict[str, str], said: str) -> None:
    enrol(world, "li")
    visitor = sign_in(site, "li")
    visitor.get("/account/password")
    assert visitor.post("/account/password", form).status_code == 422
    assert visitor.says(said)


def test_a_first_password_is_changed_before_anything_else(site: Flask, world: World) -> None:
    officer_id = enrol(world, "li")["li"]
    first = world.engine.execute(ResetPassword(command_id=fresh(), officer_id=officer_id), SECURITY).password
    visitor = sign_in(site, "li", first)
    assert visitor.says("请先设置只有您知道的新密码")
    visitor.post("/account/password", {"old": first, "new": "a good new one 7", "again": "a good new one 7"})
    assert visitor.get("/desk").status_code == 200


def test_signing_out_ends_the_session(site: Flask, world: World) -> None:
    enrol(world, "li")
    visitor = sign_in(site, "li")
    visitor.post("/logout")
    assert visitor.says("已退出登录。")
    assert visitor.get("/desk").status_code == 302
