"""What a system gets that has no key, sends what cannot be read, or comes while the database is away: a problem it can act on, never a page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from engine.commands.api_key import RevokeApiKey
from engine.commands.office import UpdateOfficer
from engine.domain.officer import Post
from engine.domain.viewer import Viewer
from tests.databases import KINDS
from tests.engine.outage import Outage, outage_of
from tests.engine.world import HERE, World, fresh
from tests.web.cast import enrol, sign_in
from tests.web.system import System, issue, system
from web import create_app
from web.api import sent

ADDRESSES = (("GET", "/api/v1/tasks"), ("GET", "/api/v1/tasks/x"), ("POST", "/api/v1/tasks/x/complete"), ("POST", "/api/v1/tasks/x/claim"))


def is_a_problem(answer: Any, status: int) -> bool:
    said = answer.json
    whole = {"type", "title", "status", "detail"} <= said.keys() <= {"type", "title", "status", "detail", "errors"}
    return answer.status_code == status == said["status"] and answer.content_type == "application/problem+json" and whole and bool(said["detail"])


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_no_key_a_wrong_one_an_old_one_and_a_closed_account_are_answered_alike(site: Flask, world: World, method: str, address: str) -> None:
    ids = enrol(world, "qian", "feng")
    good, revoked, closed = (issue(world, login) for login in ("qian", "qian", "feng"))
    world.engine.execute(RevokeApiKey(command_id=fresh(), key_id=revoked.key_id), Viewer.system())
    posts = (Post(HERE, "market_regulation", "reviewer"),)  # type: ignore[arg-type]
    world.engine.execute(UpdateOfficer(command_id=fresh(), officer_id=ids["feng"], name="冯远", posts=posts, active=False), Viewer.system())
    told = set()
    shown = ["", "x", f"osk_{'0' * 16}_{'0' * 64}", good.key[:-1], revoked.key, closed.key, "密钥", "\x00"]
    for key in shown:
        one = System(site, "")
        headers = {"Authorization": f"Bearer {key}".encode().decode("latin-1")} if key else {}
        answer = one.client.open(address, method=method, headers=headers, json={"command_id": fresh()} if method == "POST" else None)
        assert is_a_problem(answer, 401) and answer.headers["WWW-Authenticate"].startswith("Bearer")
        told.add(answer.get_data())
    world.clock.set(world.clock.now() + timedelta(days=301))
    told.add(System(site, good.key).client.open(address, method=method, headers=System(site, good.key).headers()).get_data())
    assert len(told) == 1


def test_a_signed_in_officer_s_browser_is_no_key_and_a_key_opens_no_page(site: Flask, world: World) -> None:
    enrol(world, "qian")
    browser = sign_in(site, "qian")
    assert browser.get("/desk", follow_redirects=True).status_code == 200
    assert is_a_problem(browser.client.get("/api/v1/tasks"), 401)
    assert System(site, issue(world, "qian").key).get("/desk").status_code == 302


def test_no_cookie_is_read_or_set_and_nothing_asks_for_a_token(site: Flask, world: World) -> None:
    task_id, one = world.task(world.accepted().case_id, "review_goods").task_id, system(site, world, "qian")
    one.client.set_cookie("onestop", "forged")
    one.client.set_cookie("remember_token", "forged|0")
    for answer in (one.get("/api/v1/tasks?lang=en"), one.get(f"/api/v1/tasks/{task_id}"), one.get("/api/v1/none?lang=en"), one.complete(task_id)):
        assert "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
    assert one.get("/api/v1/none?lang=en").json["title"] == "没有找到"
    assert one.complete(task_id, outcome="agree").status_code == 200


BAD = [
    b"", b"{", b"[]", b"null", b'"x"', b"7", b"\xff\xfe", b'{"command_id": NaN}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}', b'{"a\\u0000": 1}',
    b"[" * 100_000, b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"fields":' + b"[" * 200 + b"]" * 200 + b"}", b'{"a": 1e999999999999}', b"1" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("raw", BAD, ids=lambda raw: repr(raw[:20]))
def test_what_is_no_usable_json_is_said_and_changes_nothing(site: Flask, world: World, raw: bytes) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "qian")
    task_id = world.task(case_id, "review_goods").task_id
    assert is_a_problem(one.post(f"/api/v1/tasks/{task_id}/complete", data=raw), 422)
    assert "review_goods" in world.open_steps(case_id)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"command_id": None}, "command_id"),
        ({"command_id": "' or 1=1"}, "command_id"),
        ({"command_id": ["x"]}, "command_id"),
        ({"command_id": "A" * 32}, "command_id"),
        ({"outcome": 7}, "outcome"),
        ({"outcome": ["agree"]}, "outcome"),
        ({"outcome": "moon"}, "outcome"),
        ({"outcome": None}, "outcome"),
        ({"opinion": {"a": 1}}, "opinion"),
        ({"opinion": "长" * 1001}, "opinion"),
        ({"fields": []}, "fields"),
        ({"fields": "passage=2"}, "fields"),
        ({"defects": ["x"]}, "defects"),
        ({"defects": {"site_plan": 1}}, "defects.site_plan"),
        ({"next": {"approve": None}}, "next.approve"),
        ({"outcom": "agree"}, "outcom"),
        ({"answers": {"stall": "x"}}, "answers"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_beside_its_member(site: Flask, world: World, said: dict[str, Any], path: str) -> None:
    case_id, one = world.accepted().case_id, system(site, world, "qian")
    answer = one.complete(world.task(case_id, "review_goods").task_id, **{"outcome": "agree", **said})
    assert is_a_problem(answer, 422) and [each["path"] for each in answer.json["errors"]] == [path]
    assert "review_goods" in world.open_steps(case_id)


@pytest.mark.parametrize("asked", ["limit=0", "limit=x", "limit=²", "limit=9999999999", "after=x", "after=中文"])
def test_what_is_wrong_with_an_address_is_said(site: Flask, world: World, asked: str) -> None:
    assert is_a_problem(system(site, world, "qian").get(f"/api/v1/tasks?{asked}"), 422)


@pytest.mark.parametrize("address", ["/api/v1/tasks/%00", "/api/v1/tasks?after=%00", "/api/v1/tasks/x%00/complete"])
def test_a_nul_in_an_address_is_no_bug(site: Flask, world: World, address: str) -> None:
    one = system(site, world, "qian")
    answer = one.post(address, {"command_id": fresh()}) if "complete" in address else one.get(address)
    assert is_a_problem(answer, 422)


def test_another_kind_of_body_and_one_too_large_are_refused(site: Flask, world: World) -> None:
    one = system(site, world, "qian")
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""):
        assert is_a_problem(one.post("/api/v1/tasks/x/claim", data=b"command_id=1", content_type=kind), 415)
    large = b'{"command_id": "' + b"0" * sent.LARGEST + b'"}'
    assert is_a_problem(one.post("/api/v1/tasks/x/claim", data=large), 413)
    assert is_a_problem(System(site, "wrong").post("/api/v1/tasks/x/claim", data=large), 401)


def test_a_method_that_is_not_there_and_an_address_that_is_not_there_get_no_page(site: Flask, world: World) -> None:
    one = system(site, world, "qian")
    wrong = one.client.delete("/api/v1/tasks")
    assert is_a_problem(wrong, 405) and "GET" in wrong.headers["Allow"]
    assert is_a_problem(one.client.options("/api/v1/tasks/x/claim"), 405)
    assert is_a_problem(one.get("/api/"), 404) and is_a_problem(one.post("/api/v2/tasks", {}), 404)


def test_an_address_is_the_same_with_a_slash_behind_it_and_only_the_whole_of_it_is_one(site: Flask, world: World) -> None:
    one = system(site, world, "qian")
    assert one.get("/api/v1/tasks/").json == one.get("/api/v1/tasks").json
    told = one.get("/api/v1/tasks/x").json["detail"]
    assert told == one.get("/api/v1/tasks/x/").json["detail"] == one.get("/api/v1/tasks/<task_id>").json["detail"]  # no such task
    for address in ("/api/v1/tasks//", "/api/v1/tasks//complete", "/api/v1/tasks/x/y", "/api/v1/tasks/x/claim/z", "/api/v1/openapi.json/x", "/api/v1"):
        answer = one.get(address)
        assert is_a_problem(answer, 404) and answer.json["detail"] != told
        assert is_a_problem(one.post(address, {"command_id": fresh()}), 404)


def test_who_asks_for_the_head_of_an_answer_gets_no_body(site: Flask, world: World) -> None:
    one = system(site, world, "qian")
    whole, head = one.get("/api/v1/tasks"), one.client.head("/api/v1/tasks", headers=one.headers())
    assert (head.status_code, head.get_data(), dict(head.headers)) == (200, b"", dict(whole.headers))
    assert is_a_problem(one.client.put("/api/v1/tasks/x", headers=one.headers()), 405)


def test_a_body_in_pieces_without_a_length_is_read_to_its_end(site: Flask, world: World) -> None:
    """As granian gives one that came in chunks."""
    one = system(site, world, "qian")
    pieces = {"input_stream": BytesIO(b'{"command_id": "x"}'), "environ_overrides": {"wsgi.input_terminated": True}}
    answer = one.client.post("/api/v1/tasks/x/claim", headers=one.headers(), content_type="application/json; charset=utf-8", **pieces)
    assert is_a_problem(answer, 422) and answer.json["errors"][0]["path"] == "command_id"


def test_no_answer_is_kept_by_anybody_on_its_way_or_drawn_by_a_browser(site: Flask, world: World) -> None:
    one = system(site, world, "qian")
    answers = [one.get("/api/v1/tasks"), one.get("/api/v1/openapi.json"), one.get("/api/v1/tasks/x"), System(site, "").get("/api/v1/tasks")]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 401]
    for answer in answers:
        assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", KINDS)
def test_while_the_database_is_away_a_system_is_told_when_to_come_again_and_then_acts_once(kind: str, databases: Any) -> None:
    with outage_of(databases[kind]) as outage:
        away_and_back(outage)


def away_and_back(outage: Outage) -> None:
    world = outage.world
    case_id, one = world.accepted().case_id, system(create_app(world.engine), world, "qian")
    said = {"command_id": fresh(), "outcome": "agree"}
    address = f"/api/v1/tasks/{world.task(case_id, 'review_goods').task_id}/complete"
    outage.begin()
    for answer in (one.post(address, said), one.get("/api/v1/tasks")):
        assert is_a_problem(answer, 503) and answer.headers["Retry-After"] == "5"
    outage.end()
    assert [one.post(address, said).status_code for _ in range(2)] == [200, 200]
    assert world.open_steps(case_id) == ["review_site"]


def test_a_bug_is_a_problem_too_and_tells_nothing_of_itself(site: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = system(site, world, "qian")

    def broken(*_: Any) -> None:
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setattr(world.engine, "execute", broken)
    answer = one.complete("x", outcome="agree")
    assert is_a_problem(answer, 500) and "secret" not in answer.get_data(as_text=True)
