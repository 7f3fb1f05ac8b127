"""Scripts, styles and pictures."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from tests.web.conftest import Visitor


def asked(visitor: Visitor, address: str) -> Response:
    answer = visitor.get(address)
    answer.close()  # it holds the file open
    return answer


def test_browsers_keep_scripts_and_styles_and_ask_for_none_again_until_one_has_changed(visitor: Visitor) -> None:
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', visitor.get("/").text)
    assert len(addresses) > 2
    for address in addresses:
        answer = asked(visitor, address)
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["Cache-Control"] and "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers and "Vary" not in answer.headers


def test_what_a_page_of_the_version_before_asks_for_is_answered_and_not_kept(visitor: Visitor) -> None:
    answer = asked(visitor, "/static/0123456789ab/js/page.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_nothing_outside_the_folder_is_served(visitor: Visitor) -> None:
    for path in ("../__init__.py", "..%2f__init__.py", "/etc/passwd"):
        assert asked(visitor, f"/static/0123456789ab/{path}").status_code in (308, 404)


def test_a_page_is_given_to_the_server_whole_and_a_file_in_pieces(site: Flask) -> None:
    def given(path: str) -> Any:
        return site.wsgi_app(create_environ(path), lambda *_: None)

    page, script = given("/"), given("/static/0123456789ab/js/page.js")
    assert type(page) is list and b"</html>" in page[-1]
    assert type(script) is not list
    script.close()
