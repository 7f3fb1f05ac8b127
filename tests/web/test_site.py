"""Where this site goes past the library, it comes to the same."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from tests.web.conftest import Visitor
from web.site import Site, pairs

SENT = some.text(some.sampled_from("ab=&+%;经é\x00 4EeBD89")) | some.text()


@given(sent=SENT | some.lists(some.text()).map(lambda words: "&".join(f"n={word}" for word in words)))
def test_a_form_is_read_as_the_library_reads_it(sent: str) -> None:
    assert pairs(sent) == parse_qsl(sent, keep_blank_values=True, errors="werkzeug.url_quote")


@pytest.mark.parametrize(
    ("body", "read"),
    [(b"a=1&a=2&b=", [("a", "1"), ("a", "2"), ("b", "")]), ("a=经审查".encode(), [("a", "经审查")]), (b"a=%E7%BB%8F+%ff", [("a", "经 %FF")]), (b"a=\xff", [])],
)
def test_a_form_may_hold_anything(body: bytes, read: list[tuple[str, str]]) -> None:
    sent = {"data": body, "content_type": "application/x-www-form-urlencoded", "method": "POST"}
    with Site("a site").test_request_context("/", **sent) as context:
        assert list(context.request.form.items(multi=True)) == read and not context.request.files


def test_a_redirect_says_where_and_nothing_else(site: Flask) -> None:
    answer = Visitor(site).client.get("/desk/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login") and answer.data == b"" and answer.headers["Content-Length"] == "0"


@pytest.mark.parametrize(("address", "sent"), [("/a?b=c&d=%20", "/a?b=c&d=%20"), ("/办件 1", "/%E5%8A%9E%E4%BB%B6%201"), ('/"<>', "/%22%3C%3E")])
def test_an_address_of_any_letters_is_written_as_one(address: str, sent: str) -> None:
    site = Site("a site")
    site.add_url_rule("/", view_func=lambda: site.redirect(address))
    assert site.test_client().get("/").headers["Location"] == sent


def test_a_page_asked_for_without_its_body_has_the_same_length(visitor: Visitor) -> None:
    whole, head = visitor.get("/"), visitor.client.head("/")
    assert head.data == b"" and head.status_code == 200 and head.headers["Content-Length"] == whole.headers["Content-Length"] != "0"
