"""What every answer carries and what no request may exceed: headers, content security policy, CSRF, sizes."""

from __future__ import annotations

from hmac import compare_digest
from typing import cast

from flask import Flask, Response, g, request, session
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError, generate_csrf, same_origin
from itsdangerous import BadData

from engine.domain.errors import Invalid
from web.cookies import Cookies, Signed

MEGABYTE = 1024 * 1024
# One upload, with room for the form around it. Commands check the file itself once more.
LARGEST_UPLOAD = 21 * MEGABYTE
LARGEST_FORM = 2 * MEGABYTE
MOST_PARTS = 5_000

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_SAME = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)
"""Of every answer; no view says anything else."""


def _policy(scripts: str) -> str:
    return (
        f"default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


_NO_SCRIPT_OF_ITS_OWN = _policy("")


class _Csrf(CSRFProtect):
    """The library's, but for the signer it would make to look at each token."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        self._tokens = Signed(str(app.secret_key), "wtf-csrf-token", "django-concat")

    def protect(self, apply_exemptions: bool = False) -> None:
        """The token is this session's, and over HTTPS the form came from this site, too. It lives as long as the session: a form may take
        an afternoon. Raises CSRFError."""
        if request.method not in _CHANGING or not request.endpoint:
            return
        try:
            sent = self._tokens.loads(self._get_csrf_token() or "")
        except BadData as error:
            raise CSRFError("The CSRF token is missing or invalid.") from error
        kept = session.get("csrf_token")
        if not kept or not compare_digest(kept, str(sent)):
            raise CSRFError("The CSRF tokens do not match.")
        if request.is_secure and not same_origin(request.referrer or "", f"https://{request.host}/"):
            raise CSRFError("The referrer is missing or does not match the host.")


csrf = _Csrf()


def install(app: Flask) -> None:
    app.session_interface = Cookies(app)
    app.config.update(
        SESSION_COOKIE_NAME="onestop",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = _token
    app.before_request(_refuse_nul)
    app.after_request(_headers)


def _token() -> str:
    """A page asks for it once for each of its forms."""
    return cast(str, g.get("csrf_token") or generate_csrf())


def _refuse_nul() -> None:
    """No text a person types holds a NUL, and PostgreSQL cannot keep one."""
    sent = (request.args, request.form) if request.query_string else (request.form,)
    typed = [text for values in sent for pair in values.items(multi=True) for text in pair]
    if "\x00" in request.path or "\x00" in "".join(typed):
        raise Invalid("内容里有不能使用的字符，请重新输入。")


def takes_files(view):  # type: ignore[no-untyped-def]
    """Mark a view (outermost decorator) that accepts uploads up to LARGEST_UPLOAD; all others read at most LARGEST_FORM."""
    view.takes_files = True
    return view


def _headers(response: Response) -> Response:
    headers = response.headers
    own = {name for name, _ in headers}
    if "Content-Security-Policy" not in own:
        headers.add("Content-Security-Policy", _policy(f" 'nonce-{g.nonce}'") if "nonce" in g else _NO_SCRIPT_OF_ITS_OWN)
    for name, value in _SAME:
        headers.add(name, value)
    if "Cache-Control" not in own and request.endpoint != "static":
        headers.add("Cache-Control", "no-store")
    return response
