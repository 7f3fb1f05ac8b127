"""What a browser keeps signed: read and written as the libraries do, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from hypothesis import given
from hypothesis import strategies as some
from itsdangerous import BadData, BadSignature, SignatureExpired, URLSafeTimedSerializer

from tests.web.conftest import Visitor
from web.context import _MOST_CASES, open_case
from web.cookies import Signed
from web.site import Answer

OURS = Signed("a secret", "cookie-session", "hmac")
THEIRS = URLSafeTimedSerializer("a secret", "cookie-session", signer_kwargs={"key_derivation": "hmac"})
SESSIONS = some.dictionaries(some.text(max_size=20), some.one_of(some.text(max_size=900), some.integers(-(2**50), 2**50), some.lists(some.text())))


@given(session=SESSIONS)
def test_ours_and_the_librarys_read_each_other(session: dict[str, Any]) -> None:
    assert OURS.loads(THEIRS.dumps(session)) == session == THEIRS.loads(OURS.dumps(session)) == OURS.loads(OURS.dumps(session))


@pytest.mark.parametrize("value", ["short", "long " * 500])
def test_one_altered_letter_makes_it_void(value: str) -> None:
    signed = OURS.dumps(value)
    for place in (0, len(signed) // 2, len(signed) - 2):
        with pytest.raises(BadData):
            OURS.loads(signed[:place] + ("A" if signed[place] != "A" else "B") + signed[place + 1 :])


def test_what_was_signed_for_another_use_or_with_another_secret_is_void() -> None:
    for other in (Signed("a secret", "wtf-csrf-token", "hmac"), Signed("another", "cookie-session", "hmac")):
        with pytest.raises(BadSignature):
            OURS.loads(other.dumps("value"))


def test_a_signature_grows_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = OURS.dumps("value")
    later = OURS._signer.get_timestamp() + 100
    monkeypatch.setattr(OURS._signer, "get_timestamp", lambda: later)
    assert OURS.loads(signed, 200) == "value"
    with pytest.raises(SignatureExpired):
        OURS.loads(signed, 50)


@pytest.mark.parametrize("sent", ["", "x", "x.y.z", "....", "经审查"])
def test_what_is_no_signed_text_at_all_is_void(sent: str) -> None:
    with pytest.raises(BadData):
        OURS.loads(sent)


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
        answer = Answer()
        site.session_interface.save_session(site, session, answer)
    assert len(answer.headers["Set-Cookie"]) < 4093  # browsers drop a longer one without a word


def test_who_signs_out_with_nothing_else_kept_has_no_cookie_left(site: Flask) -> None:
    with site.test_request_context():
        session["language"] = "en"
        session.clear()
        answer = Answer()
        site.session_interface.save_session(site, session, answer)
    assert "Max-Age=0" in answer.headers["Set-Cookie"] and answer.headers["Vary"] == "Cookie"
