"""Flask as this site uses it: what the library looks for, copies or spells out at each request, though it is never so here, is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any

from flask import Flask, Request, Response, current_app
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property

from web.security import LARGEST_FORM, LARGEST_UPLOAD, MOST_PARTS

_PLAIN = re.compile(r"[\w./?=&%:;,@+~-]*", re.ASCII)  # an address that stands in a header as it is
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


class Forms(FormDataParser):
    """What is typed is mostly Chinese, nine letters to a sign, which urllib takes apart letter by letter."""

    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None) -> Any:
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        try:
            sent = pairs(stream.read().decode())
        except UnicodeDecodeError:  # no browser's form: as the library, as if nothing had been sent
            sent = []
        return stream, self.cls(sent), self.cls()


def pairs(sent: str) -> list[tuple[str, str]]:
    """Names and values, as ``parse_qsl`` gives them to the library."""
    parts = (each.partition("=") for each in sent.replace("+", " ").split("&") if each)
    return [(_said(name), _said(value)) for name, _, value in parts]


def _said(text: str) -> str:
    return _ESCAPED.sub(_decoded, text) if "%" in text else text


def _decoded(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("%", "")).decode(errors="werkzeug.url_quote")


class Asked(Request):
    """How much is read is looked up when something is read, see ``security.takes_files``."""

    form_data_parser_class = Forms
    max_form_memory_size = LARGEST_FORM
    max_form_parts = MOST_PARTS

    @property
    def max_content_length(self) -> int:
        view = current_app.view_functions.get(self.endpoint or "")
        return LARGEST_UPLOAD if getattr(view, "takes_files", False) else LARGEST_FORM

    @cached_property
    def cookies(self) -> Any:
        """Where the server puts them; the library looks for them through all of the server's environment."""
        return parse_cookie(self.environ, cls=self.dict_storage_class)


class Answer(Response):
    """A page or a redirect is one whole text. Everything else, such as a file or an answer to HEAD, goes the library's way."""

    def get_wsgi_response(self, environ: Any) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        whole = self.is_sequence and not self.direct_passthrough and not self._on_close
        if not whole or self.status_code not in (200, 302) or environ["REQUEST_METHOD"] not in ("GET", "POST"):
            return super().get_wsgi_response(environ)
        headers, body = self.headers.to_wsgi_list(), list(self.iter_encoded())
        named = dict(headers)
        if not _PLAIN.fullmatch(named.get("Location", "")):
            return super().get_wsgi_response(environ)
        if "Content-Length" not in named:
            headers.append(("Content-Length", str(sum(map(len, body)))))
        return body, self.status, headers  # a list: the server sends it at once, and asks for no more


class Site(Flask):
    request_class, response_class = Asked, Answer

    def ensure_sync(self, func: Any) -> Any:
        """No view is a coroutine; Flask looks whether each function of each request is one."""
        return func

    def redirect(self, location: str, code: int = 302) -> Answer:
        """Without the library's page in English, which no browser shows."""
        answer = Answer(status=code)
        answer.headers["Location"] = location
        return answer
