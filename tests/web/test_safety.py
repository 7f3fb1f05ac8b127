"""What every answer carries, and what a hostile or clumsy request gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.commands.found import EnrolOfficer
from engine.commands.office import UpdateOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.engine.world import HERE, STALL, World, fresh
from tests.web.applicant import ANSWERS, Applicant
from tests.web.conftest import Visitor
from web import security

WINDOW_POST = (Post(HERE, "service_hall", "window"),)  # type: ignore[arg-type]
SECURITY = Viewer.officer("guard", "安", (Post(HERE, "data_bureau", "security_admin"),))  # type: ignore[arg-type]


def officer(world: World, *, must_change_password: bool = False) -> str:
    return str(world.engine.execute(
        EnrolOfficer(
            command_id=fresh(), login="lijing", name="李静", password="correct horse 42", posts=WINDOW_POST,
            must_change_password=must_change_password,
        ), Viewer.system(),
    ))


def sign_in(site: Flask, password: str = "correct horse 42") -> Visitor:
    visitor = Visitor(site)
    visitor.get("/login")
    visitor.post("/login", {"login": "lijing", "password": password})
    return visitor


@pytest.mark.parametrize("address", ["/", "/track", f"/services/{STALL}", "/nothing/here"])
def test_every_page_forbids_foreign_and_inline_scripts_and_framing(visitor: Visitor, address: str) -> None:
    headers = visitor.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0] and "unsafe-eval" not in policy
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"], headers["Cache-Control"]) == ("nosniff", "DENY", "no-store")


def test_a_nonce_is_used_once(visitor: Visitor) -> None:
    policies = {visitor.get("/").headers["Content-Security-Policy"] for _ in range(2)}
    assert len(policies) == 2


def test_the_session_cookie_is_for_this_site_and_no_script(visitor: Visitor) -> None:
    cookie = visitor.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert "Secure" in visitor.get("/?lang=en", base_url="https://example.test").headers["Set-Cookie"]


def test_a_form_without_its_token_is_refused_in_words(visitor: Visitor) -> None:
    visitor.get("/track")
    response = visitor.client.post("/track", data={"case_no": "1", "query_code": "1"})
    assert response.status_code == 400 and "请返回上一页，刷新后再提交" in response.get_data(as_text=True)


def test_a_form_without_a_command_id_changes_nothing(visitor: Visitor, world: World) -> None:
    visitor.get(f"/apply/{STALL}/list")
    response = visitor.post(f"/apply/{STALL}/start", {"division": HERE, "command_id": "' or 1=1"})
    assert response.status_code == 422 and visitor.says("页面不完整，请刷新后再提交。")


def test_an_oversized_form_is_refused_before_it_is_read(visitor: Visitor, world: World) -> None:
    applicant = Applicant(visitor, world).begin()
    response = visitor.post(applicant.at("form"), {**ANSWERS, "stall": "长" * security.LARGEST_FORM})
    assert response.status_code == 413 and visitor.says("超过了上限")


def test_a_script_gets_its_error_as_json(visitor: Visitor) -> None:
    response = visitor.get("/notices/none", headers={"Accept": "application/json"})
    assert response.status_code == 404 and response.json == {"error": "没有找到这条公示。", "problems": {}}


@pytest.mark.parametrize("address", ["/nothing", "/services/none", "/notices/none", "/letters/none", "/track/link/forged", "/apply/none"])
def test_what_is_not_there_is_said_in_words(visitor: Visitor, address: str) -> None:
    response = visitor.get(address)
    assert response.status_code == 404 and visitor.says("没有找到")


@pytest.mark.parametrize("step", ["form", "materials", "confirm", "review", "receipt", "files/none", "materials/x/generated"])
def test_another_ones_case_looks_like_one_that_does_not_exist(site: Flask, world: World, step: str) -> None:
    case_id = Applicant(Visitor(site), world).begin().case_id
    stranger = Visitor(site)
    theirs, none = stranger.get(f"/apply/case/{case_id}/{step}"), stranger.get(f"/apply/case/{'0' * 32}/{step}")
    assert (theirs.status_code, theirs.headers["Location"].split("?")[0]) == (302, "/track") == (none.status_code, none.headers["Location"].split("?")[0])


def test_nobody_posts_into_another_ones_case(site: Flask, world: World) -> None:
    applicant = Applicant(Visitor(site), world).begin().fill(act="save")
    stranger = Visitor(site)
    stranger.get("/track")
    for step in ("form", "materials", "confirm", "submit"):
        assert stranger.post(applicant.at(step), {**ANSWERS, "stall": "别人的摊"}).status_code == 404
    applicant.visitor.get(applicant.at("form"))
    assert 'value="老王早点"' in applicant.visitor.page


@pytest.mark.parametrize("wanted", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)"])
def test_no_link_leads_off_the_site_after_the_code(visitor: Visitor, world: World, site: Flask, wanted: str) -> None:
    applicant = Applicant(visitor, world).begin()
    other = Visitor(site)
    other.get("/track")
    form = {"case_no": applicant.case_no, "query_code": applicant.query_code, "next": wanted}
    assert other.post("/track", form, follow=False).headers["Location"] == f"/track/{applicant.case_id}"


def test_what_a_person_types_is_never_markup(visitor: Visitor, world: World) -> None:
    applicant = Applicant(visitor, world).begin().fill(stall="<script>alert(1)</script>", identity="x")
    assert "<script>alert(1)" not in visitor.page and "&lt;script&gt;alert(1)" in visitor.page
    visitor.get(applicant.at("review"))
    assert "<script>alert(1)" not in visitor.page


def test_a_session_ends_after_half_an_hour_without_a_request(world: World, site: Flask) -> None:
    officer(world)
    visitor = sign_in(site)
    assert visitor.get("/desk/").status_code == 200
    world.clock.set(world.clock.now() + timedelta(minutes=29))
    assert visitor.get("/desk/").status_code == 200
    world.clock.set(world.clock.now() + timedelta(minutes=31))
    assert visitor.get("/desk/").status_code == 302
    visitor.get("/login")
    assert visitor.says("登录已超时")


def test_a_session_ends_after_twelve_hours_in_any_case(world: World, site: Flask) -> None:
    officer(world)
    visitor = sign_in(site)
    for _ in range(25):
        assert visitor.get("/desk/").status_code in (200, 302)
        world.clock.set(world.clock.now() + timedelta(minutes=29))
    assert visitor.get("/desk/").status_code == 302


def test_closing_an_account_ends_its_sessions_at_once(world: World, site: Flask) -> None:
    officer_id = officer(world)
    visitor = sign_in(site)
    assert visitor.get("/desk/").status_code == 200
    world.engine.execute(UpdateOfficer(command_id=fresh(), officer_id=officer_id, name="李静", posts=WINDOW_POST, active=False), SECURITY)
    assert visitor.get("/desk/").status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(world: World, site: Flask) -> None:
    officer(world, must_change_password=True)
    visitor = sign_in(site)
    response = visitor.get("/desk/")
    assert (response.status_code, response.headers["Location"]) == (302, "/account/password")


def test_an_officer_on_public_pages_has_no_officers_rights(world: World, site: Flask) -> None:
    officer(world)
    case_id = Applicant(Visitor(site), world).begin().case_id
    visitor = sign_in(site)
    assert visitor.get(f"/apply/case/{case_id}/form").status_code == 302
    assert visitor.get(f"/track/{case_id}").status_code == 302


def test_pages_speak_the_chosen_language_and_remember_it(visitor: Visitor) -> None:
    assert visitor.get("/?lang=en").status_code == 200 and '<html lang="en">' in visitor.page
    visitor.get("/track")
    assert '<html lang="en">' in visitor.page
    visitor.get("/track?lang=zh")
    assert '<html lang="zh-CN">' in visitor.page
    visitor.get("/?lang=xx")
    assert '<html lang="zh-CN">' in visitor.page
