"""The API as a WSGI application of its own: a system has no session, no cookie, no language and gets no page, so nothing the site does for a
browser is done for it, and what a view may know of a request is in its ``Call``.

Made with Werkzeug alone, which Flask is made of: whose part of a press would be as large as all that is left here (``bench/README.md``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

from werkzeug import Response
from werkzeug.routing import Map, Rule

from engine.domain.errors import Invalid
from engine.service import Engine
from web.api import tasks
from web.api.answers import raw
from web.api.call import Call, Request
from web.api.problems import explained

PREFIX = "/api/"
TASKS, REFERENCE = "/api/v1/tasks", "/api/v1/openapi.json"
_WRITTEN = Path(__file__).with_name("openapi.json").read_bytes()


def reference(_call: Call) -> Response:
    """The description for programs, written by hand; a test compares it with what is there."""
    return raw(_WRITTEN)


@dataclass(frozen=True)
class Route:
    """``permission``: ``key`` for who shows an account's, ``public`` for everybody."""

    method: str
    path: str
    permission: Literal["key", "public"]
    view: Callable[..., Response]


ROUTES = (
    Route("GET", TASKS, "key", tasks.listed),
    Route("GET", f"{TASKS}/<task_id>", "key", tasks.read),
    Route("POST", f"{TASKS}/<task_id>/complete", "key", tasks.complete),
    Route("POST", f"{TASKS}/<task_id>/claim", "key", tasks.claim),
    Route("POST", f"{TASKS}/<task_id>/release", "key", tasks.release),
    Route("GET", REFERENCE, "public", reference),
)


class Api:
    """For every address under ``PREFIX``. Threads share it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        rules = [Rule(route.path, methods=[route.method], endpoint=route, strict_slashes=False, merge_slashes=False) for route in ROUTES]
        self._addresses = Map(rules).bind("")  # once: no answer depends on the name the server was called by

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            answer = self._answered(request)
        except Exception as error:  # noqa: BLE001  (told, and on record where it is a bug)
            answer = explained(error, request)
        return answer(environ, start_response)

    def _answered(self, request: Request) -> Response:
        if "\x00" in request.path or b"\x00" in unquote_to_bytes(request.query_string):  # PostgreSQL cannot keep one
            raise Invalid("内容里有不能使用的字符，请重新输入。")
        route, names = self._addresses.match(request.path, request.method)
        with closing(Call(self.engine, request, **names)) as call:
            if route.permission == "key":
                call.require_key()
            return route.view(call, **names)
