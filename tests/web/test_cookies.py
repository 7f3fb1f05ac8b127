"""What a browser keeps signed, and what a form must bring along. The libraries do it; here it says what this site leans on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask, Response, session
from flask_wtf.csrf import generate_csrf

from tests.web.conftest import Visitor
from web import Site
from web.context import _MOST_CASES, open_case


def test_the_token_of_another_session_is_refused(site: Flask) -> None:
    mine, theirs = Visitor(site), Visitor(site)
    mine.get("/track")
    theirs.get("/track")
    for token, status in ((theirs.token(), 400), (mine.token(), 404)):
        assert mine.client.post("/track", data={"csrf_token": token, "case_no": "1", "query_code": "1"}).status_code == status


def test_a_token_may_come_in_a_header(visitor: Visitor) -> None:
    visitor.get("/track")
    answer = visitor.client.post("/track", data={"case_no": "1", "query_code": "1"}, headers={"X-CSRFToken": visitor.token()})
    assert answer.status_code == 404  # no such case


@pytest.mark.parametrize(("referrer", "status"), [(None, 400), ("https://evil.test/track", 400), ("https://example.test/track", 404)])
def test_over_https_a_form_must_come_from_this_site(visitor: Visitor, referrer: str | None, status: int) -> None:
    here = {"base_url": "https://example.test"}
    visitor.get("/track", **here)
    sent = {"csrf_token": visitor.token(), "case_no": "1", "query_code": "1"}
    answer = visitor.client.post("/track", data=sent, headers={"Referer": referrer} if referrer else {}, **here)
    assert answer.status_code == status


def test_a_session_without_a_token_takes_no_form(site: Flask) -> None:
    with site.test_request_context():
        token = generate_csrf()
    assert Visitor(site).client.post("/track", data={"csrf_token": token, "case_no": "1", "query_code": "1"}).status_code == 400


def test_the_session_of_one_who_follows_as_many_cases_as_he_may_fits_into_a_cookie(site: Flask) -> None:
    with site.test_request_context():
        for number in range(_MOST_CASES + 1):
            open_case(f"{number:032x}")
        now = datetime(2026, 11, 26, 10, 0, 0, 123456, UTC).isoformat()
        session.update(officer_since=now, officer_seen=now, _user_id="0" * 32, csrf_token="0" * 40, language="en")
        session.update(officer_epoch=1, list={"folder": "department", "search": "长" * 100, "service": "a" * 60, "page": 1})
        session["_flashes"] = [("success", "长" * 120)] * 3
        answer = Response()
        site.session_interface.save_session(site, session, answer)
    assert len(answer.headers["Set-Cookie"]) < 4093  # browsers drop a longer one without a word


def test_who_signs_out_with_nothing_else_kept_has_no_cookie_left(site: Flask) -> None:
    with site.test_request_context():
        session["language"] = "en"
        session.clear()
        answer = Response()
        site.session_interface.save_session(site, session, answer)
    assert "Max-Age=0" in answer.headers["Set-Cookie"] and answer.headers["Vary"] == "Cookie"


def test_a_redirect_says_where_and_nothing_else(site: Flask) -> None:
    answer = Visitor(site).client.get("/desk/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login") and answer.data == b""


@pytest.mark.parametrize(("address", "sent"), [("/a?b=c&d=%20", "/a?b=c&d=%20"), ("/办件 1", "/%E5%8A%9E%E4%BB%B6%201"), ('/"<>', "/%22%3C%3E")])
def test_an_address_of_any_letters_is_written_as_one(address: str, sent: str) -> None:
    site = Site("a site")
    site.add_url_rule("/", view_func=lambda: site.redirect(address))
    assert site.test_client().get("/").headers["Location"] == sent
