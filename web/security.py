"""What every answer carries and what no request may exceed: headers, content security policy, CSRF, sizes."""

from __future__ import annotations

from typing import Any, cast

import orjson
from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from engine.domain.errors import Invalid

MEGABYTE = 1024 * 1024
# One upload, with room for the form around it. Commands check the file itself once more.
LARGEST_UPLOAD = 21 * MEGABYTE
LARGEST_FORM = 2 * MEGABYTE
_MOST_PARTS = 5_000

csrf = CSRFProtect()
_SAME = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
"""Of every answer; no view says anything else."""


class _Plain:
    """Sessions hold texts, numbers, lists and dictionaries: no need of Flask's marks for other types, which cost more than the signature."""

    @staticmethod
    def dumps(session: Any) -> str:
        return orjson.dumps(session).decode()

    loads = staticmethod(orjson.loads)


class _Cookies(SecureCookieSessionInterface):
    """The session cookie is marked Secure when it was asked for over HTTPS; a first run on 127.0.0.1 has none."""

    serializer = _Plain  # type: ignore[assignment]
    digest_method = "sha1"  # type: ignore[assignment]  # Flask's own, but by its name: OpenSSL's HMAC instead of the one in Python

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> Any:
        """Flask makes one twice for each request."""
        return self._signer

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Scripts and styles are the same for everybody, whatever his cookie says: browsers keep them."""
        if request.endpoint != "static":
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def install(app: Flask) -> None:
    app.session_interface = _Cookies(app)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=_MOST_PARTS,
        SESSION_COOKIE_NAME="onestop",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session: a form may take an afternoon
    )
    app.before_request(_limit_size)  # before CSRF, which reads the form
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = _token
    app.before_request(_refuse_nul)
    app.after_request(_headers)


def _token() -> str:
    """A page asks for it once for each of its forms."""
    return cast(str, g.get("csrf_token") or generate_csrf())


def _limit_size() -> None:
    """Only views marked with ``takes_files`` read a large body."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "takes_files", False):
        request.max_content_length = LARGEST_FORM


def _refuse_nul() -> None:
    """No text a person types holds a NUL, and PostgreSQL cannot keep one."""
    typed = [text for values in (request.args, request.form) for pair in values.items(multi=True) for text in pair]
    if "\x00" in request.path or "\x00" in "".join(typed):
        raise Invalid("内容里有不能使用的字符，请重新输入。")


def takes_files(view):  # type: ignore[no-untyped-def]
    """Mark a view (outermost decorator) that accepts uploads up to LARGEST_UPLOAD; all others read at most LARGEST_FORM."""
    view.takes_files = True
    return view


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _policy(f" 'nonce-{g.nonce}'") if "nonce" in g else _NO_SCRIPT_OF_ITS_OWN)
    for name, value in _SAME:
        response.headers.add(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _policy(scripts: str) -> str:
    return (
        f"default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


_NO_SCRIPT_OF_ITS_OWN = _policy("")
"""Of an answer that is no page, such as a redirect: nobody drew a number for it."""
