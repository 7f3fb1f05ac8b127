"""The API as a WSGI application of its own: a system has no session, no cookie, no language and gets no page, so nothing the site does for a
browser is done for it, and what a view may know of a request is in its ``Call``.

Made with Werkzeug's request and errors, without Flask, and without what Werkzeug has for addresses and answers of every kind: there are six of the
one and two of the other here, and each would take as long as all a press does here itself (``bench/README.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import MethodNotAllowed, NotFound

from engine.domain.errors import Invalid
from engine.service import Engine
from web.api import tasks
from web.api.answers import Answer
from web.api.call import Call, Request
from web.api.problems import explained

PREFIX = "/api/"
TASKS, REFERENCE = "/api/v1/tasks", "/api/v1/openapi.json"
TASK_ID = "<task_id>"
ONE_TASK = f"{TASKS}/{TASK_ID}"
_WRITTEN = Path(__file__).with_name("openapi.json").read_bytes()


def reference(_call: Call) -> Answer:
    """The description for programs, written by hand; a test compares it with what is there."""
    return Answer(_WRITTEN)


@dataclass(frozen=True)
class Route:
    """``permission``: ``key`` for who shows an account's, ``public`` for everybody."""

    method: str
    path: str
    permission: Literal["key", "public"]
    view: Callable[..., Answer]


ROUTES = (
    Route("GET", TASKS, "key", tasks.listed),
    Route("GET", ONE_TASK, "key", tasks.read),
    Route("POST", f"{ONE_TASK}/complete", "key", tasks.complete),
    Route("POST", f"{ONE_TASK}/claim", "key", tasks.claim),
    Route("POST", f"{ONE_TASK}/release", "key", tasks.release),
    Route("GET", REFERENCE, "public", reference),
)
_BY_ADDRESS = {(route.path, route.method): route for route in ROUTES}
_PLACE = ONE_TASK.split("/").index(TASK_ID)


def routed(path: str, method: str) -> tuple[Route, dict[str, str]]:
    """The route, and what its path names: all have that in one place, so a route is found by looking once. Raises NotFound and
    MethodNotAllowed."""
    words, names = path.removesuffix("/").split("/"), dict[str, str]()
    if len(words) > _PLACE:
        names["task_id"] = words[_PLACE]
        words[_PLACE] = TASK_ID if words[_PLACE] else ""
    address = "/".join(words)
    route = _BY_ADDRESS.get((address, "GET" if method == "HEAD" else method))
    if route is None:
        others = [each for own, each in _BY_ADDRESS if own == address]
        raise MethodNotAllowed(others) if others else NotFound
    return route, names


class Api:
    """For every address under ``PREFIX``. Threads share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            answer = self._answered(request)
        except Exception as error:  # noqa: BLE001  (told, and on record where it is a bug)
            answer = explained(error, request)
        return answer(environ, start_response)

    def _answered(self, request: Request) -> Answer:
        if "\x00" in request.path or b"\x00" in unquote_to_bytes(request.query_string):  # PostgreSQL cannot keep one
            raise Invalid("内容里有不能使用的字符，请重新输入。")
        route, names = routed(request.path, request.method)
        with closing(Call(self.engine, request, **names)) as call:
            if route.permission == "key":
                call.require_key()
            return route.view(call, **names)
