"""A browser without scripts: cookies, forms, real HTTP to one of several addresses. Only the standard library, so that a client starts at once."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

ANSWER_WITHIN = 20
PATIENCE = 600  # seconds for a page; on a busy machine that is killed all the time servers take half a minute to come up
BUG = 500  # the status of a page that met one: nobody is ever to see it, whatever is killed


class Lost(Exception):
    """No answer, or one that does not say what became of the request: a 5xx, whose ``page`` it keeps."""

    def __init__(self, why: str, page: str = "") -> None:
        super().__init__(why)
        self.page = page


class Stopped(Exception):
    """The run is over."""


@dataclass
class Form:
    id: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    page: str

    def form(self, wanted: Callable[[Form], bool]) -> Form | None:
        reader = _Forms()
        reader.feed(self.page)
        return next((form for form in reader.forms if wanted(form)), None)


class _Forms(HTMLParser):
    """Forms with their hidden fields and the names of the others."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("id", ""), said.get("action", ""))
            self.forms.append(self._open)
        elif self._open is not None and tag == "input" and said.get("type") == "hidden":
            self._open.fields[said.get("name", "")] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Browser:
    def __init__(self, sites: Sequence[str], chance: random.Random, stopped: Callable[[], bool]) -> None:
        self.sites, self._chance, self.stopped = sites, chance, stopped
        self.cookies: dict[str, str] = {}

    def copy(self) -> Browser:
        """Another window with the same cookies."""
        other = Browser(self.sites, self._chance, self.stopped)
        other.cookies = dict(self.cookies)
        return other

    def look(self, path: str) -> Answer:
        """A page, asked for until it comes, redirects followed. Raises Stopped when the run ends first, Lost when it never comes."""
        until, why = time.monotonic() + PATIENCE, ""
        while time.monotonic() < until:
            try:
                answer = self.send("GET", path)
            except Lost as lost:
                if self.stopped():
                    raise Stopped from None
                why = str(lost)
                time.sleep(self._chance.uniform(0.05, 0.3))
                continue
            if answer.location:
                path, why = answer.location, "it leads on and on"
                continue
            return answer
        raise Lost(f"{path}: {why}")

    def send(self, method: str, path: str, fields: Mapping[str, str] | None = None, file: tuple[str, str, bytes] | None = None) -> Answer:
        """One request, one answer. Raises Lost."""
        headers = {"Accept": "text/html", "Connection": "close", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if file is not None:
            body, headers["Content-Type"] = _multipart(fields or {}, file)
        elif fields is not None:
            body, headers["Content-Type"] = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        site = urlsplit(self._chance.choice(self.sites))
        connection = HTTPConnection(site.hostname or "", site.port, timeout=ANSWER_WITHIN)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read()
        except (OSError, HTTPException) as error:
            raise Lost(f"{type(error).__name__} {error}") from error
        finally:
            connection.close()
        if answer.status == BUG:
            print(f"{BUG} {method} {path}", flush=True)  # noqa: T201  (the log of a client, read at the end of the run)
        if answer.status >= 500:
            raise Lost(f"{answer.status}", page.decode("utf-8", "replace"))
        for name, morsel in SimpleCookie(answer.headers.get("Set-Cookie", "")).items():
            self.cookies[name] = morsel.value
        return Answer(answer.status, answer.headers.get("Location", ""), page.decode("utf-8", "replace"))


def _multipart(fields: Mapping[str, str], file: tuple[str, str, bytes]) -> tuple[bytes, str]:
    mark, (name, filename, content) = uuid.uuid4().hex, file
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: application/pdf\r\n\r\n'
    parts += [head.encode(), content, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
